#include "drivers/serial_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <numeric>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "drivers/serial_ioctl.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting_read.hpp"

namespace weir {
namespace {

using test::pty;
using test::run_until;
using test::spawned;
namespace errc = boost::system::errc;

std::string every_byte() {
    std::string all(256, '\0');
    std::iota(all.begin(), all.end(), '\0');
    return all;
}

class serial_stream_test : public ::testing::Test {
protected:
    using opened = boost::system::result<std::unique_ptr<byte_stream>>;

    opened open(const std::string& path, const serial_line& line = {}) {
        warnings_.clear();
        return open_serial(loop_.get_executor(), path, line, warnings_);
    }

    // A stream that must open.
    std::unique_ptr<byte_stream> stream(const std::string& path, const serial_line& line = {}) {
        opened made = open(path, line);
        if (!made) throw boost::system::system_error(made.error(), path);
        return std::move(made.value());
    }

    // Runs `work` on the loop, to its end.
    void run(awaitable<void> work) {
        spawned running(loop_, std::move(work));
        ASSERT_TRUE(run_until(loop_, [&] { return running.ended(); })) << "it still waits";
        if (running.failure()) std::rethrow_exception(running.failure());
    }

    byte_stream::result read(byte_stream& from, std::string& into) {
        byte_stream::result ended;
        run(read_some(from, into, ended));
        return ended;
    }

    std::string read_all(byte_stream& from, std::size_t size) {
        std::string got;
        while (got.size() < size) {
            const auto ended = read(from, got);
            if (ended.error) throw boost::system::system_error(ended.error);
        }
        return got;
    }

    byte_stream::result write(byte_stream& to, std::string_view bytes) {
        byte_stream::result ended;
        run(write_all(to, bytes, ended));
        return ended;
    }

    static awaitable<void> read_some(byte_stream& from, std::string& into, byte_stream::result& ended) {
        std::array<char, 512> buffer{};
        const std::span<char> room(buffer);
        const auto got = co_await from.read_some(room);
        into.append(buffer.data(), got.size);
        ended = got;
    }

    static awaitable<void> write_all(byte_stream& to, std::string_view bytes, byte_stream::result& ended) {
        const auto written = co_await to.write(bytes);
        ended = written;
    }

