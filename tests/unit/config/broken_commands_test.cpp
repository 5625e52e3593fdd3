#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/cpu_time.hpp"

// Commands that are wrong, each with what is said of it.
namespace weir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string report_on(const std::string& commands) {
    const load_result loaded = parse_config(
        "version: 1\n"
        "node: {id: pi}\n"
        "mqtt: {url: \"mqtt://broker\"}\n"
        "ports: {a: {path: /dev/a}, b: {path: /dev/b, frame: {delimiter: \";\"}}}\n"
        "sources: {out: {topic: in, decode: json, publish: {topic: \"site/{field}/x\", format: value}}}\n"
        "commands:\n" +
            commands,
        "f", all_catalogues());
    EXPECT_FALSE(loaded.settings) << commands;
    return loaded.errors;
}

// Without their places.
std::vector<std::string> errors_of(const std::string& commands) {
    std::vector<std::string> found;
    std::istringstream in(report_on(commands));
    constexpr std::string_view mark = ": error: ";
    for (std::string line; std::getline(in, line);) {
        const std::size_t at = line.find(mark);
        if (line.starts_with("f:") && at != line.npos) found.push_back(line.substr(at + mark.size()));
    }
    return found;
}

void expect_error(const std::string& command, const std::string& error) {
    EXPECT_THAT(errors_of("  one: {" + command + "}\n"), ElementsAre(error)) << command;
}

// With one parameter, `x`, of the port that ends frames with a semicolon.
void expect_param_error(const std::string& param, const std::string& error) {
    expect_error("port: b, write: \"{x}\", params: {x: {" + param + "}}", error);
}

TEST(broken_commands, have_keys_that_do_not_fit_together) {
    expect_error("write: x", "missing key 'port' or 'topic' in commands.one");
    expect_error("port: a, topic: t, write: x", "both 'port' and 'topic' in commands.one.topic");
    expect_error("port: c, write: x", "unknown port 'c' in commands.one.port");
    expect_error("port: a", "missing key 'write' in commands.one");
    expect_error("port: a, write: ''", "expected 1 to 4096 bytes, got 0 in commands.one.write");
    expect_error("port: a, write: x, expect: y, reply_topic: t",
                 "'reply_topic' without 'topic' in commands.one.reply_topic");
    expect_error("port: a, write: x, qos: 0", "'qos' without 'topic' in commands.one.qos");
    expect_error("topic: t, write: x, expect: y", "'expect' without 'reply_topic' in commands.one.expect");
    expect_error("topic: t, write: x, reply_topic: r",
                 "'reply_topic' without 'expect' in commands.one.reply_topic");
    expect_error("topic: t, write: x, cancel: {write: c, expect: y}",
                 "'expect' without 'reply_topic' in commands.one.cancel");
    expect_error("port: a, write: x, reject: y", "'reject' without 'expect' in commands.one.reject");
    expect_error("port: a, write: x, preempt: true",
                 "'preempt' without 'on_busy: supersede' in commands.one.preempt");
    expect_error("port: a, write: x, cancel: {timeout: 1s}", "missing key 'write' in commands.one.cancel");
}

TEST(broken_commands, have_topics_that_cannot_be) {
    expect_error("topic: a/+, write: x", "not a valid topic in commands.one.topic");
    expect_error("topic: '', write: x", "expected 1 to 65535 bytes, got 0 in commands.one.topic");
    expect_error("topic: $SYS/x, write: x", "not a valid topic in commands.one.topic");
    expect_error("topic: weir/pi, write: x", "not a valid topic in commands.one.topic");
    expect_error("topic: weir/pi/cmd/other, write: x", "not a valid topic in commands.one.topic");
    expect_error("topic: 'lamp/{x}', write: '{x}', params: {x: {type: text}}",
                 "not a valid topic in commands.one.topic");
    expect_error("topic: t, write: x, expect: y, reply_topic: 'r/#'",
                 "not a valid topic in commands.one.reply_topic");
    expect_error("topic: t, write: x, expect: y, reply_topic: weir/pi/out/state",
                 "not a valid topic in commands.one.reply_topic");
    expect_error("topic: t, write: x, expect: y, reply_topic: t",
                 "the answer's topic is the command's own in commands.one.reply_topic");
    expect_error("topic: t, write: x, expect: y, reply_topic: site/a/x",
                 "weir itself publishes to 'site/a/x' in commands.one.reply_topic");
}

TEST(broken_commands, have_names_that_are_none) {
    EXPECT_THAT(errors_of("  One: {port: a, write: x}\n"), ElementsAre("bad name 'One' in commands"));
    EXPECT_THAT(errors_of("  sys-arm: {port: a, write: x}\n"),
                ElementsAre("the name 'sys-arm' is reserved in commands"));
    for (const char* name : {"Hz", "1hz", "h-z", "''"}) {
        EXPECT_THAT(errors_of("  one: {port: a, write: '{hz}', params: {hz: {type: number}, " +
                              std::string(name) + ": {type: number}}}\n"),
                    testing::Contains(testing::StartsWith("bad name '")))
            << name;
    }
}

