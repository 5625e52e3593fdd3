#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// The line of a port, as the configuration has it.
namespace weir {
namespace {

using namespace std::chrono_literals;

load_result load(const std::string& keys) {
    const std::string text =
        "version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtt://x'}\nports:\n  a: {path: /a, " + keys + "}\n";
    return parse_config(text, "f", all_catalogues());
}

serial_line line_of(const std::string& keys) {
    const load_result loaded = load(keys);
    EXPECT_EQ(loaded.errors, "") << keys;
    return loaded.settings ? loaded.settings->ports.at(0).line : serial_line();
}

TEST(serial_line, touches_nothing_by_default) {
    const serial_line line = line_of("baud: 9600");
    EXPECT_FALSE(line.low_latency || line.reset_on_open || line.hang_up_on_close);
    EXPECT_FALSE(line.dtr || line.rts || line.rs485);
}

TEST(serial_line, has_flags) {
    const serial_line line = line_of(
        "low_latency: true, dtr: true, rts: false, reset_on_open: true, "
        "hang_up_on_close: true");
    EXPECT_TRUE(line.low_latency && line.reset_on_open && line.hang_up_on_close);
    EXPECT_EQ(line.dtr, true);
    EXPECT_EQ(line.rts, false);
}

TEST(serial_line, is_rs485_with_one_word) {
    for (const std::string keys : {"rs485: true", "rs485: {}"}) {
        const serial_line line = line_of(keys);
        ASSERT_TRUE(line.rs485) << keys;
        EXPECT_TRUE(line.rs485->rts_on_send);
        EXPECT_EQ(line.rs485->delay_before_send, 0ms);
        EXPECT_EQ(line.rs485->delay_after_send, 0ms);
        EXPECT_FALSE(line.rs485->receive_during_send || line.rs485->terminate);
    }
    EXPECT_FALSE(line_of("rs485: false").rs485);
}

TEST(serial_line, is_rs485_in_detail) {
    const serial_line line = line_of(
        "rs485: {rts_on_send: false, delay_before_send: 2ms, delay_after_send: 0.1s, "
        "receive_during_send: true, terminate: true}");
    ASSERT_TRUE(line.rs485);
    EXPECT_FALSE(line.rs485->rts_on_send);
    EXPECT_EQ(line.rs485->delay_before_send, 2ms);
    EXPECT_EQ(line.rs485->delay_after_send, 100ms);
    EXPECT_TRUE(line.rs485->receive_during_send && line.rs485->terminate);
}

TEST(serial_line, is_refused_when_it_contradicts_itself) {
    struct row {
        std::string keys;
        std::string error;  // of line 5
    };
    for (const row& each : std::vector<row>{
             {"low_latency: 1", "30: error: expected true or false, got '1' in ports.a.low_latency"},
             {"dtr: up", "22: error: expected true or false, got 'up' in ports.a.dtr"},
             {"rs485: 5", "24: error: expected a map or true or false, got '5' in ports.a.rs485"},
             {"rs485: {delay_before_send: 101ms}",
              "44: error: expected 0s to 100ms, got 101ms in ports.a.rs485.delay_before_send"},
             {"rs485: {delay_after_send: 0.5ms}",
              "43: error: expected whole milliseconds in ports.a.rs485.delay_after_send"},
             {"rs485: {delay: 1ms}", "25: error: unknown key 'delay' in ports.a.rs485"},
             {"rs485: true, flow_control: rtscts",
              "24: error: RTS is the flow control's already in ports.a.rs485"},
             {"rts: true, flow_control: rtscts",
              "22: error: RTS is the flow control's already in ports.a.rts"},
             {"rts: true, rs485: true", "22: error: RTS is the direction of rs485 already in ports.a.rts"},
             {"dtr: false, reset_on_open: true",
              "44: error: the reset ends with DTR up in ports.a.reset_on_open"},
         }) {
        const load_result loaded = load(each.keys);
        EXPECT_FALSE(loaded.settings) << each.keys;
        EXPECT_THAT(loaded.errors, testing::HasSubstr("f:5:" + each.error + "\n")) << each.keys;
    }
}

}  // namespace
}  // namespace weir
