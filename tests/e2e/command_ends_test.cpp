#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;

// How requests end, each told on status, last, audit and the Response Topic.
class command_ends : public command_scene {
protected:
    command_ends() : arduino(simulate("arduino")) {}

    void begin_with(const std::string& commands, const std::string& more = "") {
        begin("ports: { arduino: { path: PTY/arduino } }\n" + more + "\ncommands:\n" + commands);
    }

    static constexpr const char* valve = R"(
  valve:
    port: arduino
    params: { to: { enum: [OPEN, CLOSE] } }
    write: "V {to}\n"
    expect: '^OK V {to}(?: (?P<seconds>[0-9.]+) (?P<word>\w+))?$'
    reject: '^ERR (?P<reason>.*)'
    timeout: 60s
)";
    static constexpr const char* mute = R"(
  mute: { port: arduino, write: "M\n", expect: ^OK M, timeout: 100ms, settle: 0s }
)";
    // Waits for its answer for longer than a test.
    static constexpr const char* slow = R"(
  slow: { port: arduino, write: "S\n", expect: ^OK S, timeout: 10min, settle: 0s }
)";
    device& arduino;
};

TEST_F(command_ends, succeeded_with_the_named_groups_of_the_answer) {
    arduino.answers("V OPEN", "OK V OPEN 12.5 wide");
    begin_with(valve);
    const std::string id = ask("valve", R"({"to": "OPEN"})");
    expect_end(id, {"succeeded", "OK", "applied"});
    EXPECT_THAT(states(id), ElementsAre("accepted", "running", "succeeded"));
    const said final = await_final(id);
    EXPECT_EQ(final.json.at("result"), (boost::json::object{{"seconds", 12.5}, {"word", "wide"}}));
    EXPECT_EQ(final.json.at("attempts"), 1);
    EXPECT_EQ(final.text("port"), "arduino");
    EXPECT_GE(final.json.at("duration_ms").as_int64(), 0);
    const said audit = await_audit(id);
    EXPECT_EQ(audit.text("written"), "56204f50454e0a");
    EXPECT_EQ(audit.json.at("params"), (boost::json::object{{"to", "OPEN"}}));
    expect_heard(arduino, {"V OPEN"});
    EXPECT_EQ(json_of(late_comer("weir/bench/cmd/valve/last")).at("id"), boost::json::value(id));
    EXPECT_EQ(late_comer("weir/bench/cmd/valve/status"), "");
}

TEST_F(command_ends, succeeded_without_an_answer_to_wait_for) {
    begin_with(R"(  relay: { port: arduino, params: { n: { type: integer } }, write: "R {n}\n" })");
    const std::string id = ask("relay", R"({"n": 2})");
    expect_end(id, {"succeeded", "OK", "unknown"});
    EXPECT_TRUE(arduino.receives("R 2"));
}

TEST_F(command_ends, failed_when_the_device_says_no) {
    arduino.answers("V CLOSE", "ERR jammed");
    begin_with(valve);
    const std::string id = ask("valve", R"({"to": "CLOSE"})");
    expect_end(id, {"failed", "DEVICE_ERROR", "none", "ERR jammed"});
    EXPECT_EQ(await_final(id).json.at("result"), (boost::json::object{{"reason", "jammed"}}));
}

TEST_F(command_ends, failed_when_the_port_is_not_there) {
    arduino.hang_up();
    begin_with(valve);
    const std::string id = ask("valve", R"({"to": "OPEN"})");
    expect_end(id, {"failed", "UNAVAILABLE", "none", "arduino"});
    EXPECT_THAT(states(id), ElementsAre("failed"));
}

TEST_F(command_ends, failed_when_the_port_is_lost_in_the_middle_or_before) {
    arduino.answers("S", silent());
    begin_with(std::string(valve) + slow);
    const std::string running = ask("slow");
    const std::string waiting = ask("valve", R"({"to": "OPEN"})");
    EXPECT_TRUE(arduino.receives("S"));
    await_state_of(waiting, "accepted");
    arduino.hang_up();
    expect_end(running, {"failed", "UNAVAILABLE", "unknown", "gone"});
    expect_end(waiting, {"failed", "UNAVAILABLE", "none", "gone"});
    EXPECT_THAT(states(running), ElementsAre("accepted", "running", "failed"));
    EXPECT_THAT(states(waiting), ElementsAre("accepted", "failed"));
}

