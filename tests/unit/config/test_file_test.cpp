#include "config/test_file.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* config = R"(version: 1
node: { id: pi }
mqtt: { url: "mqtt://broker", prefix: site }
ports: { gps: { path: /dev/gps }, base: { path: /dev/base } }
commands: { stop: { port: base, write: "S\n" } }
)";

test_file_result parsed(const std::string& text) {
    const load_result loaded = parse_config(config, "pi.yaml", all_catalogues());
    EXPECT_EQ(loaded.errors, "");
    return parse_test_file(text, "t", *loaded.settings, all_catalogues());
}

test_file_result parsed_steps(const std::string& steps) {
    return parsed("config: pi.yaml\ntests: [{ name: a, steps: [" + steps + "] }]\n");
}

std::vector<test_step> steps_of(const std::string& text) {
    test_file_result made = parsed_steps(text);
    EXPECT_EQ(made.errors, "") << text;
    return made.tests ? made.tests->tests.at(0).steps : std::vector<test_step>();
}

template <class Step>
Step only_step(const std::string& text) {
    return std::get<Step>(steps_of(text).at(0).does);
}

TEST(test_file, has_tests_of_steps_with_their_places) {
    const test_file_result made = parsed(R"(config: pi.yaml
tests:
  - name: one
    strict: true
    steps:
      - wait: 1500ms
      - weir: stop
  - name: other
    steps: [unplug: gps]
)");
    ASSERT_EQ(made.errors, "");
    EXPECT_EQ(made.tests->file, "t");
    EXPECT_EQ(made.tests->settings.node.id, "pi");
    ASSERT_EQ(made.tests->tests.size(), 2U);
    const test_case& one = made.tests->tests[0];
    EXPECT_EQ(one.name, "one");
    EXPECT_TRUE(one.strict);
    EXPECT_EQ(one.where.line, 3U);
    ASSERT_EQ(one.steps.size(), 2U);
    EXPECT_EQ(one.steps[0].where.line, 6U);
    EXPECT_EQ(one.steps[0].name, "wait");
    EXPECT_EQ(std::get<test_steps::wait>(one.steps[0].does).time, 1500ms);
    EXPECT_TRUE(std::holds_alternative<test_steps::stop>(one.steps[1].does));
    EXPECT_FALSE(made.tests->tests[1].strict);
}

TEST(test_file, has_bytes_as_text_and_in_hexadecimal) {
    EXPECT_EQ(only_step<test_steps::send>(R"(send: { port: gps, bytes: "a\r\n" })").bytes, "a\r\n");
    EXPECT_EQ(only_step<test_steps::send>("send: { port: gps, bytes: { hex: 01 fF0a } }").bytes,
              "\x01\xff\n");
    EXPECT_EQ(only_step<test_steps::send>("send: { port: gps, bytes: { hex: 01 04 00 00 00 02, checksum: "
                                          "crc16-modbus } }")
                  .bytes,
              std::string("\x01\x04\0\0\0\x02\x71\xcb", 8));
    EXPECT_EQ(
        only_step<test_steps::send>("send: { port: gps, bytes: { text: ab, checksum: { xor: { text: true, "
                                    "separator: '*' } } } }")
            .bytes,
        "ab*03");
    EXPECT_EQ(only_step<test_steps::send>("send: { port: gps, bytes: { nmea: 'GPGLL,,,,,,V,N' } }").bytes,
              "$GPGLL,,,,,,V,N*64\r\n");
    const auto device = only_step<test_steps::device>(
        R"(device: { port: base, expect: "S\n", answer: { hex: "00" }, within: 2s, always: true })");
    EXPECT_EQ(device.expect, "S\n");
    EXPECT_EQ(device.answer, std::string(1, '\0'));
    EXPECT_EQ(device.within, 2s);
    EXPECT_TRUE(device.always);
}

