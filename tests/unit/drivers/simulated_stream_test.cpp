#include "drivers/simulate/simulated_stream.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/coroutine.hpp"
#include "tests/support/settings_builder.hpp"
#include "tests/support/waiting_read.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// Says its number, every 10 ms.
class counter final : public simulated_device {
public:
    duration period() const override { return 10ms; }
    std::string lines(std::uint64_t tick) const override { return std::to_string(tick) + "\n"; }
};

class simulated_stream_test : public ::testing::Test {
protected:
    std::string read(byte_stream& line) {
        std::array<char, 4096> buffer{};
        std::optional<byte_stream::result> done;
        spawned reading(loop, keep_result(line.read_some(buffer), done));
        run_until(loop, [&] { return reading.ended(); });
        EXPECT_FALSE(done->error);
        return {buffer.data(), done->size};
    }
    void write(byte_stream& line, std::string_view bytes) {
        std::optional<byte_stream::result> done;
        spawned writing(loop, keep_result(line.write(bytes), done));
        run_until(loop, [&] { return writing.ended(); });
        EXPECT_EQ(done->size, bytes.size());
        EXPECT_FALSE(done->error);
    }
    std::unique_ptr<byte_stream> echo() {
        return open_simulated(loop.get_executor(), make_simulated(use_of(simulated_devices(), "echo"), {}));
    }

    boost::asio::io_context loop{1};
};

TEST_F(simulated_stream_test, speaks_at_its_pace) {
    const auto line = open_simulated(loop.get_executor(), std::make_unique<counter>());
    const auto start = monotonic_clock::now();
    std::string said;
    while (said.find("10\n") == said.npos)
        said += read(*line);
    EXPECT_TRUE(said.starts_with("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n")) << said;
    EXPECT_GE(monotonic_clock::now() - start, 100ms);
}

TEST_F(simulated_stream_test, gives_back_what_is_written_to_the_echo) {
    const auto line = echo();
    write(*line, "on\n");
    write(*line, "off\n");
    EXPECT_EQ(read(*line), "on\noff\n");
}

TEST_F(simulated_stream_test, wakes_a_reader_with_an_answer) {
    const auto line = echo();
    std::array<char, 64> buffer{};
    std::optional<byte_stream::result> done;
    spawned reading(loop, keep_result(line->read_some(buffer), done));
    run_until(
        loop, [] { return false; }, 20ms);
    EXPECT_FALSE(done);
    write(*line, "ping\n");
    EXPECT_TRUE(run_until(loop, [&] { return reading.ended(); }));
    EXPECT_EQ(done->size, 5U);
}

TEST_F(simulated_stream_test, a_read_can_be_cancelled) {
    const auto line = echo();
    EXPECT_EQ(cancel_read(loop, *line).error, boost::asio::error::operation_aborted);
    write(*line, "still there\n");
    EXPECT_EQ(read(*line), "still there\n");
}

TEST_F(simulated_stream_test, a_read_can_be_interrupted) {
    const auto line = echo();
    EXPECT_EQ(interrupt_read(loop, *line).error, boost::asio::error::operation_aborted);
    write(*line, "still there\n");
    EXPECT_EQ(read(*line), "still there\n");
}

TEST_F(simulated_stream_test, keeps_little_of_what_nobody_reads) {
    const auto line = echo();
    const std::string kilobyte(1024, 'x');
    for (int i = 0; i < 100; ++i)
        write(*line, kilobyte);
    std::size_t kept = 0;
    for (std::size_t got = 4096; got == 4096; kept += got)
        got = kept == 65536 ? 0 : read(*line).size();
    EXPECT_EQ(kept, 65536U);
}

}  // namespace
}  // namespace weir::test
