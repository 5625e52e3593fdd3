#include "daemon/rehearsal/rehearsal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* config = R"(version: 1
node: { id: pi }
mqtt: { url: "mqtt://broker" }
ports:
  gps: { path: /dev/gps }
  arm: { path: /dev/arm }
sources:
  climate: { port: gps, decode: { csv: { columns: [t] } }, stale_after: 5s }
  outdoor: { topic: out/door, decode: json }
commands:
  lift: { port: arm, params: { to: { type: integer, min: 0, max: 9 } }, write: "L {to}\n", expect: "^OK", timeout: 1s }
  home: { port: arm, write: "H\n", run_on: [start, stop], report: none }
  lamp: { topic: lamp/set, params: { on: { type: boolean } }, write: "{on}" }
)";

test_verdict play(const std::string& steps, bool strict = false) {
    const load_result loaded = parse_config(config, "pi.yaml", all_catalogues());
    EXPECT_EQ(loaded.errors, "");
    const std::string head = "config: pi.yaml\ntests:\n  - name: a\n    strict: ";
    const test_file_result made =
        parse_test_file(head + (strict ? "true" : "false") + "\n    steps:\n        " + steps + "\n", "t",
                        *loaded.settings, all_catalogues());
    EXPECT_EQ(made.errors, "") << steps;
    return rehearse(*loaded.settings, made.tests.value().tests.at(0));
}

void expect_pass(const std::string& steps, bool strict = false) {
    const test_verdict verdict = play(steps, strict);
    EXPECT_FALSE(verdict.failure) << steps << testing::PrintToString(verdict.failure->lines);
}

// The failure of its last step.
std::vector<std::string> lines_of_failure(const std::string& steps, const std::string& step,
                                          bool strict = false) {
    const test_verdict verdict = play(steps, strict);
    EXPECT_TRUE(verdict.failure) << steps;
    if (!verdict.failure) return {};
    EXPECT_EQ(verdict.failure->step, step) << steps << testing::PrintToString(verdict.failure->lines);
    return verdict.failure->lines;
}

TEST(rehearsal, turns_bytes_into_samples_that_carry_driven_time) {
    expect_pass(R"(
        - send: { port: gps, bytes: "1" }
        - expect_none: { topic: weir/pi/climate/state, for: 400ms }
        - send: { port: gps, bytes: "2.5\n13\n" }
        - expect: { topic: weir/pi/climate/state, payload: { ts: "2026-01-01T00:00:00.000Z", t: 12.5, seq: 1 } }
        - expect: { topic: weir/pi/climate/state, payload: { ts: "2026-01-01T00:00:00.400Z", t: 13, seq: 2 } }
        - expect: { topic: weir/pi/climate/availability, payload: online, retain: true }
        - expect_none: { topic: "weir/pi/climate/#", for: 4999ms }
        - expect: { topic: weir/pi/climate/availability, payload: offline, within: 1ms }
)");
}

TEST(rehearsal, takes_an_hour_exactly_and_at_once) {
    const auto started = std::chrono::steady_clock::now();
    const test_verdict verdict = play(R"(
        - wait: 1h
        - expect: { topic: weir/pi/stats, payload: { uptime_s: 60 } }
        - expect: { topic: weir/pi/stats, payload: { uptime_s: 3600 } }
)");
    EXPECT_FALSE(verdict.failure) << testing::PrintToString(verdict.failure->lines);
    EXPECT_EQ(verdict.lasted, 1h);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 30s);
}

TEST(rehearsal, repeats_what_comes_again_and_again) {
    const test_verdict verdict = play(R"(
        - send: { port: gps, bytes: "1\n", times: 3600, every: 1s }
        - expect: { topic: weir/pi/climate/state, payload: { ts: "2026-01-01T00:59:59.000Z", seq: 3600 } }
        - message: { topic: out/door, payload: { t: 1 }, times: 3, every: 10s }
        - expect: { topic: weir/pi/outdoor/state, payload: { seq: 3 } }
)");
    EXPECT_FALSE(verdict.failure) << testing::PrintToString(verdict.failure->lines);
    EXPECT_EQ(verdict.lasted, 3619s);
}

TEST(rehearsal, is_the_same_each_time) {
    const char* const steps = R"(
        - broker: down
        - wait: 100s
        - broker: up
        - expect: { topic: weir/pi/status, payload: online }
        - expect: { topic: weir/pi/status, payload: online, within: 5min }
)";
    const test_verdict once = play(steps);
    EXPECT_FALSE(once.failure);
    EXPECT_EQ(play(steps).lasted, once.lasted);
}

TEST(rehearsal, has_a_broker_that_keeps_and_delivers) {
    expect_pass(R"(
        - message: { topic: out/door, payload: { t: 3 } }
        - expect: { topic: weir/pi/outdoor/state, payload: { t: 3, quality: good } }
        - broker: down
        - message: { topic: out/door, payload: { t: 4 }, retain: true }
        - message: { topic: out/door, payload: { t: 5 } }
        - broker: up
        - expect: { topic: weir/pi/outdoor/state, payload: { t: 4, quality: stale }, within: 1min }
        - expect_none: { topic: weir/pi/outdoor/state, for: 1min }
)");
}

