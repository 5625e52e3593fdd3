#include "drivers/serial_controls.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <linux/serial.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>
#include <vector>

#include "drivers/low_latency.hpp"
#include "drivers/serial_stream.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

// A driver that can do what a pty cannot; what it changes of a request are its own limits.
struct played_driver {
    bool has_modem_lines = true;
    int modem_lines = TIOCM_DTR | TIOCM_RTS;  // as the kernel opens a port
    std::vector<int> modem_log;               // each state that was set

    bool has_flags = true;
    bool keeps_flags = true;
    int flags = 0;

    bool has_rs485 = true;
    unsigned rs485_can = ~0U;
    unsigned longest_delay = 100;
    serial_rs485 rs485 = {};

    int control(unsigned long request, void* with);
};

int played_driver::control(unsigned long request, void* with) {
    const auto refused = [] {
        errno = ENOTTY;
        return -1;
    };
    switch (request) {
        case TIOCMGET:
            if (!has_modem_lines) return refused();
            *static_cast<int*>(with) = modem_lines;
            return 0;
        case TIOCMSET:
            modem_lines = *static_cast<int*>(with);
            modem_log.push_back(modem_lines);
            return 0;
        case TIOCGSERIAL:
            if (!has_flags) return refused();
            static_cast<serial_struct*>(with)->flags = flags;
            return 0;
        case TIOCSSERIAL:
            if (keeps_flags) flags = static_cast<serial_struct*>(with)->flags;
            return 0;
        case TIOCSRS485:
            if (!has_rs485) return refused();
            rs485 = *static_cast<serial_rs485*>(with);
            rs485.flags &= rs485_can;
            rs485.delay_rts_before_send = std::min(rs485.delay_rts_before_send, longest_delay);
            rs485.delay_rts_after_send = std::min(rs485.delay_rts_after_send, longest_delay);
            *static_cast<serial_rs485*>(with) = rs485;  // as kernels since 6.0 do
            return 0;
        case TIOCGRS485:
            *static_cast<serial_rs485*>(with) = rs485;
            return 0;
        default:
            return refused();
    }
}

played_driver* playing = nullptr;

bool is_played(unsigned long request) {
    return request == TIOCMGET || request == TIOCMSET || request == TIOCGSERIAL || request == TIOCSSERIAL ||
           request == TIOCSRS485 || request == TIOCGRS485;
}

}  // namespace

// This program's own comes before the C library's.
extern "C" int ioctl(int descriptor, unsigned long request, ...) noexcept {
    va_list rest;
    va_start(rest, request);
    void* const with = va_arg(rest, void*);
    va_end(rest);
    if (playing != nullptr && is_played(request)) return playing->control(request, with);
    return static_cast<int>(syscall(SYS_ioctl, descriptor, request, with));
}

