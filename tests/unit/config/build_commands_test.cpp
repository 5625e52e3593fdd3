#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view head =
    "version: 1\n"
    "node: {id: pi}\n"
    "mqtt: {url: \"mqtt://broker\"}\n"
    "ports: {a: {path: /dev/a}, b: {path: /dev/b, frame: {delimiter: \";\"}}}\n"
    "sources: {out: {topic: in, decode: json, publish: {topic: \"site/{field}/x\", format: value}}}\n"
    "commands:\n";

load_result parse(const std::string& commands) {
    return parse_config(std::string(head) + commands, "f", all_catalogues());
}

std::vector<command_settings> load(const std::string& commands) {
    load_result loaded = parse(commands);
    EXPECT_EQ(loaded.errors, "");
    return loaded.settings.value_or(settings{}).commands;
}

command_settings load_one(const std::string& command) {
    const auto all = load("  one: {" + command + "}\n");
    return all.empty() ? command_settings{} : all.at(0);
}

param_settings load_param(const std::string& param) {
    const auto command = load_one("port: b, write: \"{x}\", params: {x: {" + param + "}}");
    return command.params.empty() ? param_settings{} : command.params.at(0);
}

TEST(build_commands, the_smallest_has_defaults_for_all_else) {
    const command_settings one = load_one("port: a, write: \"R1\\n\"");
    EXPECT_EQ(one.name, "one");
    EXPECT_EQ(one.where.line, 7U);
    EXPECT_EQ(one.port, 0U);
    EXPECT_EQ(one.topic, "");
    EXPECT_EQ(one.reply_topic, "");
    EXPECT_EQ(one.topic_qos, 1);
    EXPECT_THAT(one.params, IsEmpty());
    EXPECT_EQ(one.write, "R1\n");
    EXPECT_EQ(one.expect, "");
    EXPECT_EQ(one.reject, "");
    EXPECT_FALSE(one.cancel);
    EXPECT_EQ(one.delimiter, "");
    EXPECT_EQ(one.timeout, 2s);
    EXPECT_EQ(one.retries, 0U);
    EXPECT_EQ(one.settle, 100ms);
    EXPECT_EQ(one.max_age, 10s);
    EXPECT_EQ(one.on_busy, busy_policy::queue);
    EXPECT_FALSE(one.preempt);
    EXPECT_FALSE(one.emergency);
    EXPECT_FALSE(one.rate);
    EXPECT_THAT(one.interlock, IsEmpty());
    EXPECT_FALSE(one.deadman);
    EXPECT_FALSE(one.on_open || one.on_start || one.on_stop || one.on_disconnect);
    EXPECT_FALSE(one.latch);
    EXPECT_EQ(one.report, report_level::full);
}

TEST(build_commands, everything_else_as_written) {
    const auto all = load(
        "  valve:\n"
        "    port: b\n"
        "    params: {state: {enum: [OPEN, CLOSE], default: CLOSE, unit: way}}\n"
        "    write: \"V {state};\"\n"
        "    expect: \"^OK V {state}\"\n"
        "    reject: \"^ERR (?P<reason>.*)\"\n"
        "    cancel: {write: \"X;\", expect: ^STOPPED, timeout: 300ms}\n"
        "    timeout: 15s\n"
        "    retries: 2\n"
        "    settle: 0s\n"
        "    max_age: 1min\n"
        "    on_busy: supersede\n"
        "    preempt: true\n"
        "    priority: emergency\n"
        "    rate: 30/min\n"
        "    run_on: [open, start, stop, disconnect]\n"
        "    latch: true\n"
        "    report: final\n");
    ASSERT_EQ(all.size(), 1U);
    const command_settings& valve = all[0];
    EXPECT_EQ(valve.port, 1U);
    EXPECT_EQ(valve.delimiter, ";");
    EXPECT_EQ(valve.write, "V {state};");
    EXPECT_EQ(valve.expect, "^OK V {state}");
    EXPECT_EQ(valve.reject, "^ERR (?P<reason>.*)");
    ASSERT_TRUE(valve.cancel);
    EXPECT_EQ(valve.cancel->write, "X;");
    EXPECT_EQ(valve.cancel->expect, "^STOPPED");
    EXPECT_EQ(valve.cancel->timeout, 300ms);
    EXPECT_EQ(valve.timeout, 15s);
    EXPECT_EQ(valve.retries, 2U);
    EXPECT_EQ(valve.settle, 0s);
    EXPECT_EQ(valve.max_age, 1min);
    EXPECT_EQ(valve.on_busy, busy_policy::supersede);
    EXPECT_TRUE(valve.preempt);
    EXPECT_TRUE(valve.emergency);
    ASSERT_TRUE(valve.rate);
    EXPECT_EQ(valve.rate->count, 30U);
    EXPECT_EQ(valve.rate->per, 1min);
    EXPECT_TRUE(valve.on_open && valve.on_start && valve.on_stop && valve.on_disconnect);
    EXPECT_TRUE(valve.latch);
    EXPECT_EQ(valve.report, report_level::final);
    ASSERT_EQ(valve.params.size(), 1U);
    EXPECT_EQ(valve.params[0].name, "state");
    EXPECT_EQ(valve.params[0].unit, "way");
}

