#include "drivers/serial_stream.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

#include "drivers/line_complaints.hpp"
#include "drivers/monotonic_timer.hpp"
#include "drivers/serial_controls.hpp"
#include "drivers/serial_settings.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

boost::system::error_code system_error(int number) {
    return {number, boost::system::system_category()};
}

// Looked at again after it; some drivers count more than there is.
std::chrono::microseconds time_to_send(int bytes, std::uint32_t baud) {
    constexpr std::int64_t bits_a_byte = 10;
    const std::chrono::microseconds all(bytes * bits_a_byte * 1'000'000 / baud);
    return std::clamp<std::chrono::microseconds>(all, 1ms, 10ms);
}

// Long enough for every board's reset circuit.
constexpr auto reset_pulse = 50ms;

class serial_stream : public byte_stream {
public:
    serial_stream(boost::asio::serial_port port, std::uint32_t baud) : port_(std::move(port)), baud_(baud) {}

    ~serial_stream() override {
        const int descriptor = port_.native_handle();
        if (dtr_down_until_) set_modem_lines(descriptor, true, {});
        // The kernel's close waits up to 30 s for what was not sent. Not after a good write: on a pty that
        // takes back what the far end has not read yet.
        if (writing_) tcflush(descriptor, TCOFLUSH);
        ioctl(descriptor, TIOCNXCL);  // it would outlive us as long as anybody has the port open
    }

    // Takes DTR down; it goes up again with the first read or write. False when there is no DTR.
    bool begin_reset() {
        if (!set_modem_lines(port_.native_handle(), false, {})) return false;
        dtr_down_until_ = monotonic_clock::now() + reset_pulse;
        return true;
    }

    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        interrupted_ = false;
        const boost::system::error_code stopped = co_await end_reset();
        if (stopped) co_return result{stopped, 0};
        if (hung_up_) co_return result{boost::asio::error::eof, 0};
        if (interrupted_) co_return result{boost::asio::error::operation_aborted, 0};
        const auto buffer = boost::asio::buffer(into.data(), into.size());
        auto [error, size] = co_await port_.async_read_some(buffer, as_result);
        if (error == system_error(EIO)) error = boost::asio::error::eof;
        hung_up_ = error == boost::asio::error::eof;
        co_return result{error, size};
    }

    void interrupt_read() override {
        interrupted_ = true;  // if it only waits for the pulse yet
        port_.cancel();
    }

    boost::asio::awaitable<result> write(std::string_view bytes) override {
        const boost::system::error_code stopped = co_await end_reset();
        if (stopped) co_return result{stopped, 0};
        writing_ = true;
        const auto buffer = boost::asio::buffer(bytes);
        const auto [error, size] = co_await boost::asio::async_write(port_, buffer, as_result);
        if (error) co_return result{error, size};
        const boost::system::error_code left = co_await drain();
        if (!left) writing_ = false;
        co_return result{left, size};
    }

private:
    // Whoever comes first after the pulse takes DTR up again.
    boost::asio::awaitable<boost::system::error_code> end_reset() {
        if (!dtr_down_until_) co_return boost::system::error_code();
        monotonic_timer timer(port_.get_executor(), *dtr_down_until_);
        const auto [error] = co_await timer.async_wait(as_result);
        if (error) co_return error;
        if (dtr_down_until_) set_modem_lines(port_.native_handle(), true, {});
        dtr_down_until_.reset();
        co_return boost::system::error_code();
    }

    // Until what the driver took is sent, as far as it tells.
    boost::asio::awaitable<boost::system::error_code> drain() {
        monotonic_timer timer(port_.get_executor());
        for (;;) {
            int unsent = 0;
            const bool told = ioctl(port_.native_handle(), TIOCOUTQ, &unsent) == 0;
            if (!told && errno == EIO) co_return system_error(EIO);
            if (!told || unsent <= 0) co_return boost::system::error_code();
            timer.expires_after(time_to_send(unsent, baud_));
            const auto [error] = co_await timer.async_wait(as_result);
            if (error) co_return error;
        }
    }

    boost::asio::serial_port port_;
    std::uint32_t baud_;
    std::optional<monotonic_time> dtr_down_until_;
    bool writing_ = false;  // or the last write did not end well
    bool hung_up_ = false;
    bool interrupted_ = false;
};

// Keeps everybody else out: TIOCEXCL whoever is not root, the lock other well-behaved programs and root.
boost::system::error_code reserve(int descriptor, const std::string& path,
                                  std::vector<std::string>& warnings) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return system_error(EBUSY);
        warnings.push_back("lock: is not supported by " + path);
    }
    if (ioctl(descriptor, TIOCEXCL) != 0) warnings.push_back("exclusive: is not supported by " + path);
    return {};
}

}  // namespace

boost::system::result<std::unique_ptr<byte_stream>> open_serial(const boost::asio::any_io_executor& executor,
                                                                const std::string& path,
                                                                const serial_line& line,
                                                                std::vector<std::string>& warnings) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return system_error(errno);
    boost::asio::serial_port port(executor);
    boost::system::error_code error;
    port.assign(descriptor, error);
    if (error) {
        ::close(descriptor);
        return error;
    }
    if (error = reserve(descriptor, path, warnings); error) return error;
    if (error = configure_line(descriptor, path, line, warnings); error) return error;
    configure_controls(descriptor, path, line, warnings);
    auto stream = std::make_unique<serial_stream>(std::move(port), line.baud);
    if (line.reset_on_open) {
        line_complaints(path, warnings).add_unless(stream->begin_reset(), "reset_on_open", written(true));
    }
    return stream;
}

}  // namespace weir