    boost::asio::io_context loop_{1};
    std::vector<std::string> warnings_;
};

using strings = std::vector<std::string>;

TEST_F(serial_stream_test, reads_every_byte_unchanged) {
    pty device;
    const auto line = stream(device.path());
    EXPECT_EQ(warnings_, strings{});
    device.write(every_byte());
    EXPECT_EQ(read_all(*line, 256), every_byte());
}

TEST_F(serial_stream_test, writes_every_byte_unchanged) {
    pty device;
    const auto line = stream(device.path());
    const auto written = write(*line, every_byte());
    EXPECT_EQ(written.error, boost::system::error_code());
    EXPECT_EQ(written.size, 256u);
    EXPECT_EQ(device.read(256), every_byte());
}

TEST_F(serial_stream_test, writes_more_than_the_line_holds) {
    pty device;
    const auto line = stream(device.path());
    const std::string much(1'000'000, 'x');
    auto taken = std::async(std::launch::async, [&] { return device.read(much.size()); });
    EXPECT_EQ(write(*line, much).size, much.size());
    EXPECT_EQ(taken.get(), much);
}

TEST_F(serial_stream_test, gives_what_was_written_before_it_was_opened) {
    pty device;
    device.write(every_byte());
    const auto line = stream(device.path());
    EXPECT_EQ(read_all(*line, 256), every_byte());
}

TEST_F(serial_stream_test, echoes_nothing) {
    pty device;
    const auto line = stream(device.path());
    device.write("ping\n");
    EXPECT_EQ(read_all(*line, 5), "ping\n");
    write(*line, "pong");
    EXPECT_EQ(device.read(4), "pong");
}

TEST_F(serial_stream_test, ends_for_good_when_the_device_hangs_up) {
    pty device;
    const auto line = stream(device.path());
    device.hang_up();
    std::string got;
    EXPECT_EQ(read(*line, got).error, boost::asio::error::eof);
    EXPECT_EQ(read(*line, got).error, boost::asio::error::eof);
    EXPECT_EQ(got, "");
    EXPECT_EQ(write(*line, "x").error, errc::io_error);
}

TEST_F(serial_stream_test, ends_a_pending_read_when_the_device_hangs_up) {
    pty device;
    const auto line = stream(device.path());
    std::string got;
    byte_stream::result ended;
    spawned reading(loop_, read_some(*line, got, ended));
    loop_.poll();
    ASSERT_FALSE(reading.ended());
    device.hang_up();
    ASSERT_TRUE(run_until(loop_, [&] { return reading.ended(); }));
    EXPECT_EQ(ended.error, boost::asio::error::eof);
}

TEST_F(serial_stream_test, opens_again_under_the_same_link_when_the_device_is_back) {
    const test::temp_folder folder;
    pty device(folder / "gps");
    stream(device.path());
    device.hang_up();
    EXPECT_EQ(open(device.path()).error(), errc::no_such_file_or_directory);
    device.come_back();
    const auto line = stream(device.path());
    device.write("hello");
    EXPECT_EQ(read_all(*line, 5), "hello");
}

TEST_F(serial_stream_test, loses_nothing_when_a_read_is_cancelled) {
    pty device;
    const auto line = stream(device.path());
    EXPECT_EQ(test::cancel_read(loop_, *line).error, boost::asio::error::operation_aborted);
    device.write("late");
    EXPECT_EQ(read_all(*line, 4), "late");
}

TEST_F(serial_stream_test, loses_nothing_when_a_read_is_interrupted) {
    pty device;
    const auto line = stream(device.path());
    EXPECT_EQ(test::interrupt_read(loop_, *line).error, boost::asio::error::operation_aborted);
    line->interrupt_read();  // none waits
    device.write("late");
    EXPECT_EQ(read_all(*line, 4), "late");
}

TEST_F(serial_stream_test, cancels_a_write_that_nobody_takes) {
    pty device;
    const auto line = stream(device.path());
    const std::string much(1'000'000, 'x');
    byte_stream::result ended;
    spawned writing(loop_, write_all(*line, much, ended));
    while (loop_.poll() != 0) {
    }
    ASSERT_FALSE(writing.ended());
    writing.cancel();
    ASSERT_TRUE(run_until(loop_, [&] { return writing.ended(); }));
    EXPECT_EQ(ended.error, boost::asio::error::operation_aborted);
    EXPECT_LT(ended.size, much.size());
}

TEST_F(serial_stream_test, closes_without_losing_what_was_written) {
    pty device;
    auto line = stream(device.path());
    ASSERT_EQ(write(*line, "V CLOSE\n").size, 8u);
    line.reset();
    EXPECT_EQ(device.read(8), "V CLOSE\n");
}

TEST_F(serial_stream_test, has_the_port_to_itself) {
    pty device;
    auto first = stream(device.path());
    EXPECT_EQ(open(device.path()).error(), errc::device_or_resource_busy);
    first.reset();
    EXPECT_TRUE(open(device.path()).has_value());
}

TEST_F(serial_stream_test, leaves_no_descriptor_to_a_child_process) {
    pty device;
    const auto line = stream(device.path());
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        if (std::filesystem::read_symlink(entry, gone) != device.path()) continue;
        ++seen;
        EXPECT_NE(fcntl(std::stoi(entry.path().filename()), F_GETFD) & FD_CLOEXEC, 0);
    }
    EXPECT_GE(seen, 2) << "the pty's own one and the stream's";
}

TEST_F(serial_stream_test, tells_why_it_cannot_open) {
    const test::temp_folder folder;
    EXPECT_EQ(open(folder / "absent").error(), errc::no_such_file_or_directory);
    EXPECT_EQ(open(folder.write("file", "text")).error(), errc::inappropriate_io_control_operation);
    EXPECT_EQ(open(folder.path()).error(), errc::is_a_directory);
}

TEST_F(serial_stream_test, says_when_it_may_not_open) {
    pty device;
    ASSERT_EQ(chmod(device.path().c_str(), 0), 0);
    const uid_t us = geteuid();
    ASSERT_EQ(seteuid(us == 0 ? 65534 : us), 0) << "root may do anything";
    const auto error = open(device.path()).error();
    ASSERT_EQ(seteuid(us), 0);
    EXPECT_EQ(error, errc::permission_denied);
}

TEST_F(serial_stream_test, sets_the_line) {
    pty device;
    serial_line wanted;
    wanted.baud = 115200;
    wanted.stop_bits = stop_bits::two;
    wanted.flow = flow_control::software;
    const auto line = stream(device.path(), wanted);
    EXPECT_EQ(warnings_, strings{});

    termios state = {};
    ASSERT_EQ(tcgetattr(device.descriptor(), &state), 0);
    EXPECT_EQ(cfgetospeed(&state), static_cast<speed_t>(B115200));
    EXPECT_EQ(state.c_cflag & CSIZE, static_cast<tcflag_t>(CS8));
    EXPECT_EQ(state.c_cflag & (CSTOPB | CLOCAL | CREAD), static_cast<tcflag_t>(CSTOPB | CLOCAL | CREAD));
    EXPECT_EQ(state.c_cflag & (HUPCL | CRTSCTS), 0u) << "no reset at the close, no RTS/CTS";
    EXPECT_EQ(state.c_iflag & (IXON | IXOFF), static_cast<tcflag_t>(IXON | IXOFF));
    EXPECT_EQ(state.c_cc[VMIN], 1);
    EXPECT_EQ(state.c_cc[VTIME], 0);
}

TEST_F(serial_stream_test, sets_rates_that_termios_does_not_know) {
    for (const std::uint32_t baud : {250'000u, 74'880u, 31'250u, 9600u, 4'000'000u, 50u}) {
        pty device;
        serial_line wanted;
        wanted.baud = baud;
        const auto line = stream(device.path(), wanted);
        EXPECT_EQ(baud_of(device.descriptor()), baud);
        EXPECT_EQ(warnings_, strings{});
        device.write("hello");
        EXPECT_EQ(read_all(*line, 5), "hello") << "the line is as raw as ever";
    }
}

TEST_F(serial_stream_test, replaces_an_odd_rate_by_a_standard_one) {
    pty device;
    ASSERT_TRUE(set_any_baud(device.descriptor(), 250'000));
    const auto line = stream(device.path());
    EXPECT_EQ(baud_of(device.descriptor()), 9600u);
}

TEST_F(serial_stream_test, warns_of_what_a_pty_cannot_do_and_works_all_the_same) {
    pty device;
    const std::string& path = device.path();
    serial_line wanted;
    wanted.parity = parity::even;
    wanted.data_bits = 7;
    const auto line = stream(path, wanted);
    EXPECT_EQ(warnings_, (strings{"data_bits: 7 is not supported by " + path,
                                  "parity: even is not supported by " + path}));
    device.write("A1");
    EXPECT_EQ(read_all(*line, 2), "A1");
}

}  // namespace
}  // namespace weir
