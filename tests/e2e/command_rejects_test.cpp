
#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class command_rejects : public command_scene {
protected:
    command_rejects() : arduino(simulate("arduino")) {}

    void begin_with(const std::string& commands, const std::string& limits = "{}") {
        begin("ports: { arduino: { path: PTY/arduino } }\nlimits: " + limits + "\ncommands:\n" + commands);
    }
    void expect_rejected(const std::string& id, const std::string& code, const std::string& message) {
        expect_end(id, {"rejected", code, "none", message});
        EXPECT_THAT(states(id), ElementsAre("rejected"));
    }

    static constexpr const char* slow = R"(
  slow: { port: arduino, write: "S\n", expect: ^OK S, timeout: 10min, settle: 0s }
)";
    device& arduino;
};

struct bad_request {
    const char* params;
    const char* more;
    const char* message;  // a part of it
};

const bad_request bad_requests[] = {
    {"{}", "", "parameter 'hz' is missing; it takes a number from 0 to 50 Hz"},
    {R"({"hz": 51})", "", "parameter 'hz' takes a number from 0 to 50 Hz, got 51"},
    {R"({"hz": -0.1})", "", "got -0.1"},
    {R"({"hz": "20"})", "", "parameter 'hz' takes a number from 0 to 50 Hz, got \"20\""},
    {R"({"hz": null})", "", "parameter 'hz'"},
    {R"({"hz": 20, "way": "left"})", "", "parameter 'way' takes one of UP, DOWN, got 'left'"},
    {R"({"hz": 20, "speed": 1})", "", "unknown parameter 'speed': the command takes hz, way, label, n"},
    {R"({"hz": 20, "label": "a\nM"})", "", "control character"},
    {R"({"hz": 20, "label": "ABC"})", "", "text that matches [a-z]*"},
    {R"({"hz": 20, "n": 2.5})", "", "parameter 'n' takes an integer, got 2.5"},
    {R"({"hz": 20, "n": true})", "", "parameter 'n' takes an integer, got true"},
    {"20", "", "'params' must be an object"},
    {R"({"hz": 20})", R"("timeout_ms": 0)", "'timeout_ms' must be from 1"},
    {R"({"hz": 20})", R"("timeout_ms": "1s")", "'timeout_ms' must be a number"},
    {R"({"hz": 20})", R"("expires_at": "soon")", "'expires_at' must be a time"},
    {R"({"hz": 20})", R"("issued_at": -1)", "'issued_at' must be a time"},
    {R"({"hz": 20})", R"("client": 5)", "'client' must be text"},
    {R"({"hz": 20})", R"("ack": "yes")", "'ack' must be true or false"},
    {R"({"hz": 20})", R"("hz": 20)", "parameters belong into 'params'"},
    {R"({"hz": 20})", R"("priority": 1)", "unknown key 'priority'"},
};

TEST_F(command_rejects, what_is_wrong_and_says_how) {
    begin_with(R"(
  pump:
    port: arduino
    params:
      hz: { type: number, min: 0, max: 50, unit: Hz }
      way: { enum: [UP, DOWN], default: UP }
      label: { type: text, pattern: "[a-z]*", default: "" }
      n: { type: integer, default: 1 }
    write: "P {hz} {way} {label} {n}\n"
)");
    for (const bad_request& each : bad_requests) {
        SCOPED_TRACE(each.message);
        expect_rejected(ask("pump", each.params, each.more), "INVALID_ARGUMENT", each.message);
    }
    EXPECT_THAT(arduino.received(), IsEmpty());
    EXPECT_EQ(late_comer("weir/bench/cmd/pump/last"), "") << "none was accepted";
}

TEST_F(command_rejects, a_response_topic_that_must_not_be_used) {
    begin_with(slow);
    for (const char* topic : {"weir/bench/cmd/slow", "weir/bench/status", "weir/bench/cmd/other/status",
                              "weir/bench/audit", "$SYS/broker"}) {
        const std::string id = std::string("to ") + topic;
        send("slow", R"({"id": ")" + id + "\"}", {.response_topic = topic});
        const said final = await_final(id);
        expect_answer(final, {"rejected", "INVALID_ARGUMENT", "none", "Response Topic"});
        EXPECT_EQ(await_audit(id).state(), "rejected");
    }
    catch_up();
    EXPECT_THAT(arduino.received(), IsEmpty());
    EXPECT_EQ(payloads("status").back(), "online");
}

TEST_F(command_rejects, a_command_that_does_not_exist) {
    begin_with(slow);
    const std::string id = ask("fast", R"({"x": 1})");
    expect_answer(await_answer(id), {"rejected", "NOT_FOUND", "none", "'fast'"});
    EXPECT_EQ(await_audit(id).text("code"), "NOT_FOUND");
    catch_up();
    EXPECT_THAT(states(id), IsEmpty()) << "it has no status";
    EXPECT_EQ(ledger().of(id).answers.size(), 1U);
}

