#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/async.hpp"
#include "daemon/record/output_file.hpp"
#include "daemon/task.hpp"
#include "daemon/worker.hpp"
#include "drivers/recording/writer.hpp"

namespace weir {

// Records what happens on a port into a file of bounded size. What is noted is on its way to
// the disk within half a second, by a thread; the loop never waits for it. Loop's thread alone.
class recorder {
public:
    struct options {
        std::string file;  // is created, or emptied
        std::string port;
        std::uint64_t max_size = std::uint64_t{64} * 1024 * 1024;  // bytes
        monotonic_time began = monotonic_clock::now();             // what is noted is not of before
    };
    struct counters {
        std::uint64_t received = 0;  // bytes
        std::uint64_t sent = 0;
        std::uint64_t size = 0;  // of the file, when all is written
    };

    // Throws std::system_error when the file cannot be made. The loop must outlive the recorder.
    recorder(const boost::asio::any_io_executor& loop, options how);

    // `bytes` as of record. Of what has no room in the file nothing is kept, and the recording is over, as it
    // is when the disk cannot keep up; what comes then is not kept either.
    void note(record_kind kind, std::string_view bytes, monotonic_time now);
    void finish() { end({}); }

    // Writes; returns when the recording is over and everything is written.
    awaitable<void> run(task& self);
    // Returns when it is over, or when cancelled.
    awaitable<void> until_over();

    const counters& counted() const { return counters_; }
    duration lasted() const { return last_ - how_.began; }
    // Why it was over before finish(): it was full, or it has failed. Empty: it was not.
    const std::string& why() const { return why_; }
    bool failed() const { return failed_; }

private:
    void end(std::string why);
    void fail(std::string why);
    awaitable<void> gather(task& self);
    awaitable<void> write(task& self);

    const options how_;
    const std::shared_ptr<output_file> file_;  // the job that writes holds it too
    record_writer writer_;
    std::string waiting_;  // for the disk
    monotonic_time last_;
    counters counters_;
    bool over_ = false;
    bool failed_ = false;
    std::string why_;
    event noted_;
    event ended_;
    worker worker_;
};

}  // namespace weir
