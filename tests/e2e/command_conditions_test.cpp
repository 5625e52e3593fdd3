#include <fmt/format.h>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// A greenhouse whose window depends on its temperature.
class command_conditions : public command_scene {
protected:
    command_conditions() : arduino(simulate("arduino")) { arduino.answers(std::regex("W (.*)"), "OK W $1"); }

    // `window`: further keys of the command, `climate`: of the source.
    void begin_with(const std::string& window, const std::string& climate = "") {
        begin(fmt::format(
            "ports: {{ arduino: {{ path: PTY/arduino }} }}\n"
            "sources:\n"
            "  room-1: {{ topic: room, decode: json, publish: {{ topic: seen }}{} }}\n"
            "commands:\n"
            "  window: {{ port: arduino, write: \"W 1\\n\", expect: '^OK W 1', timeout: 60s, {} }}\n",
            climate, window));
    }
    // Until weir has published it.
    void measure(double temperature) {
        watcher().publish("room", fmt::format(R"({{"t": {}}})", temperature));
        const std::string said = fmt::format(R"("t":{:.1f})", temperature);
        const auto seen = [&](const std::vector<received>& all) {
            return std::any_of(all.begin(), all.end(), [&](const received& each) {
                return each.topic == "seen" && each.payload.find(said) != std::string::npos;
            });
        };
        expect(watcher().wait_for(seen), "the sample " + said);
    }

    // The audit of what rules have run.
    std::vector<said> own_runs() {
        catch_up();
        std::vector<said> all;
        for (const std::string& id : ledger().audited()) {
            const said audit = ledger().of(id).audit.front();
            if (audit.text("client") == "weir: run_when") all.push_back(audit);
        }
        return all;
    }

    device& arduino;
};

TEST_F(command_conditions, refuse_a_command_until_they_hold) {
    begin_with("require: 'room_1.t > 5'");
    expect_end(ask("window"), {"rejected", "FAILED_PRECONDITION", "none",
                               "room_1.t > 5 does not hold: room_1.t is not known"});
    measure(3.5);
    expect_end(ask("window"),
               {"rejected", "FAILED_PRECONDITION", "none", "room_1.t > 5 does not hold: room_1.t is 3.5"});
    measure(20.5);
    expect_end(ask("window"), {"succeeded", "OK", "applied"});
    expect_heard(arduino, {"W 1"});
}

TEST_F(command_conditions, no_longer_hold_when_their_source_is_silent) {
    begin_with("require: 'room_1.t > 5'", ", stale_after: 500ms");
    measure(20.5);
    expect(wait_until([&] {
               const said end = await_final(ask("window"));
               return end.text("code") == "FAILED_PRECONDITION";
           }),
           "a refusal");
}

TEST_F(command_conditions, run_a_command_that_nobody_asks_for) {
    begin_with("run_when: 'room_1.t > 35'");
    measure(30.5);
    catch_up();
    EXPECT_EQ(arduino.count("W 1"), 0U);
    measure(36.5);
    EXPECT_TRUE(arduino.receives("W 1", 1));
    measure(37.5);
    measure(34.5);
    measure(38.5);
    EXPECT_TRUE(arduino.receives("W 1", 2));
    expect(wait_until([&] { return own_runs().size() == 2; }), "the audit of both runs");
    EXPECT_EQ(arduino.count("W 1"), 2U) << "once each time that it becomes true";
    for (const said& each : own_runs())
        EXPECT_EQ(each.state(), "succeeded") << each.message.payload;
}

TEST_F(command_conditions, run_a_command_only_when_they_have_lasted) {
    begin_with("run_when: 'room_1.t > 35', for: 1500ms");
    const auto begun = std::chrono::steady_clock::now();
    measure(36.5);
    EXPECT_TRUE(arduino.receives("W 1", 1));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 1450ms);
    measure(30.5);
    measure(39.5);
    measure(31.5);
    EXPECT_FALSE(arduino.receives("W 1", 2, 2s)) << "it did not last";
}

TEST_F(command_conditions, run_a_command_without_a_broker) {
    begin(
        "ports: { arduino: { path: PTY/arduino } }\n"
        "sources: { climate: { port: arduino, decode: { csv: { columns: [t] } } } }\n"
        "commands: { window: { port: arduino, write: \"W 1\\n\", run_when: 'climate.t > 35' } }\n");
    broker_.kill();
    arduino.says("36.5");
    EXPECT_TRUE(arduino.receives("W 1", 1));
}

}  // namespace
}  // namespace weir::test