TEST_F(command_ends, timed_out) {
    begin_with(mute);
    const std::string id = ask("mute");
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply from arduino in 100 ms"});
    EXPECT_THAT(states(id), ElementsAre("accepted", "running", "timed_out"));
    EXPECT_GE(await_final(id).json.at("duration_ms").as_int64(), 100);
}

TEST_F(command_ends, timed_out_when_the_request_has_less_time_than_the_command) {
    begin_with(slow);
    const std::string id = ask("slow", "{}", R"("timeout_ms": 100)");
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "in 100 ms"});
}

TEST_F(command_ends, expired_behind_a_slow_one) {
    begin_with(std::string(slow) +
               "  brief: { port: arduino, write: \"B\\n\", expect: ^OK B, max_age: 200ms }\n" + valve);
    const std::string first = ask("slow");
    await_state_of(first, "running");
    const std::string aged = ask("brief");
    send("valve", R"({"id": "expiring", "params": {"to": "OPEN"}})",
         {.response_topic = "answers/expiring", .correlation = correlation_of("expiring"), .expiry = 2});
    for (const std::string& id : {aged, std::string("expiring")}) {
        expect_end(id, {"expired", "DEADLINE_EXCEEDED", "none", "could not start in time"});
        EXPECT_THAT(states(id), ElementsAre("accepted", "expired"));
        EXPECT_EQ(await_final(id).json.at("started_at"), nullptr);
        EXPECT_EQ(await_final(id).json.at("attempts"), 0);
    }
    arduino.says("OK S");
    expect_end(first, {"succeeded", "OK", "applied"});
    expect_heard(arduino, {"S"});
}

TEST_F(command_ends, expired_when_it_comes_too_late) {
    begin_with(valve);
    for (const char* when : {R"("expires_at": 1000)", R"("expires_at": "2020-01-01T00:00:00Z")",
                             R"("issued_at": "2020-01-01T00:00:00Z")"}) {
        const std::string id = ask("valve", R"({"to": "OPEN"})", when);
        expect_end(id, {"expired", "DEADLINE_EXCEEDED", "none", "too late"});
        EXPECT_EQ(await_final(id).json.at("started_at"), nullptr) << when;
    }
    EXPECT_THAT(arduino.received(), ElementsAre());
}

TEST_F(command_ends, superseded_while_it_waits_or_runs) {
    begin_with(R"(
  speed:
    { port: arduino, params: { v: { type: integer } }, write: "D {v}\n", expect: '^OK D {v}$', timeout: 10min,
      settle: 0s, on_busy: supersede }
  course:
    { port: arduino, params: { v: { type: integer } }, write: "C {v}\n", expect: '^OK C {v}$', timeout: 10min,
      settle: 0s, on_busy: supersede, preempt: true, cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
)");
    const std::string first = ask("speed", R"({"v": 1})");
    await_state_of(first, "running");
    const std::string second = ask("speed", R"({"v": 2})");
    const std::string third = ask("speed", R"({"v": 3})");
    expect_end(second, {"superseded", "ABORTED", "none", third});
    EXPECT_THAT(states(second), ElementsAre("accepted", "superseded"));
    arduino.says("OK D 1");
    expect_end(first, {"succeeded", "OK", "applied"});
    EXPECT_TRUE(arduino.receives("D 3"));
    arduino.says("OK D 3");
    expect_end(third, {"succeeded", "OK", "applied"});

    const std::string old_course = ask("course", R"({"v": 1})");
    EXPECT_TRUE(arduino.receives("C 1"));
    const std::string new_course = ask("course", R"({"v": 2})");
    EXPECT_TRUE(arduino.receives("X"));
    arduino.says("STOPPED");
    expect_end(old_course, {"superseded", "ABORTED", "unknown", new_course});
    EXPECT_THAT(states(old_course), ElementsAre("accepted", "running", "canceling", "superseded"));
    EXPECT_TRUE(arduino.receives("C 2"));
    arduino.says("OK C 2");
    expect_end(new_course, {"succeeded", "OK", "applied"});
    expect_heard(arduino, {"D 1", "D 3", "C 1", "X", "C 2"});
}

}  // namespace
}  // namespace weir::test