TEST(broken_commands, name_parameters_that_there_are_not) {
    expect_error("port: a, write: 'V {x}'", "unknown name '{x}' in commands.one.write");
    expect_error("port: a, write: v, expect: 'OK {x}'", "unknown name '{x}' in commands.one.expect");
    expect_error("port: a, write: v, expect: OK, reject: 'NO {x}'",
                 "unknown name '{x}' in commands.one.reject");
    expect_error("port: a, write: v, cancel: {write: 'C {x}'}",
                 "unknown name '{x}' in commands.one.cancel.write");
    expect_error("port: a, write: v, cancel: {write: c, expect: 'C {x}'}",
                 "unknown name '{x}' in commands.one.cancel.expect");
    EXPECT_THAT(
        errors_of("  one: {port: a, write: '{x} {y}'}\n"),
        ElementsAre("unknown name '{x}' in commands.one.write", "unknown name '{y}' in commands.one.write"));
    EXPECT_THAT(report_on("  one: {port: a, write: '{stat}', params: {state: {type: text}}}\n"),
                HasSubstr("^ did you mean 'state'?"));
    EXPECT_THAT(report_on("  one: {port: a, write: v, expect: 'a{like_this}'}\n"),
                HasSubstr("as text it is [{]name}"));
    expect_error("port: a, write: v, params: {x: {type: text}}",
                 "'x' is used nowhere in commands.one.params");
}

TEST(broken_commands, have_patterns_that_are_none) {
    expect_error("port: a, write: v, expect: '('", "not a valid pattern in commands.one.expect");
    expect_error("port: a, write: v, expect: a, reject: '[a'", "not a valid pattern in commands.one.reject");
    expect_error("port: a, write: v, cancel: {write: c, expect: '*'}",
                 "not a valid pattern in commands.one.cancel.expect");
    expect_error("port: a, write: v, params: {x: {type: integer}}, expect: '({x}'",
                 "not a valid pattern in commands.one.expect");
    expect_param_error("type: text, pattern: '('", "not a valid pattern in commands.one.params.x.pattern");
    EXPECT_THAT(report_on("  one: {port: a, write: v, expect: '(?<=x)y'}\n"),
                HasSubstr("invalid perl operator"));
}

TEST(broken_commands, have_parameters_that_contradict_themselves) {
    expect_param_error("unit: Hz", "missing key 'type' or 'enum' in commands.one.params.x");
    expect_param_error("enum: []", "expected 1 to 256 entries, got 0 in commands.one.params.x.enum");
    expect_param_error("enum: [a, b, a]", "'a' stands there twice in commands.one.params.x.enum");
    expect_param_error("enum: [a, '']", "expected 1 to 256 bytes, got 0 in commands.one.params.x.enum[2]");
    expect_param_error("enum: [a, \"b\\n\"]", "'b\\x0A' cannot be sent in commands.one.params.x.enum");
    expect_param_error("enum: [a, \"b\\tc\"]", "'b\\x09c' cannot be sent in commands.one.params.x.enum");
    expect_param_error("enum: ['a;b']", "'a;b' cannot be sent in commands.one.params.x.enum");
    expect_param_error("enum: [a], type: number", "'number' beside 'enum' in commands.one.params.x.type");
    expect_param_error("enum: [a], min: 1", "'min' is for numbers and integers in commands.one.params.x.min");
    expect_param_error("type: text, max: 1",
                       "'max' is for numbers and integers in commands.one.params.x.max");
    expect_param_error("type: number, pattern: a", "'pattern' is for text in commands.one.params.x.pattern");
    expect_param_error("type: number, min: 5, max: 4.5",
                       "max 4.5 is less than min 5 in commands.one.params.x.max");
}

TEST(broken_commands, have_defaults_that_their_parameters_reject) {
    const auto expect_default = [](const std::string& param, const std::string& shown) {
        expect_param_error(
            param, "the parameter rejects its default " + shown + " in commands.one.params.x.default");
    };
    expect_default("type: number, default: fast", "'fast'");
    expect_default("type: number, max: 5, default: 6", "'6'");
    expect_default("type: integer, default: 1.5", "'1.5'");
    expect_default("type: integer, min: 0, default: -1", "'-1'");
    expect_default("type: boolean, default: yes", "'yes'");
    expect_default("type: text, pattern: '[a-z]+', default: abc1", "'abc1'");
    expect_default("type: text, default: \"a\\n\"", "'a\\x0A'");
    expect_default("type: text, default: 'a;b'", "'a;b'");
    expect_default("enum: [ON, OFF], default: on", "'on'");
    EXPECT_THAT(
        report_on("  one: {port: a, write: '{x}', params: {x: {type: number, min: 0, max: 5, unit: Hz, "
                  "default: 6}}}\n"),
        HasSubstr("it takes a number, 0 to 5 Hz"));
}

