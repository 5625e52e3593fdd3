#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "daemon/job_thread.hpp"
#include "daemon/quarantine/quarantine.hpp"
#include "daemon/quarantine/rotating_file.hpp"

namespace weir {

// Writes bad frames into a file, a line each, on a thread of its own; what waits for it is bounded. A file
// that cannot be written is one warning, until it can be again. Its end waits a second for what waits.
class file_quarantine final : public quarantine {
public:
    // `clock` and the context of `loop` must outlive it.
    file_quarantine(std::string port, rotating_file file, sample_clock& clock,
                    boost::asio::any_io_executor loop);
    ~file_quarantine() override;

    static constexpr std::size_t most_waiting = std::size_t{256} * 1024;  // bytes

private:
    struct backlog;
    bool take(std::string record, monotonic_time now) override;
    std::uint64_t lost() const override;
    void start_writing();

    std::shared_ptr<backlog> backlog_;
    boost::asio::any_io_executor loop_;
    std::shared_ptr<file_quarantine*> self_;  // for what comes back to the loop
    bool writing_ = false;
    job_thread thread_;
};

}  // namespace weir
