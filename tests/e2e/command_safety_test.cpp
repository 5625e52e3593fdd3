#include <algorithm>
#include <fmt/format.h>

#include "daemon/iso_8601.hpp"
#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What weir does to devices by itself.
class command_safety : public command_scene {
protected:
    command_safety() : arduino(simulate("arduino")) { arduino.answers(std::regex("D (.*)"), "OK D $1"); }

    // `stop`: further keys of that command.
    void begin_with(const std::string& every, const std::string& stop = "timeout: 60s",
                    std::string_view mqtt = "") {
        begin(
            "ports: { arduino: { path: PTY/arduino } }\ncommands:\n"
            "  drive:\n"
            "    { port: arduino, params: { v: { type: integer, default: 0 } }, write: \"D {v}\\n\",\n"
            "      expect: '^OK D {v}$', timeout: 60s, deadman: { every: " +
                every +
                ", then: stop } }\n"
                "  stop: { port: arduino, write: \"S\\n\", expect: ^OK S, settle: 0s, " +
                stop + " }\n",
            mqtt);
    }
    // The ids of requests by weir itself, in the order of their audit.
    std::vector<std::string> by_weir(const std::string& client) {
        catch_up();
        std::vector<std::string> ids;
        for (const std::string& id : ledger().audited()) {
            if (ledger().of(id).audit.front().text("client") == client) ids.push_back(id);
        }
        return ids;
    }
    void await_runs(const std::string& client, std::size_t count) {
        expect(wait_until([&] { return by_weir(client).size() >= count; }), client);
    }

    device& arduino;
};

TEST_F(command_safety, a_dead_man_s_switch_trips_again_each_second_until_it_succeeds) {
    begin_with("300ms", "timeout: 100ms");
    catch_up();
    EXPECT_THAT(arduino.received(), IsEmpty()) << "nobody has armed it";
    expect_end(ask("drive", R"({"v": 1})"), {"succeeded", "OK", "applied"});
    EXPECT_TRUE(arduino.receives("S", 3));
    await_runs("weir: dead man's switch", 2);
    std::optional<wall_time> before;
    for (const std::string& id : by_weir("weir: dead man's switch")) {
        const said final = await_final(id);
        EXPECT_EQ(final.state(), "timed_out");
        const auto started = parse_iso_8601(final.text("started_at"));
        ASSERT_TRUE(started) << final.message.payload;
        if (before) {
            EXPECT_GE(*started - *before, 900ms) << "a second apart";
        }
        before = started;
    }
    arduino.answers("S", "OK S");
    const auto succeeded = [&] {
        const auto runs = by_weir("weir: dead man's switch");
        return await_final(runs.back()).state() == "succeeded";
    };
    expect(wait_until(succeeded), "a run that succeeds");
    const std::size_t runs = arduino.count("S");
    EXPECT_FALSE(arduino.receives("S", runs + 1, 1500ms)) << "it is disarmed";
}

TEST_F(command_safety, a_dead_man_s_switch_is_kept_content) {
    constexpr auto every = 3s;
    std::string commands;
    for (const char* sign : {"refresh", "request", "double"}) {
        commands += fmt::format(
            "  {0}: {{ port: arduino, params: {{ v: {{ type: integer, default: 0 }} }}, write: \"D "
            "{{v}}\\n\",\n"
            "        deadman: {{ every: 3s, then: no-{0} }} }}\n"
            "  no-{0}: {{ port: arduino, write: \"no {0}\\n\" }}\n",
            sign);
    }
    begin("ports: { arduino: { path: PTY/arduino } }\ncommands:\n" + commands);
    ask("refresh");
    const auto begin = std::chrono::steady_clock::now();
    auto last = begin;
    auto longest = last - last;
    for (int n = 1; last - begin < every + 500ms; ++n) {
        send("refresh/refresh", "");
        send("request", std::to_string(n));
        ask_as("same", "double");
        if (arduino.receives("no refresh", 1, 100ms)) break;
        const auto now = std::chrono::steady_clock::now();
        longest = std::max(longest, now - std::exchange(last, now));
    }
    for (const char* sign : {"no refresh", "no request", "no double"}) {
        // A machine that stood still for so long has shown no sign of life.
        if (longest < every / 3) {
            EXPECT_EQ(arduino.count(sign), 0U) << sign;
        }
    }
    for (const char* sign : {"no refresh", "no request", "no double"})
        EXPECT_TRUE(arduino.receives(sign)) << "nobody shows any more";
}

TEST_F(command_safety, a_refresh_arms_no_dead_man_s_switch) {
    arduino.answers("S", "OK S");
    begin_with("100ms");
    send("drive/refresh", "");
    send("drive", "no number");
    EXPECT_FALSE(arduino.receives("S", 1, 500ms));
}

TEST_F(command_safety, runs_what_a_port_needs_when_it_opens_and_once_at_the_start) {
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  init: { port: arduino, write: "I\n", run_on: open }
  once: { port: arduino, write: "O\n", run_on: start }
)");
    for (std::size_t round = 1; round <= 3; ++round) {
        EXPECT_TRUE(arduino.receives("I", round));
        arduino.hang_up();
        await_state("arduino", "lost");
        arduino.come_back();
        await_state("arduino", "open");
    }
    EXPECT_TRUE(arduino.receives("I", 4));
    await_runs("weir: run_on open", 4);
    EXPECT_EQ(arduino.count("O"), 1U);
    EXPECT_EQ(by_weir("weir: run_on start").size(), 1U);
}