namespace weir {
namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;
using test::pty;

class serial_controls : public testing::Test {
protected:
    serial_controls() : line_(::open(device_.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        playing = &driver_;
    }
    ~serial_controls() override {
        playing = nullptr;
        close(line_);
    }

    // The warnings of the line that `wanted` describes.
    strings configure(const serial_line& wanted) {
        strings warnings;
        configure_controls(line_, "/dev/ttyX", wanted, warnings);
        return warnings;
    }
    strings lower() {
        strings warnings;
        lower_latency(line_, "/dev/ttyX", warnings, sys_.path());
        return warnings;
    }

    // The latency timer of the device's adapter.
    std::string add_timer(const std::string& value) {
        struct stat node = {};
        EXPECT_EQ(stat(device_.path().c_str(), &node), 0);
        const std::string folder = "dev/char/" + std::to_string(major(node.st_rdev)) + ":" +
                                   std::to_string(minor(node.st_rdev)) + "/device";
        std::filesystem::create_directories(sys_.path() / folder);
        return sys_.write(folder + "/latency_timer", value);
    }

    pty device_;
    int line_;
    played_driver driver_;
    test::temp_folder sys_;
};

TEST_F(serial_controls, touches_nothing_that_is_not_asked_for) {
    EXPECT_EQ(configure({}), strings{});
    EXPECT_TRUE(driver_.modem_log.empty());
    EXPECT_EQ(driver_.flags, 0);
    EXPECT_EQ(driver_.rs485.flags, 0u);
}

TEST_F(serial_controls, sets_both_modem_lines_at_once) {
    struct row {
        std::optional<bool> dtr, rts;
        int lines;
    };
    for (const row& each : std::vector<row>{{false, {}, TIOCM_RTS | TIOCM_CAR},
                                            {{}, false, TIOCM_DTR | TIOCM_CAR},
                                            {false, false, TIOCM_CAR},
                                            {true, true, TIOCM_DTR | TIOCM_RTS | TIOCM_CAR}}) {
        driver_.modem_lines = TIOCM_DTR | TIOCM_RTS | TIOCM_CAR;
        driver_.modem_log.clear();
        serial_line wanted;
        wanted.dtr = each.dtr;
        wanted.rts = each.rts;
        EXPECT_EQ(configure(wanted), strings{});
        EXPECT_EQ(driver_.modem_log, std::vector<int>{each.lines});
    }
}

TEST_F(serial_controls, warns_of_lines_that_are_not_there) {
    driver_.has_modem_lines = false;
    serial_line wanted;
    wanted.dtr = false;
    EXPECT_EQ(configure(wanted), strings{"dtr: false is not supported by /dev/ttyX"});
    wanted.rts = true;
    EXPECT_EQ(configure(wanted), (strings{"dtr: false is not supported by /dev/ttyX",
                                          "rts: true is not supported by /dev/ttyX"}));
}

TEST_F(serial_controls, switches_rs485_on) {
    serial_line wanted;
    wanted.rs485.emplace();
    EXPECT_EQ(configure(wanted), strings{});
    EXPECT_EQ(driver_.rs485.flags, static_cast<unsigned>(SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND));
    EXPECT_EQ(driver_.rs485.delay_rts_before_send + driver_.rs485.delay_rts_after_send, 0u);

    wanted.rs485 = rs485_mode{false, 2ms, 100ms, true, true};
    EXPECT_EQ(configure(wanted), strings{});
    EXPECT_EQ(driver_.rs485.flags, static_cast<unsigned>(SER_RS485_ENABLED | SER_RS485_RTS_AFTER_SEND |
                                                         SER_RS485_RX_DURING_TX | SER_RS485_TERMINATE_BUS));
    EXPECT_EQ(driver_.rs485.delay_rts_before_send, 2u);
    EXPECT_EQ(driver_.rs485.delay_rts_after_send, 100u);
}

TEST_F(serial_controls, names_what_of_rs485_the_port_refuses) {
    serial_line wanted;
    wanted.rs485 = rs485_mode{false, 3ms, 60ms, true, true};
    driver_.longest_delay = 2;
    driver_.rs485_can = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    EXPECT_EQ(configure(wanted), (strings{"rs485.rts_on_send: false is not supported by /dev/ttyX",
                                          "rs485.delay_before_send: 3ms is not supported by /dev/ttyX",
                                          "rs485.delay_after_send: 60ms is not supported by /dev/ttyX",
                                          "rs485.receive_during_send: true is not supported by /dev/ttyX",
                                          "rs485.terminate: true is not supported by /dev/ttyX"}));
    driver_.rs485_can = 0;
    EXPECT_EQ(configure(wanted), strings{"rs485: true is not supported by /dev/ttyX"});
    driver_.has_rs485 = false;
    EXPECT_EQ(configure(wanted), strings{"rs485: true is not supported by /dev/ttyX"});
}

TEST_F(serial_controls, sets_low_latency_beside_the_other_flags) {
    driver_.flags = ASYNC_SKIP_TEST;
    EXPECT_EQ(lower(), strings{});
    EXPECT_EQ(driver_.flags, static_cast<int>(ASYNC_SKIP_TEST | ASYNC_LOW_LATENCY));
}

TEST_F(serial_controls, warns_of_a_driver_without_low_latency) {
    driver_.keeps_flags = false;
    EXPECT_EQ(lower(), strings{"low_latency: true is not supported by /dev/ttyX"});
    driver_.has_flags = false;
    EXPECT_EQ(lower(), strings{"low_latency: true is not supported by /dev/ttyX"});
}

std::string content_of(const std::string& file) {
    std::string text;
    std::ifstream(file) >> text;
    return text;
}

TEST_F(serial_controls, sets_the_latency_timer_that_the_flag_did_not_set) {
    for (const bool has_flags : {true, false}) {
        driver_.has_flags = has_flags;
        const std::string timer = add_timer("16\n");
        EXPECT_EQ(lower(), strings{});
        EXPECT_EQ(content_of(timer), "1");
    }
}

TEST_F(serial_controls, leaves_a_short_latency_timer_alone) {
    const std::string timer = add_timer("1\n");
    std::filesystem::permissions(timer, std::filesystem::perms::owner_read);
    EXPECT_EQ(lower(), strings{});
}

TEST_F(serial_controls, says_how_to_set_a_latency_timer_that_is_not_ours_to_set) {
    const std::string timer = add_timer("16\n");
    ASSERT_EQ(chmod(timer.c_str(), 0444), 0);
    ASSERT_EQ(chmod(sys_.path().c_str(), 0755), 0);
    const uid_t us = geteuid();
    ASSERT_EQ(seteuid(us == 0 ? 65534 : us), 0);
    const strings warnings = lower();
    ASSERT_EQ(seteuid(us), 0);
    EXPECT_EQ(
        warnings,
        strings{"low_latency: the latency timer of /dev/ttyX stays at 16 ms: " + timer +
                R"(: Permission denied; a udev rule can set it: ACTION=="add", SUBSYSTEM=="usb-serial", )"
                R"(DRIVER=="ftdi_sio", ATTR{latency_timer}="1")"});
}

TEST_F(serial_controls, takes_no_nonsense_for_a_latency_timer) {
    for (const std::string nonsense : {"", "x", "-3", "99999999999999999999"}) {
        driver_.has_flags = false;
        const std::string timer = add_timer(nonsense);
        lower();
    }
}

// --- With the stream -----------------------------------------------------------------------------------

class serial_reset : public serial_controls {
protected:
    std::unique_ptr<byte_stream> open(const serial_line& line) {
        warnings_.clear();
        return open_serial(loop_.get_executor(), device_.path(), line, warnings_).value();
    }