TEST(build_commands, limits_and_the_grace_of_the_broker) {
    const auto all = parse_config(
        "version: 1\nnode: {id: pi}\nmqtt: {url: \"mqtt://broker\", disconnect_grace: 500ms}\n"
        "limits: {commands: 2, queue: 100, queue_per_port: 3}\n",
        "f", all_catalogues());
    ASSERT_EQ(all.errors, "");
    EXPECT_EQ(all.settings->mqtt.disconnect_grace, 500ms);
    EXPECT_EQ(all.settings->command_limits.running, 2U);
    EXPECT_EQ(all.settings->command_limits.queue, 100U);
    EXPECT_EQ(all.settings->command_limits.queue_per_port, 3U);

    const settings plain = *parse("  one: {port: a, write: x}\n").settings;
    EXPECT_EQ(plain.mqtt.disconnect_grace, 5s);
    EXPECT_EQ(plain.command_limits.running, 4U);
    EXPECT_EQ(plain.command_limits.queue, 64U);
    EXPECT_EQ(plain.command_limits.queue_per_port, 8U);
}

TEST(build_commands, topics) {
    const command_settings one = load_one(
        "topic: zigbee/lamp/set, reply_topic: zigbee/lamp, qos: 2, params: {to: {enum: [ON, OFF]}},\n"
        "       write: '{\"state\": \"{to}\"}', expect: '\"state\": ?\"{to}\"'");
    EXPECT_FALSE(one.port);
    EXPECT_EQ(one.topic, "zigbee/lamp/set");
    EXPECT_EQ(one.reply_topic, "zigbee/lamp");
    EXPECT_EQ(one.topic_qos, 2);
    EXPECT_EQ(one.delimiter, "");
    EXPECT_EQ(load_one("topic: weir/pipe, write: x").topic, "weir/pipe");
}

TEST(build_commands, words_of_choice) {
    EXPECT_EQ(load_one("port: a, write: x, on_busy: reject").on_busy, busy_policy::reject);
    EXPECT_EQ(load_one("port: a, write: x, report: none").report, report_level::none);
    EXPECT_FALSE(load_one("port: a, write: x, priority: normal").emergency);
    const command_settings one = load_one("port: a, write: x, run_on: stop");
    EXPECT_TRUE(one.on_stop);
    EXPECT_FALSE(one.on_open || one.on_start || one.on_disconnect);
}

TEST(build_commands, rates) {
    const auto rate_of = [](const std::string& text) {
        return load_one("port: a, write: x, rate: " + text).rate.value();
    };
    EXPECT_EQ(rate_of("1/s").per, 1s);
    EXPECT_EQ(rate_of("1000/s").count, 1000U);
    EXPECT_EQ(rate_of("5/h").per, 1h);
    EXPECT_EQ(load_one("port: a, write: x, rate: 5/min, on_busy: supersede, max_age: 1min").rate->count, 5U);
}