TEST_F(command_rejects, more_than_a_port_s_queue_holds) {
    begin_with(slow, "{ queue_per_port: 2 }");
    const std::string running = ask("slow");
    await_state_of(running, "running");
    const std::string second = ask("slow");
    const std::string third = ask("slow");
    expect_rejected(ask("slow"), "RESOURCE_EXHAUSTED", "2 requests wait for arduino already");
    for (const std::string& id : {running, second, third}) {
        await_state_of(id, "running");
        arduino.says("OK S");
        expect_end(id, {"succeeded", "OK", "applied"});
    }
}

TEST_F(command_rejects, more_than_all_queues_hold) {
    simulate("other");
    begin(R"(
ports: { arduino: { path: PTY/arduino }, other: { path: PTY/other } }
limits: { queue: 2 }
commands:
  slow: { port: arduino, write: "S\n", expect: ^OK S, timeout: 10min }
  calm: { port: other, write: "C\n", expect: ^OK C, timeout: 10min }
)");
    for (const char* name : {"slow", "calm"})
        await_state_of(ask(name), "running");
    ask("slow");
    ask("calm");
    expect_rejected(ask("slow"), "RESOURCE_EXHAUSTED", "2 requests wait already");
}

TEST_F(command_rejects, more_than_its_rate_allows) {
    begin_with(R"(  tick: { port: arduino, write: "T\n", rate: 2/h })");
    for (int i = 0; i < 2; ++i)
        expect_end(ask("tick"), {"succeeded", "OK", "unknown"});
    expect_rejected(ask("tick"), "RESOURCE_EXHAUSTED", "more than 2");
    expect_heard(arduino, {"T", "T"});
}

TEST_F(command_rejects, a_second_one_while_it_is_busy_if_told_so) {
    begin_with(R"(
  once: { port: arduino, write: "O\n", expect: ^OK O, timeout: 10min, on_busy: reject }
)" + std::string(slow));
    const std::string running = ask("once");
    await_state_of(running, "running");
    expect_rejected(ask("once"), "RESOURCE_EXHAUSTED", "busy");
    const std::string other = ask("slow");
    await_state_of(other, "accepted");
    arduino.says("OK O");
    expect_end(running, {"succeeded", "OK", "applied"});
    await_state_of(other, "running");
    const std::string waiting = ask("once");
    await_state_of(waiting, "accepted");
    expect_rejected(ask("once"), "RESOURCE_EXHAUSTED", "busy");
}

TEST_F(command_rejects, a_retained_request_before_and_after_the_start) {
    const auto retained = [&](const std::string& id) {
        watcher().publish("weir/bench/cmd/slow", R"({"id": ")" + id + "\"}",
                          {.response_topic = "answers/" + id, .correlation = correlation_of(id)}, 1, true);
    };
    retained("before");
    begin_with(slow);
    expect_rejected("before", "PERMISSION_DENIED", "retained command");
    retained("live");
    expect_rejected("live", "PERMISSION_DENIED", "retained command");
    EXPECT_THAT(arduino.received(), IsEmpty());
    watcher().publish("weir/bench/cmd/slow", "", 1, true);
}

TEST_F(command_rejects, another_request_with_a_used_id) {
    arduino.answers("S", "OK S");
    begin_with(R"(  relay: { port: arduino, params: { n: { type: integer } }, write: "R {n}\n" })" +
               std::string("\n") + slow);
    const std::string id = ask("relay", R"({"n": 1})");
    expect_end(id, {"succeeded", "OK", "unknown"});
    for (const auto& [command, params] : {std::pair{"relay", R"({"n": 2})"}, {"slow", "{}"}}) {
        const std::size_t before = ledger().of(id).answers.size();
        ask_as(id, command, params);
        expect_answer(await_answer(id, before + 1), {"rejected", "ALREADY_EXISTS", "none", "id"});
    }
    catch_up();
    expect_heard(arduino, {"R 1"});
}

TEST_F(command_rejects, what_is_asked_of_a_latched_port) {
    begin_with(R"(
  halt: { port: arduino, write: "H\n", priority: emergency, latch: true }
)" + std::string(slow));
    const std::string running = ask("slow");
    await_state_of(running, "running");
    expect_end(ask("halt"), {"succeeded", "OK", "unknown"});
    expect_end(running, {"canceled", "CANCELLED", "unknown", "halt"});
    expect_rejected(ask("slow"), "FAILED_PRECONDITION", "sys-arm");
    expect_end(ask("halt"), {"succeeded", "OK", "unknown"});
    const std::string arm = ask("sys-arm");
    EXPECT_EQ(await_answer(arm).json.at("result"),
              (boost::json::object{{"armed", boost::json::array{"arduino"}}}));
    const std::string again = ask("slow");
    await_state_of(again, "running");
    arduino.says("OK S");
    expect_end(again, {"succeeded", "OK", "applied"});
}

}  // namespace
}  // namespace weir::test
