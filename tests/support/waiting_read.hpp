#pragma once

#include <array>
#include <chrono>
#include <gtest/gtest.h>
#include <optional>

#include "drivers/byte_stream.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {

// What becomes of a read of `line` that waits when `end` ends it.
template <class End>
byte_stream::result end_waiting_read(boost::asio::io_context& loop, byte_stream& line, End end) {
    std::array<char, 64> buffer{};
    std::optional<byte_stream::result> done;
    spawned reading(loop, keep_result(line.read_some(buffer), done));
    run_until(
        loop, [] { return false; }, std::chrono::milliseconds(20));
    EXPECT_FALSE(done);
    end(reading);
    EXPECT_TRUE(run_until(loop, [&] { return reading.ended(); }));
    return done.value();
}

inline byte_stream::result cancel_read(boost::asio::io_context& loop, byte_stream& line) {
    return end_waiting_read(loop, line, [](spawned& reading) { reading.cancel(); });
}
inline byte_stream::result interrupt_read(boost::asio::io_context& loop, byte_stream& line) {
    return end_waiting_read(loop, line, [&line](spawned&) { line.interrupt_read(); });
}

}  // namespace weir::test
