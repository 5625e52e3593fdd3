#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// Expressions that are wrong: each with the place and what is said of it.
namespace weir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// `rest` begins at line 7.
std::string report_on(const std::string& rest) {
    const load_result loaded = parse_config(
        "version: 1\n"
        "node: {id: pi}\n"
        "mqtt: {url: \"mqtt://broker\"}\n"
        "ports: {a: {path: /dev/a}}\n"
        "sources:\n"
        "  room-1: {topic: in/1, decode: json}\n" +
            rest,
        "f", all_catalogues());
    EXPECT_FALSE(loaded.settings) << rest;
    return loaded.errors;
}

std::vector<std::string> errors_of(const std::string& rest) {
    std::vector<std::string> found;
    std::istringstream in(report_on(rest));
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("f:")) found.push_back(line.substr(2));
    }
    return found;
}

void expect_stage_error(const std::string& stage, const std::string& error) {
    EXPECT_THAT(errors_of("  x: {topic: in/2, decode: json, process: [" + stage + "]}\n"), ElementsAre(error))
        << stage;
}

TEST(broken_expressions, have_their_place_in_plain_and_quoted_text) {
    const std::string in = " in sources.x.process[1].when";
    expect_stage_error("when: a >", "7:53: error: not a valid expression: it ends too early" + in);
    expect_stage_error("when: a b", "7:52: error: not a valid expression: 'b' is not expected here" + in);
    expect_stage_error("when: 'a b'", "7:53: error: not a valid expression: 'b' is not expected here" + in);
    expect_stage_error("when: \"a b\"", "7:53: error: not a valid expression: 'b' is not expected here" + in);
    expect_stage_error("when: \"a \\\"b\\\"\"",
                       "7:50: error: not a valid expression: '\"b\"' is not expected here, at 3" + in);
    expect_stage_error("when: 'a ''b'''",
                       "7:50: error: not a valid expression: ''b'' is not expected here, at 3" + in);
    expect_stage_error("when: (a > 1", "7:50: error: not a valid expression: '(' is not closed" + in);
}

TEST(broken_expressions, have_their_place_on_lines_of_their_own) {
    EXPECT_THAT(errors_of("  x:\n    topic: in/2\n    decode: json\n    process:\n      - when: >\n"
                          "          a\n          b\n"),
                ElementsAre("11:15: error: not a valid expression: 'b' is not expected here, at 3 in "
                            "sources.x.process[1].when"));
}

TEST(broken_expressions, of_fields) {
    const std::string in = " in sources.x.process[1].expr";
    expect_stage_error("expr: {y: a + * 2}",
                       "7:58: error: not a valid expression: '*' is not expected here" + in + ".y");
    expect_stage_error("expr: {quality: a}", "7:51: error: a sample has a 'quality' of its own" + in);
    expect_stage_error("expr: {'a b': a}", "7:51: error: 'a b' is no name for a field" + in);
    expect_stage_error("expr: {}", "7:50: error: expected 1 to 64 entries, got 0" + in);
    expect_stage_error("expr: a + 1", "7:50: error: expected a map, got 'a + 1'" + in);
    expect_stage_error("when: ''",
                       "7:50: error: expected 1 to 2048 bytes, got 0 in sources.x.process[1].when");
    expect_stage_error("when: [a]",
                       "7:50: error: expected an expression, got a list in sources.x.process[1].when");
}

TEST(broken_expressions, get_hints) {
    EXPECT_THAT(report_on("  x: {topic: in/2, decode: json, process: [{when: flor(a) > 1}]}\n"),
                HasSubstr("^ did you mean 'floor'?"));
    EXPECT_THAT(report_on("  x: {topic: in/2, decode: json, process: [{when: a = 1}]}\n"),
                HasSubstr("^ '==' compares; nothing can be assigned"));
}

// Of the command's one key.
void expect_condition_error(const std::string& key, const std::string& error) {
    EXPECT_THAT(errors_of("  room_2: {topic: in/2, decode: json}\n  room-2: {topic: in/3, decode: json}\n"
                          "commands:\n  c:\n    port: a\n    write: x\n    " +
                          key + "\n"),
                ElementsAre(error))
        << key;
}

TEST(broken_expressions, of_commands) {
    expect_condition_error("require: room_1.t >",
                           "13:24: error: not a valid expression: it ends too early in "
                           "commands.c.require");
    expect_condition_error("require: room_3.t > 1",
                           "13:14: error: unknown source 'room_3' in commands.c.require");
    expect_condition_error("run_when: t > 1", "13:15: error: 't' names no source in commands.c.run_when");
    expect_condition_error("run_when: 1 > 1", "13:15: error: no field is named in commands.c.run_when");
    expect_condition_error(
        "run_when: room_2.t > 1",
        "13:15: error: 'room_2' stands for both 'room_2' and 'room-2' in commands.c.run_when");
    expect_condition_error("for: 1s", "13:10: error: 'for' without 'run_when' in commands.c.for");
    expect_condition_error("run_when: room_1.t > 1\n    for: 2",
                           "14:10: error: expected a duration such as 500ms, got '2' in commands.c.for");
    EXPECT_THAT(report_on("commands: {c: {port: a, write: x, require: rom_1.t > 1}}\n"),
                HasSubstr("^ did you mean 'room_1'?"));
    EXPECT_THAT(
        errors_of(
            "commands: {c: {port: a, write: '{x}', params: {x: {type: text}}, run_when: room_1.t > 1}}\n"),
        ElementsAre("7:76: error: the command needs the parameter 'x' in commands.c.run_when"));
}

TEST(broken_expressions, are_not_too_many) {
    std::string rest =
        "  x: {topic: in/2, decode: json, process: [when: &long \"" + std::string(2000, ' ') + "a\"";
    for (int i = 0; i < 300; ++i)
        rest += ", when: *long";
    EXPECT_THAT(report_on(rest + "]}\n"), HasSubstr("the expressions of this file are too large together"));
}

TEST(expressions_of_commands, are_built) {
    const load_result loaded = parse_config(
        "version: 1\nnode: {id: pi}\nmqtt: {url: \"mqtt://broker\"}\nports: {a: {path: /dev/a}}\n"
        "sources: {room-1: {topic: in, decode: json}, b: {topic: b, decode: json}}\n"
        "commands:\n  c: {port: a, write: x, require: b.x.y > 1, run_when: 'room_1.t > b.quality', for: "
        "10s}\n"
        "  d: {port: a, write: x, run_when: 'b.t > 1', latch: true}\n",
        "f", all_catalogues());
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    const command_settings& c = loaded.settings->commands[0];
    EXPECT_EQ(c.require->expression, "b.x.y > 1");
    ASSERT_EQ(c.require->names.size(), 1U);
    EXPECT_EQ(c.require->names[0].source, "b");
    EXPECT_EQ(c.require->names[0].field, "x.y");
    EXPECT_EQ(c.rule->lasting, std::chrono::seconds(10));
    ASSERT_EQ(c.rule->when.names.size(), 2U);
    EXPECT_EQ(c.rule->when.names[0].source, "room-1");
    EXPECT_EQ(c.rule->when.names[1].field, "quality");
    EXPECT_EQ(loaded.settings->commands[1].rule->lasting, duration::zero());
    EXPECT_FALSE(loaded.settings->commands[1].require);
}

}  // namespace
}  // namespace weir
