#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <span>
#include <string_view>

namespace weir {

// An open line to a device: a serial port or pty, later TCP or a recording. Used from the loop's thread
// alone. Cancellation of the awaiting coroutine ends a read or write with asio::error::operation_aborted.
class byte_stream {
public:
    struct result {
        boost::system::error_code error;
        std::size_t size = 0;  // bytes read or written, with an error too
    };

    byte_stream() = default;
    byte_stream(const byte_stream&) = delete;
    byte_stream& operator=(const byte_stream&) = delete;
    virtual ~byte_stream() = default;  // closes, at once: what a write left unsent is lost

    // At least one byte, or an error. A hang-up is asio::error::eof, for good: close and open anew.
    virtual boost::asio::awaitable<result> read_some(std::span<char> into) = 0;
    // Ends a read that waits with operation_aborted; nothing of what came is lost. Not beside a write.
    virtual void interrupt_read() = 0;
    // All of `bytes`, sent as far as can be known, or an error; a cancelled write may have sent a part of
    // them. Together with a read, but one at a time.
    virtual boost::asio::awaitable<result> write(std::string_view bytes) = 0;
};

}  // namespace weir