TEST(build_commands, a_default_has_the_type_of_its_parameter) {
    EXPECT_EQ(load_param("type: number, default: 20").preset, value(20.0));
    EXPECT_EQ(load_param("type: number, default: -2.5, min: -2.5").preset, value(-2.5));
    EXPECT_EQ(load_param("type: integer, default: 0x10, max: 16").preset, value(std::int64_t{16}));
    EXPECT_EQ(load_param("type: boolean, default: true").preset, value(true));
    EXPECT_EQ(load_param("type: text, default: 20").preset, value(std::string("20")));
    EXPECT_EQ(load_param("type: text, default: ''").preset, value(std::string()));
    EXPECT_EQ(load_param("type: text, pattern: '[a-z]+', default: abc").preset, value(std::string("abc")));
    EXPECT_EQ(load_param("enum: [ON, OFF], default: OFF").preset, value(std::string("OFF")));
    EXPECT_FALSE(load_param("type: number").preset);
}

TEST(build_commands, parameters) {
    const param_settings hz = load_param("type: number, min: 0, max: 50.5, unit: Hz");
    EXPECT_EQ(hz.name, "x");
    EXPECT_EQ(hz.type, param_type::number);
    EXPECT_EQ(hz.min, 0);
    EXPECT_EQ(hz.max, 50.5);
    EXPECT_EQ(hz.unit, "Hz");
    const param_settings integer = load_param("type: integer, min: 1");
    EXPECT_EQ(integer.type, param_type::integer);
    EXPECT_FALSE(integer.max);
    EXPECT_EQ(load_param("type: boolean").type, param_type::boolean);
    EXPECT_EQ(load_param("type: text, pattern: '[a-z]'").pattern, "[a-z]");
    for (const char* text : {"enum: [1, yes, °C]", "type: text, enum: [1, yes, °C]"}) {
        const param_settings choice = load_param(text);
        EXPECT_EQ(choice.type, param_type::choice);
        EXPECT_THAT(choice.choices, ElementsAre("1", "yes", "°C"));
    }
}

TEST(build_commands, interlocks_hold_both_ways) {
    const auto all = load(
        "  up: {port: a, write: u, interlock: [down, left, down]}\n"
        "  down: {port: a, write: d}\n"
        "  left: {port: a, write: l, interlock: [up]}\n"
        "  other: {port: a, write: o}\n");
    ASSERT_EQ(all.size(), 4U);
    EXPECT_THAT(all[0].interlock, ElementsAre(1, 2));
    EXPECT_THAT(all[1].interlock, ElementsAre(0));
    EXPECT_THAT(all[2].interlock, ElementsAre(0));
    EXPECT_THAT(all[3].interlock, IsEmpty());
}

TEST(build_commands, a_dead_mans_switch_runs_another_command) {
    const auto all = load(
        "  drive: {port: a, write: \"D {v}\", params: {v: {type: number}}, deadman: {every: 300ms, then: "
        "stop}}\n"
        "  stop: {port: a, write: \"S {how}\", params: {how: {enum: [soft, hard], default: soft}}, latch: "
        "true}\n");
    ASSERT_EQ(all.size(), 2U);
    ASSERT_TRUE(all[0].deadman);
    EXPECT_EQ(all[0].deadman->every, 300ms);
    EXPECT_EQ(all[0].deadman->then, 1U);
    EXPECT_TRUE(all[1].latch);
}

TEST(build_commands, braces_that_hold_no_name_are_text) {
    EXPECT_EQ(load_one("port: a, write: '{\"a\": {}}', expect: '^[0-9]{2,3}[{]ok}$'").expect,
              "^[0-9]{2,3}[{]ok}$");
}

TEST(build_commands, a_parameter_is_escaped_in_a_pattern) {
    load_one("port: a, write: \"{x}\", params: {x: {enum: ['(', ')']}}, expect: '^OK {x}$'");
}

TEST(build_commands, a_port_needs_no_source) {
    EXPECT_EQ(load_one("port: b, write: x").port, 1U);
}

}  // namespace
}  // namespace weir
