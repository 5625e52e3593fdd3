#include <algorithm>
#include <csignal>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

// The orderly end, with commands under way.
class command_stop : public command_scene {
protected:
    command_stop() : arduino(simulate("arduino")) {}

    void stop_weir() { EXPECT_EQ(weir().stop(), 0) << weir().log(); }
    // What was told until the broker was left.
    void expect_told(const std::string& id, const command_end& how) {
        SCOPED_TRACE(id);
        expect_answer(await_final(id), how);
        expect_answer(await_answer(id), how);
        expect_answer(await_audit(id), how);
        await("status", "offline");
        EXPECT_EQ(ledger().of(id).finals().size(), 1U);
        EXPECT_EQ(ledger().of(id).answers.size(), 1U);
        EXPECT_EQ(ledger().of(id).audit.size(), 1U);
    }
    void expect_stopped_by_weir() {
        const auto is_stop = [&](const auto& named) {
            const auto& audit = named.second.audit;
            return !audit.empty() && audit.front().text("client") == "weir: run_on stop" &&
                   audit.front().state() == "succeeded";
        };
        await_that([&](const command_ledger& all) { return std::ranges::any_of(all.all(), is_stop); },
                   "the audit of the stop");
    }

    device& arduino;
};

TEST_F(command_stop, brings_requests_to_their_end_and_devices_into_their_safe_state) {
    arduino.answers("X", "STOPPED");
    arduino.answers("S", "OK S");
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 10ms,
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
  stop: { port: arduino, write: "S\n", expect: ^OK S, timeout: 60s, run_on: stop }
)");
    const std::string running = ask("valve");
    await_state_of(running, "running");
    const std::string waiting = ask("valve");
    await_state_of(waiting, "accepted");
    stop_weir();
    expect_told(running, {"canceled", "CANCELLED", "unknown", "weir is stopping; confirmed by arduino"});
    expect_told(waiting, {"canceled", "CANCELLED", "none", "weir is stopping"});
    expect_stopped_by_weir();
    expect_heard(arduino, {"V", "X", "S"});
    EXPECT_EQ(last("status"), "offline");
}

TEST_F(command_stop, by_an_emergency_calls_nothing_off) {
    arduino.answers("S", "OK S");
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 10s,
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
  stop: { port: arduino, write: "S\n", expect: ^OK S, timeout: 60s, run_on: stop, priority: emergency }
)");
    const std::string running = ask("valve");
    await_state_of(running, "running");
    stop_weir();
    expect_told(running, {"canceled", "CANCELLED", "unknown", "preempted by stop"});
    expect_stopped_by_weir();
    expect_heard(arduino, {"V", "S"});
}

// Whatever else takes its time, the safe state has to be written within the two seconds that there are.
TEST_F(command_stop, waits_neither_for_a_confirmation_nor_for_the_rest_that_follow) {
    arduino.answers("S", "OK S");
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 10s,
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
  stop: { port: arduino, write: "S\n", expect: ^OK S, timeout: 60s, run_on: stop }
)");
    const std::string running = ask("valve");
    await_state_of(running, "running");
    stop_weir();
    expect_told(running, {"canceled", "CANCELLED", "unknown", "weir is stopping"});
    expect_heard(arduino, {"V", "X", "S"});
}

TEST_F(command_stop, reaches_each_device_though_some_keep_silent) {
    std::vector<device*> devices;
    std::string ports;
    std::string commands;
    for (const char* name : {"a", "b", "c"}) {
        devices.push_back(&simulate(name));
        ports += std::string(", ") + name + ": { path: PTY/" + name + " }";
        commands += std::string("  stop-") + name + ": { port: " + name +
                    ", write: \"S\\n\", expect: ^OK S, timeout: 60s, run_on: stop }\n";
    }
    begin("ports: { arduino: { path: PTY/arduino }" + ports + " }\nlimits: { commands: 1 }\ncommands:\n" +
          commands);
    stop_weir();
    for (const device* each : devices)
        expect_heard(*each, {"S"});
}

TEST_F(command_stop, takes_no_more_requests) {
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
  lamp: { port: arduino, write: "L\n" }
)");
    const std::string running = ask("valve");
    await_state_of(running, "running");
    weir().child().signal(SIGTERM);
    EXPECT_TRUE(arduino.receives("X"));
    const std::string late = ask("lamp");
    arduino.says("STOPPED");
    EXPECT_EQ(weir().child().wait(), 0) << weir().log();
    expect_told(late, {"rejected", "FAILED_PRECONDITION", "none", "weir is stopping"});
    EXPECT_EQ(arduino.count("L"), 0U);
}

TEST_F(command_stop, ends_what_cannot_end_by_itself) {
    arduino.reads(false);
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve: { port: arduino, params: { t: { type: text } }, write: "V {t}\n", expect: ^OK V, timeout: 10min }
  stop: { port: arduino, write: "S\n", expect: ^OK S, timeout: 60s, run_on: stop }
)");
    const std::string running = ask("valve", R"({"t": ")" + std::string(1000, 'x') + "\"}");
    await_state_of(running, "running");
    stop_weir();
    expect_told(running, {"canceled", "CANCELLED", "unknown", "weir is stopping"});
}

}  // namespace
}  // namespace weir::test