TEST_F(command_safety, stops_the_device_when_the_broker_has_been_away_for_too_long) {
    arduino.answers("S", "OK S");
    begin_with("1h", "timeout: 60s, run_on: disconnect", "disconnect_grace: 300ms");
    expect_end(ask("drive", R"({"v": 1})"), {"succeeded", "OK", "applied"});
    EXPECT_EQ(arduino.count("S"), 0U);
    for (std::size_t round = 1; round <= 2; ++round) {
        broker_.kill();
        EXPECT_TRUE(arduino.receives("S", round));
        bring_back_broker();
        await_ready();
        expect_end(ask("drive", R"({"v": 1})"), {"succeeded", "OK", "applied"});
    }
    EXPECT_EQ(arduino.count("S"), 2U) << "once each time";
    await_ready();
}

TEST_F(command_safety, stops_the_device_when_the_broker_never_came) {
    broker_.kill();
    start(R"(
ports: { arduino: { path: PTY/arduino } }
commands: { stop: { port: arduino, write: "S\n", run_on: disconnect } }
)",
          "disconnect_grace: 300ms");
    EXPECT_TRUE(arduino.receives("S"));
}

TEST_F(command_safety, answers_a_ping) {
    begin_with("1h");
    const std::string id = ask("sys-ping");
    expect_end(id, {"succeeded", "OK", "none"});
    const said answer = await_answer(id);
    EXPECT_THAT(answer.json.at("result").as_object().at("version").as_string().c_str(), HasSubstr("."));
    EXPECT_GE(answer.json.at("result").at("uptime_s").as_int64(), 0);
    expect_answer(await_answer(ask("sys-ping", R"({"x": 1})", R"("expires_at": 1000)")),
                  {"expired", "DEADLINE_EXCEEDED", "none", "late"});
}

TEST_F(command_safety, enters_the_safe_state_when_asked_to) {
    device& other = simulate("other");
    begin(R"(
ports: { arduino: { path: PTY/arduino }, other: { path: PTY/other } }
commands:
  stop: { port: arduino, write: "S\n", expect: ^OK S, timeout: 60s, run_on: stop }
  rest: { port: other, write: "R\n", expect: ^OK R, timeout: 60s, run_on: [stop] }
  lamp: { port: other, write: "L\n" }
)");
    const std::string good = ask("sys-safe-state");
    EXPECT_TRUE(arduino.receives("S"));
    EXPECT_TRUE(other.receives("R"));
    arduino.says("OK S");
    catch_up();
    EXPECT_THAT(ledger().of(good).answers, IsEmpty()) << "it waits for both";
    other.says("OK R");
    expect_end(good, {"succeeded", "OK", "none"});

    const std::string bad = ask("sys-safe-state");
    EXPECT_TRUE(other.receives("R", 2));
    EXPECT_TRUE(arduino.receives("S", 2));
    arduino.says("OK S");
    other.hang_up();
    expect_end(bad, {"failed", "UNAVAILABLE", "unknown", "rest"});
    EXPECT_EQ(other.count("L"), 0U);
}

TEST_F(command_safety, holds_a_latched_safe_state_until_it_is_armed) {
    arduino.answers("S", "OK S");
    begin_with("300ms", "timeout: 60s, latch: true, run_on: open");
    EXPECT_TRUE(arduino.receives("S")) << "at the start";
    await_state_of(ask("drive", R"({"v": 1})"), "accepted");
    EXPECT_TRUE(arduino.receives("S", 2)) << "the dead man's switch";
    await_runs("weir: dead man's switch", 1);
    expect_end(ask("drive"), {"rejected", "FAILED_PRECONDITION", "none", "sys-arm"});
    arduino.hang_up();
    await_state("arduino", "lost");
    arduino.come_back();
    EXPECT_TRUE(arduino.receives("S", 3));
    await_runs("weir: run_on open", 2);
    expect_end(ask("drive"), {"rejected", "FAILED_PRECONDITION", "none", "sys-arm"});
    expect_end(ask("sys-arm"), {"succeeded", "OK", "none"});
    EXPECT_EQ(await_answer(ask("sys-arm")).json.at("result"),
              (boost::json::object{{"armed", boost::json::array()}}));
    await_state_of(ask("drive", R"({"v": 2})"), "accepted");
}

TEST_F(command_safety, holds_a_latched_safe_state_though_the_device_was_gone) {
    arduino.answers("S", "OK S");
    begin_with("1h", "timeout: 60s, latch: true, priority: emergency");
    arduino.hang_up();
    await_state("arduino", "lost");
    expect_end(ask("stop"), {"failed", "UNAVAILABLE", "none", "arduino"});
    arduino.come_back();
    await_state("arduino", "open");
    expect_end(ask("drive"), {"rejected", "FAILED_PRECONDITION", "none", "sys-arm"});
    expect_end(ask("stop"), {"succeeded", "OK", "applied"});
}

// The device is gone when the switch trips: it is stopped as soon as it is there again.
TEST_F(command_safety, stops_a_device_that_comes_back_after_a_dead_man_s_switch_has_tripped) {
    arduino.answers("S", "OK S");
    begin_with("1500ms");
    await_state_of(ask("drive", R"({"v": 1})"), "accepted");
    arduino.hang_up();
    await_runs("weir: dead man's switch", 1);
    EXPECT_EQ(await_final(by_weir("weir: dead man's switch").front()).text("code"), "UNAVAILABLE");
    arduino.come_back();
    EXPECT_TRUE(arduino.receives("S"));
}

}  // namespace
}  // namespace weir::test