TEST(test_file, has_payloads_as_they_are_written) {
    const std::pair<const char*, const char*> cases[] = {
        {"online", R"("online")"},
        {"'23'", R"("23")"},
        {"23", "23"},
        {"-2.5", "-2.5E0"},
        {"true", "true"},
        {"{ a: { b: [1, x, null] } }", R"({"a":{"b":[1,"x",null]}})"},
        {"[]", "[]"},
        {"'{\"a\": 1}'", R"("{\"a\": 1}")"},
    };
    for (const auto& [written, json] : cases) {
        const auto made =
            only_step<test_steps::expect>("expect: { topic: a, payload: " + std::string(written) + " }");
        ASSERT_TRUE(made.payload) << written;
        EXPECT_EQ(boost::json::serialize(*made.payload), json) << written;
    }
    EXPECT_FALSE(only_step<test_steps::expect>("expect: { topic: a }").payload);
    EXPECT_EQ(only_step<test_steps::message>("message: { topic: a, payload: x y }").payload, "x y");
    EXPECT_EQ(only_step<test_steps::message>("message: { topic: a, payload: { b: 1 } }").payload,
              R"({"b":1})");
    EXPECT_EQ(only_step<test_steps::message>("message: { topic: a, retain: true }").payload, "");
}

TEST(test_file, has_what_comes_again_and_again) {
    const auto once = only_step<test_steps::send>("send: { port: gps, bytes: a }").again;
    EXPECT_EQ(once.times, 1);
    const auto often = only_step<test_steps::message>("message: { topic: a, times: 5, every: 10s }").again;
    EXPECT_EQ(often.times, 5);
    EXPECT_EQ(often.every, 10s);
}

TEST(test_file, has_topics_with_the_nodes_names_in_them) {
    EXPECT_EQ(only_step<test_steps::expect>("expect: { topic: '{prefix}/{node}/#' }").topic, "site/pi/#");
    const auto none = only_step<test_steps::expect_none>("expect_none: { port: base, for: 1s }");
    EXPECT_EQ(none.topic, "");
    EXPECT_EQ(none.port, "base");
    EXPECT_EQ(none.time, 1s);
}

TEST(test_file, has_requests_and_what_becomes_of_them) {
    const auto call =
        only_step<test_steps::call>("call: { command: sys-arm, params: { a: 1 }, timeout: 2s }");
    EXPECT_EQ(boost::json::serialize(call.request), R"({"params":{"a":1},"timeout_ms":2000})");
    const auto outcome = only_step<test_steps::outcome>(
        "outcome: { command: stop, state: failed, result: { reason: jammed } }");
    EXPECT_EQ(boost::json::serialize(outcome.how),
              R"({"command":"stop","state":"failed","result":{"reason":"jammed"}})");
    EXPECT_EQ(outcome.within, 60s);
}

// Without their places.
std::vector<std::string> errors_of(const test_file_result& made) {
    EXPECT_FALSE(made.tests);
    std::vector<std::string> found;
    std::istringstream in(made.errors);
    constexpr std::string_view mark = ": error: ";
    for (std::string line; std::getline(in, line);) {
        const std::size_t at = line.find(mark);
        if (line.starts_with("t:") && at != line.npos) found.push_back(line.substr(at + mark.size()));
    }
    return found;
}

TEST(test_file, is_refused_with_what_is_wrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "expected a map of keys"},
        {"[]", "expected a map of keys"},
        {"tests: [{ name: a, steps: [wait: 1s] }]", "missing key 'config'"},
        {"config: a", "missing key 'tests'"},
        {"config: a\ntests: []", "expected 1 to 1000 entries, got 0 in tests"},
        {"config: a\ntests: [{ steps: [wait: 1s] }]", "missing key 'name' in tests[1]"},
        {"config: a\ntests: [{ name: a }]", "missing key 'steps' in tests[1]"},
        {"config: a\ntest: [{ name: a, steps: [wait: 1s] }]", "unknown key 'test'"},
    };
    for (const auto& [text, error] : cases)
        EXPECT_THAT(errors_of(parsed(text)), ElementsAre(error)) << text;
}