TEST(rehearsal, plays_devices_that_answer) {
    expect_pass(R"(
        - device: { port: arm, expect: "H\n" }
        - call: { command: lift, params: { to: 3 } }
        - device: { port: arm, expect: "L 3\n", answer: "OK\n" }
        - outcome: { command: lift, state: succeeded, effect: applied, within: 0s }
        - device: { port: arm, expect: "L 4\n", answer: "OK\n", always: true }
        - call: { command: lift, params: { to: 4 } }
        - outcome: { command: lift, state: succeeded }
        - call: { command: lift, params: { to: 4 } }
        - outcome: { command: lift, state: succeeded }
        - call: { command: lift, params: { to: 10 } }
        - outcome: { command: lift, state: rejected, code: INVALID_ARGUMENT }
        - expect_none: { port: arm, for: 1min }
        - call: { command: lamp, params: { on: true } }
        - expect: { topic: lamp/set, payload: true }
        - outcome: { command: lamp, state: succeeded }
        - weir: stop
        - device: { port: arm, expect: "H\n" }
)",
                true);
}

TEST(rehearsal, takes_devices_away_and_gives_them_back) {
    expect_pass(R"(
        - call: { command: lift, params: { to: 1 } }
        - wait: 500ms
        - unplug: arm
        - outcome: { command: lift, state: failed, code: UNAVAILABLE }
        - expect: { topic: weir/pi/port/arm, payload: { state: lost } }
        - wait: 1min
        - plug: arm
        - expect: { topic: weir/pi/port/arm, payload: { state: open } }
        - call: { command: lift, params: { to: 2 } }
        - device: { port: arm, expect: "L 2\n", answer: "OK\n" }
        - outcome: { command: lift, state: succeeded }
)");
}

TEST(rehearsal, tells_what_came_in_place_of_a_message) {
    EXPECT_THAT(lines_of_failure(R"(
        - send: { port: gps, bytes: "1\n2\n" }
        - wait: 1500ms
        - expect: { topic: weir/pi/climate/state, payload: { t: 3, quality: good } }
)",
                                 "expect"),
                ElementsAre(R"(weir/pi/climate/state was expected within 1s: {"t":3,"quality":"good"})",
                            HasSubstr(R"(at 0.000 s came weir/pi/climate/state {"ts":"2026)"),
                            "    t: expected 3, got 1",
                            HasSubstr(R"(at 0.000 s came weir/pi/climate/state {"ts":"2026)"),
                            "    t: expected 3, got 2"));
    EXPECT_THAT(
        lines_of_failure("- expect: { topic: weir/pi/climat/state, within: 5s }", "expect"),
        testing::IsSupersetOf({"weir/pi/climat/state was expected within 5s",
                               "nothing else came there; weir has published to:", "    weir/pi/status"}));
    EXPECT_THAT(lines_of_failure("- expect: { topic: weir/pi/status, retain: false }", "expect"),
                Contains("    retain: expected false, got true"));
}

TEST(rehearsal, tells_what_was_not_expected) {
    EXPECT_THAT(lines_of_failure(R"(
        - send: { port: gps, bytes: "1\n" }
        - expect_none: { topic: "weir/pi/climate/+", payload: { t: 1 }, for: 1s }
)",
                                 "expect_none"),
                ElementsAre(HasSubstr("at 0.000 s came, and was not expected: weir/pi/climate/state {")));
    EXPECT_THAT(lines_of_failure("- expect_none: { port: arm, for: 1s }", "expect_none"),
                ElementsAre("at 0.000 s weir wrote to arm, and was not expected to: H\\n"));
    EXPECT_THAT(lines_of_failure(R"(
        - send: { port: gps, bytes: "1\n" }
        - wait: 250ms
        - message: { topic: out/door, payload: { t: 1 } }
        - expect: { topic: weir/pi/outdoor/state }
)",
                                 "", true),
                ElementsAre(HasSubstr("at 0.000 s came, and was not expected: weir/pi/climate/state"),
                            "at 0.000 s weir wrote to arm, and was not expected to: H\\n"));
}

TEST(rehearsal, tells_what_a_device_heard_instead) {
    EXPECT_THAT(lines_of_failure(R"(
        - device: { port: arm, expect: "H\n" }
        - device: { port: arm, expect: "H\n" }
)",
                                 "device"),
                ElementsAre("weir was expected to write to arm within 1s: H\\n", "it wrote nothing else"));
    EXPECT_THAT(lines_of_failure("- device: { port: arm, expect: { hex: 00 } , within: 2s }", "device"),
                ElementsAre("weir was expected to write to arm within 2s: 00", "at 0.000 s it wrote: H\\n"));
}

TEST(rehearsal, tells_how_a_command_ended_instead) {
    EXPECT_THAT(lines_of_failure(R"(
        - call: { command: lift, params: { to: 1 } }
        - outcome: { command: lift, state: succeeded, within: 10s }
)",
                                 "outcome"),
                ElementsAre(R"(lift was expected to end within 10s: {"command":"lift","state":"succeeded"})",
                            "at 1.000 s it ended:", R"(    state: expected "succeeded", got "timed_out")",
                            HasSubstr("    message: ")));
    EXPECT_THAT(lines_of_failure("- outcome: { command: lift, state: succeeded }", "outcome"),
                Contains("it has not ended"));
}

TEST(rehearsal, tells_what_cannot_be_done) {
    EXPECT_THAT(lines_of_failure(R"(
        - unplug: gps
        - send: { port: gps, bytes: "1\n" }
)",
                                 "send"),
                ElementsAre("port gps is unplugged"));
    EXPECT_THAT(lines_of_failure(R"(
        - broker: down
        - call: { command: lift }
)",
                                 "call"),
                ElementsAre("the broker is down: nothing can be published"));
}

}  // namespace
}  // namespace weir