TEST(broken_commands, have_rates_that_are_none) {
    for (const char* rate : {"10", "0/s", "1001/s", "-1/s", "1.5/s", "10/m", "10 /s", "abc", "10/s "}) {
        expect_error("port: a, write: x, rate: '" + std::string(rate) + "'",
                     rate == std::string("10")
                         ? "expected 3 to 16 bytes, got 2 in commands.one.rate"
                         : "expected 1 to 1000 in a time, such as 10/s, 30/min or 5/h, got '" +
                               std::string(rate) + "' in commands.one.rate");
    }
    expect_error("port: a, write: x, on_busy: supersede, rate: 30/min",
                 "the last value may expire before the rate lets it start in commands.one.rate");
    expect_error("port: a, write: x, on_busy: supersede, rate: 1/s, max_age: 999ms",
                 "the last value may expire before the rate lets it start in commands.one.rate");
}

TEST(broken_commands, speak_of_commands_that_there_are_not) {
    expect_error("port: a, write: x, interlock: [two]", "unknown command 'two' in commands.one.interlock");
    expect_error("port: a, write: x, interlock: [one]",
                 "'one' is the command itself in commands.one.interlock");
    expect_error("port: a, write: x, deadman: {every: 1s, then: two}",
                 "unknown command 'two' in commands.one.deadman.then");
    expect_error("port: a, write: x, deadman: {every: 1s, then: one}",
                 "'one' is the command itself in commands.one.deadman.then");
    EXPECT_THAT(report_on("  drive: {port: a, write: d, deadman: {every: 1s, then: stpo}}\n"
                          "  stop: {port: a, write: s}\n"),
                HasSubstr("^ did you mean 'stop'?"));
}

TEST(broken_commands, run_by_themselves_and_need_to_be_told_something) {
    EXPECT_THAT(errors_of("  drive: {port: a, write: d, deadman: {every: 1s, then: stop}}\n"
                          "  stop: {port: a, write: '{x}', params: {x: {type: text}}}\n"),
                ElementsAre("'stop' needs the parameter 'x' in commands.drive.deadman.then"));
    expect_error("port: a, write: '{x}', params: {x: {type: text}}, run_on: [open]",
                 "the command needs the parameter 'x' in commands.one.run_on");
    expect_error("port: a, write: x, latch: true", "the command is no safe state in commands.one.latch");
    expect_error("port: a, write: x, latch: true, run_on: start",
                 "the command is no safe state in commands.one.latch");
}

TEST(broken_commands, have_values_out_of_their_ranges) {
    expect_error("port: a, write: x, timeout: 5ms", "expected 10ms to 1h, got 5ms in commands.one.timeout");
    expect_error("port: a, write: x, retries: 11", "expected 0 to 10, got 11 in commands.one.retries");
    expect_error("port: a, write: x, settle: 11s", "expected 0s to 10s, got 11s in commands.one.settle");
    expect_error("port: a, write: x, max_age: 2h", "expected 100ms to 1h, got 2h in commands.one.max_age");
    expect_error("port: a, write: x, run_on: []", "expected 1 to 4 entries, got 0 in commands.one.run_on");
    expect_error("port: a, write: x, run_on: boot",
                 "expected open, start, stop or disconnect or a list, got 'boot' in commands.one.run_on");
    expect_error("port: a, write: x, on_busy: wait",
                 "expected queue, reject or supersede, got 'wait' in commands.one.on_busy");
}

TEST(broken_commands, with_huge_patterns_do_not_keep_weir_busy) {
    std::string commands = "  c0: {port: a, write: x, expect: &huge \"x";
    for (char first = 'a'; first < 'y'; ++first)
        commands += std::string("|[") + first + "-z]{1000}";
    commands += "\"}\n";
    for (int i = 1; i < 999; ++i)
        commands += "  c" + std::to_string(i) + ": {port: a, write: x, expect: *huge, reject: *huge}\n";
    const auto start = test::cpu_time();
    EXPECT_THAT(report_on(commands), HasSubstr("the patterns of this file are too large together"));
    EXPECT_LT(test::cpu_time() - start, std::chrono::seconds(10));
}

TEST(broken_commands, with_a_thousand_wrong_names_do_not_keep_weir_busy) {
    std::string commands = "  first: {port: a, write: x, interlock: &wrong [&name " + std::string(60, 'x');
    for (int i = 0; i < 63; ++i)
        commands += ", *name";
    commands += "]}\n";
    for (int i = 0; i < 900; ++i)
        commands +=
            "  " + std::string(60, 'a') + std::to_string(i) + ": {port: a, write: x, interlock: *wrong}\n";
    const auto start = test::cpu_time();
    EXPECT_THAT(errors_of(commands).size(), 50U);
    EXPECT_LT(test::cpu_time() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace weir