TEST(test_file, is_refused_for_a_step_that_cannot_be_done) {
    const std::pair<const char*, const char*> cases[] = {
        {"wiat: 1s", "unknown key 'wiat' in tests[1].steps[1]"},
        {"{}", "an empty step in tests[1].steps[1]"},
        {"{ wait: 1s, unplug: gps }", "both 'wait' and 'unplug' in tests[1].steps[1]"},
        {"unplug: gsp", "unknown port 'gsp' in tests[1].steps[1].unplug"},
        {"cancel: go", "unknown command 'go' in tests[1].steps[1].cancel"},
        {"call: { command: sys-am }", "unknown command 'sys-am' in tests[1].steps[1].call"},
        {"send: { port: gps }", "missing key 'bytes' in tests[1].steps[1].send"},
        {"send: { port: gps, bytes: { hex: 0 1 2 } }", "no hexadecimal bytes in tests[1].steps[1].send"},
        {"send: { port: gps, bytes: { checksum: xor } }",
         "missing key 'hex' in tests[1].steps[1].send.bytes"},
        {"send: { port: gps, bytes: { hex: '00', text: a } }",
         "more than one of 'hex', 'text' and 'nmea' in tests[1].steps[1].send"},
        {"send: { port: gps, bytes: { nmea: 'a*b' } }", "no sentence of NMEA 0183 in tests[1].steps[1].send"},
        {"send: { port: gps, bytes: { nmea: GPGLL, checksum: xor } }",
         "'checksum' beside 'nmea' in tests[1].steps[1].send"},
        {"send: { port: gps, bytes: { text: a, checksum: crc } }", "unknown checksum 'crc'"},
        {"send: { port: gps, bytes: a, times: 0 }",
         "expected 1 to 100000, got 0 in tests[1].steps[1].send.times"},
        {"message: { topic: a/#, payload: 1 }", "bad topic 'a/#' in tests[1].steps[1].message"},
        {"expect: { topic: 'a#' }", "bad topic 'a#' in tests[1].steps[1].expect"},
        {"expect: { topic: '{root}/a' }", "unknown name '{root}' in tests[1].steps[1].expect"},
        {"expect_none: { for: 1s }", "missing key 'topic' in tests[1].steps[1].expect_none"},
        {"expect_none: { port: gps, topic: a }",
         "'port' goes with 'for' alone in tests[1].steps[1].expect_none"},
        {"device: { port: base, expect: a, always: true }",
         "'always' without 'answer' in tests[1].steps[1].device"},
        {"outcome: { command: stop }", "nothing to compare in tests[1].steps[1].outcome"},
        {"outcome: { command: stop, state: done }",
         "expected succeeded, failed, timed_out, expired, canceled, superseded or rejected, got 'done' in "
         "tests[1].steps[1].outcome.state"},
        {"broker: gone", "expected up or down, got 'gone' in tests[1].steps[1].broker"},
    };
    for (const auto& [step, error] : cases)
        EXPECT_THAT(errors_of(parsed_steps(step)), testing::Contains(HasSubstr(error))) << step;
}

TEST(test_file, names_its_configuration_from_its_own_folder) {
    const test::temp_folder folder;
    folder.write("pi.yaml", config);
    const std::string path =
        folder.write("pi.test.yaml", "config: pi.yaml\ntests: [{ name: a, steps: [wait: 1s] }]\n");
    EXPECT_EQ(load_test_file(path, all_catalogues()).errors, "");
    folder.write("pi.yaml", "version: 2\n");
    EXPECT_THAT(load_test_file(path, all_catalogues()).errors, HasSubstr("pi.yaml:1:10: error: version 2"));
    const std::string other =
        folder.write("b.test.yaml", "config: b.yaml\ntests: [{ name: a, steps: [wait: 1s] }]\n");
    EXPECT_THAT(load_test_file(other, all_catalogues()).errors, HasSubstr("b.yaml: error: cannot read: "));
    EXPECT_THAT(load_test_file(folder / "none", all_catalogues()).errors,
                HasSubstr("none: error: cannot read: "));
}

}  // namespace
}  // namespace weir
