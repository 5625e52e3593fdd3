#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "daemon/worker.hpp"
#include "drivers/port_list.hpp"

namespace weir {

// The serial ports of this machine, for any number of ports that wait for theirs: one look, on a thread,
// serves all who ask during it. Loop's thread alone.
class port_listing {
public:
    using ports = std::shared_ptr<const std::vector<port_info>>;
    using lister = std::function<std::vector<port_info>()>;  // must not throw; owns what it uses

    port_listing(const boost::asio::any_io_executor& loop, lister list);

    // Throws operation_aborted when it is cancelled, at once.
    awaitable<ports> get();
    std::uint64_t looks() const { return looks_; }

private:
    void look();

    lister list_;
    ports latest_;
    bool looking_ = false;
    std::uint64_t looks_ = 0;  // that have ended
    event done_;
    worker worker_;  // the last: it goes first, and calls nothing after that
};

}  // namespace weir
