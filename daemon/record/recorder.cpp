#include "daemon/record/recorder.hpp"

#include <chrono>
#include <utility>

namespace weir {

namespace {

using namespace std::chrono_literals;

// So long what is noted waits for more: what a kill -9 costs.
constexpr duration gathered_for = 500ms;
constexpr std::size_t most_waiting = std::size_t{4} * 1024 * 1024;  // bytes

}  // namespace

recorder::recorder(const boost::asio::any_io_executor& loop, options how)
    : how_(std::move(how)),
      file_(std::make_shared<output_file>(how_.file)),
      last_(how_.began),
      worker_(loop) {
    const duration ago = monotonic_clock::now() - how_.began;
    write_head({how_.port, std::chrono::system_clock::now() - ago}, waiting_);
    counters_.size = waiting_.size();
}

void recorder::note(record_kind kind, std::string_view bytes, monotonic_time now) {
    if (over_) return;
    const std::size_t before = waiting_.size();
    writer_.write(kind, now - how_.began, bytes, waiting_);
    const std::size_t size = waiting_.size() - before;
    if (counters_.size + size > how_.max_size) {
        waiting_.resize(before);
        end("it has reached its greatest size");
        return;
    }
    counters_.size += size;
    if (kind == record_kind::received) counters_.received += bytes.size();
    if (kind == record_kind::sent) counters_.sent += bytes.size();
    last_ = now;
    if (waiting_.size() > most_waiting) fail("the disk is too slow");
    noted_.notify_all();
}

void recorder::end(std::string why) {
    if (std::exchange(over_, true)) return;
    why_ = std::move(why);
    noted_.notify_all();
    ended_.notify_all();
}

void recorder::fail(std::string why) {
    failed_ = true;
    end(std::move(why));
}

awaitable<void> recorder::until_over() {
    while (!over_) {
        const wake why = co_await ended_.wait();
        if (why == wake::canceled) co_return;
    }
}

awaitable<void> recorder::run(task& self) {
    while (!over_ || (!waiting_.empty() && !failed_)) {
        co_await gather(self);
        co_await write(self);
    }
}

awaitable<void> recorder::gather(task& self) {
    self.awaiting("something to record");
    while (waiting_.empty() && !over_) {
        co_await noted_.wait();
    }
    self.awaiting("more to record");
    const monotonic_time until = monotonic_clock::now() + gathered_for;
    if (!over_) {
        co_await ended_.wait(until);
    }
    self.resumed();
}

awaitable<void> recorder::write(task& self) {
    if (waiting_.empty()) co_return;
    std::function<boost::system::error_code()> job = [file = file_, bytes = std::exchange(waiting_, {})] {
        return file->append(bytes);
    };
    self.awaiting("the disk");
    const boost::system::error_code error = co_await worker_.run(std::move(job));
    self.resumed();
    if (error) fail("it cannot be written: " + error.message());
}

}  // namespace weir