    // What it ended with, or nothing when it still waits.
    std::string read(byte_stream& from) {
        std::string got;
        test::spawned reading(loop_, read_some(from, got));
        EXPECT_TRUE(test::run_until(loop_, [&] { return reading.ended(); }));
        return got;
    }

    static awaitable<void> read_some(byte_stream& from, std::string& into) {
        std::array<char, 64> buffer{};
        const std::span<char> room(buffer);
        const auto got = co_await from.read_some(room);
        into.append(buffer.data(), got.size);
    }
    static awaitable<void> write_all(byte_stream& to, std::string_view bytes) { co_await to.write(bytes); }

    boost::asio::io_context loop_{1};
    strings warnings_;
};

constexpr int up = TIOCM_DTR | TIOCM_RTS;

TEST_F(serial_reset, does_not_touch_dtr_unless_asked) {
    open({});
    EXPECT_TRUE(driver_.modem_log.empty());
}

TEST_F(serial_reset, takes_dtr_down_for_a_moment_and_does_not_block) {
    serial_line wanted;
    wanted.reset_on_open = true;
    const auto begin = std::chrono::steady_clock::now();
    const auto line = open(wanted);
    EXPECT_EQ(warnings_, strings{});
    EXPECT_EQ(driver_.modem_log, std::vector<int>{TIOCM_RTS});
    device_.write("hello");
    EXPECT_EQ(read(*line), "hello");
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 50ms);
    EXPECT_EQ(driver_.modem_log, (std::vector<int>{TIOCM_RTS, up}));
    device_.write("again");
    EXPECT_EQ(read(*line), "again");
    EXPECT_EQ(driver_.modem_log.size(), 2u) << "once alone";
}

TEST_F(serial_reset, writes_nothing_before_the_device_runs_again) {
    serial_line wanted;
    wanted.reset_on_open = true;
    const auto line = open(wanted);
    test::spawned writing(loop_, write_all(*line, "V?"));
    std::string unread;
    test::spawned reading(loop_, read_some(*line, unread));
    loop_.poll();
    EXPECT_EQ(device_.read(1, 10ms), "");
    EXPECT_TRUE(test::run_until(loop_, [&] { return writing.ended(); }));
    EXPECT_EQ(device_.read(2), "V?");
    EXPECT_EQ(driver_.modem_log, (std::vector<int>{TIOCM_RTS, up}));
    reading.cancel();
    EXPECT_TRUE(test::run_until(loop_, [&] { return reading.ended(); }));
}

TEST_F(serial_reset, leaves_dtr_up_when_it_is_closed_within_the_pulse) {
    serial_line wanted;
    wanted.reset_on_open = true;
    open(wanted).reset();
    EXPECT_EQ(driver_.modem_log, (std::vector<int>{TIOCM_RTS, up}));
}

TEST_F(serial_reset, goes_on_after_a_read_was_cancelled_within_the_pulse) {
    serial_line wanted;
    wanted.reset_on_open = true;
    const auto line = open(wanted);
    {
        std::string got;
        test::spawned reading(loop_, read_some(*line, got));
        loop_.poll();
        reading.cancel();
        ASSERT_TRUE(test::run_until(loop_, [&] { return reading.ended(); }));
        EXPECT_EQ(driver_.modem_log.size(), 1u);
    }
    device_.write("hello");
    EXPECT_EQ(read(*line), "hello");
    EXPECT_EQ(driver_.modem_log, (std::vector<int>{TIOCM_RTS, up}));
}

TEST_F(serial_reset, opens_a_real_pty_and_warns_of_all_it_cannot_do) {
    playing = nullptr;
    serial_line wanted;
    wanted.low_latency = true;
    wanted.dtr = true;
    wanted.rts = false;
    wanted.reset_on_open = true;
    wanted.rs485.emplace();
    const auto line = open(wanted);
    const std::string end = " is not supported by " + device_.path();
    EXPECT_EQ(warnings_, (strings{"rs485: true" + end, "dtr: true" + end, "rts: false" + end,
                                  "low_latency: true" + end, "reset_on_open: true" + end}));
    device_.write("hello");
    EXPECT_EQ(read(*line), "hello");
}

TEST_F(serial_reset, hangs_up_at_the_close_only_when_asked) {
    for (const bool hang_up : {false, true}) {
        serial_line wanted;
        wanted.hang_up_on_close = hang_up;
        const auto line = open(wanted);
        EXPECT_EQ(warnings_, strings{});
        termios state = {};
        ASSERT_EQ(tcgetattr(device_.descriptor(), &state), 0);
        EXPECT_EQ((state.c_cflag & HUPCL) != 0, hang_up);
    }
}

}  // namespace
}  // namespace weir
