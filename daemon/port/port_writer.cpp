#include "daemon/port/port_writer.hpp"

#include <boost/system/system_error.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weir {

void port_writer::begin(std::string bytes) {
    if (busy_) throw std::logic_error("one write is under way already");
    bytes_ = std::move(bytes);
    busy_ = true;
    changed_.notify_all();
}

void port_writer::abandon() {
    if (!busy_) return;
    abandoned_ = true;
    changed_.notify_all();
}

std::size_t port_writer::forget() {
    const std::size_t sent = busy_ ? done_.size : 0;
    busy_ = false;
    abandoned_ = false;
    done_ = {};
    bytes_.clear();
    return sent;
}

awaitable<std::string> port_writer::run(task& parent, byte_stream& stream) {
    task self(parent, "writer");
    for (;;) {
        co_await something_to_write(self);
        self.awaiting("the device to take what is written");
        co_await write(stream);
        self.resumed();
        if (abandoned_) co_return "it does not take what is written";
        if (is_cancellation(done_.error)) throw boost::system::system_error(done_.error);
        if (done_.error == boost::system::errc::io_error) co_return "the device is gone";
        if (done_.error) co_return "it cannot be written to: " + done_.error.message();
        forget();
        user_.written(monotonic_clock::now());
    }
}

awaitable<void> port_writer::something_to_write(task& self) {
    while (!busy_) {
        self.awaiting("something to write");
        const wake why = co_await changed_.wait();
        self.resumed();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
}

awaitable<void> port_writer::write(byte_stream& stream) {
    done_ = {boost::asio::error::operation_aborted, 0};
    std::vector<awaitable<void>> either;
    either.push_back(write_all(stream));
    either.push_back(abandoned());
    co_await race(std::move(either));
}

awaitable<void> port_writer::write_all(byte_stream& stream) {
    const byte_stream::result done = co_await stream.write(bytes_);
    done_ = done;
}

awaitable<void> port_writer::abandoned() {
    while (!abandoned_) {
        const wake why = co_await changed_.wait();
        if (why == wake::canceled) co_return;
    }
}

}  // namespace weir
