#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;

// What comes before all else.
class command_emergency : public command_scene {
protected:
    command_emergency() : arduino(simulate("arduino")), other(simulate("other")) {}

    void begin_with(const std::string& limits = "{}") {
        begin("ports: { arduino: { path: PTY/arduino }, other: { path: PTY/other } }\nlimits: " + limits + R"(
commands:
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 10s, interlock: [far],
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
  mute: { port: arduino, write: "M\n", expect: ^OK M, timeout: 100ms, settle: 10s }
  lamp: { port: arduino, write: "L\n" }
  halt: { port: arduino, write: "H\n", expect: ^OK H, timeout: 10min, settle: 0s, priority: emergency }
  far: { port: other, write: "F\n", expect: ^OK F, timeout: 10min, interlock: [halt] }
  big:
    port: arduino
    params: { t: { type: text } }
    write: ")" +
              repeated("{t}", 100) + R"(\n"
    expect: ^OK B
    timeout: 10min
    settle: 0s
)");
    }
    static std::string repeated(const std::string& text, int times) {
        std::string all;
        for (int i = 0; i < times; ++i)
            all += text;
        return all;
    }
    std::string run(const std::string& command, const std::string& params = "{}") {
        const std::string id = ask(command, params);
        await_state_of(id, "running");
        return id;
    }

    device& arduino;
    device& other;
};

TEST_F(command_emergency, preempts_what_waits_for_an_answer) {
    begin_with();
    const std::string preempted = run("valve");
    const std::string waiting = ask("lamp");
    await_state_of(waiting, "accepted");
    EXPECT_TRUE(arduino.receives("V"));
    const std::string halt = run("halt");
    expect_answer(await_final(preempted), {"canceled", "CANCELLED", "unknown", "preempted by halt"});
    EXPECT_THAT(states(preempted), ElementsAre("accepted", "running", "canceled"));
    EXPECT_TRUE(arduino.receives("H"));
    arduino.says("OK V");  // late: it is nobody's
    arduino.says("OK H");
    expect_end(halt, {"succeeded", "OK", "applied"});
    EXPECT_THAT(states(waiting), ElementsAre("accepted")) << "the line rests";
    EXPECT_THAT(arduino.received(), ElementsAre("V", "H")) << "no cancel bytes";
    arduino.hang_up();
    expect_end(waiting, {"failed", "UNAVAILABLE", "none", "gone"});
    EXPECT_EQ(await_audit(preempted).text("late"), "OK V");
}

TEST_F(command_emergency, waits_for_no_limit_no_interlock_and_no_rest) {
    begin_with("{ commands: 1, queue: 1, queue_per_port: 1 }");
    const std::string timed_out = ask("mute");
    EXPECT_EQ(await_final(timed_out).state(), "timed_out");
    const std::string far = run("far");  // the only one that may run, and interlocked with `halt`
    const std::string resting = ask("lamp");
    await_state_of(resting, "accepted");
    EXPECT_EQ(await_final(ask("lamp")).text("code"), "RESOURCE_EXHAUSTED");
    const std::string halt = run("halt");
    EXPECT_TRUE(arduino.receives("H"));
    arduino.says("OK H");
    expect_end(halt, {"succeeded", "OK", "applied"});
    EXPECT_THAT(states(resting), ElementsAre("accepted"));
    EXPECT_THAT(states(far), ElementsAre("accepted", "running"));
    EXPECT_THAT(arduino.received(), ElementsAre("M", "H"));
}

TEST_F(command_emergency, lets_the_write_finish_that_is_under_way) {
    begin_with();
    arduino.reads(false);
    // More than the line takes while nobody reads.
    const std::string text(1024, 'b');
    const std::string preempted = run("big", R"({"t": ")" + text + "\"}");
    const std::string halt = ask("halt");
    await_state_of(halt, "accepted");
    catch_up();
    EXPECT_THAT(states(halt), ElementsAre("accepted"));
    arduino.reads(true);
    EXPECT_TRUE(arduino.receives("H"));
    expect_end(preempted, {"canceled", "CANCELLED", "unknown", "preempted by halt"});
    const auto lines = arduino.received();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].size(), 100 * text.size()) << "whole";
    arduino.says("OK H");
    expect_end(halt, {"succeeded", "OK", "applied"});
}

TEST_F(command_emergency, does_not_preempt_another_one) {
    begin_with();
    const std::string first = run("halt");
    const std::string second = ask("halt");
    await_state_of(second, "accepted");
    for (const std::string& id : {first, second}) {
        await_state_of(id, "running");
        arduino.says("OK H");
        expect_end(id, {"succeeded", "OK", "applied"});
    }
    EXPECT_EQ(arduino.count("H"), 2U);
}

TEST_F(command_emergency, preempts_a_cancel_that_waits_for_its_confirmation) {
    begin_with();
    const std::string preempted = run("valve");
    cancel("valve", preempted);
    EXPECT_TRUE(arduino.receives("X"));
    const std::string halt = run("halt");
    EXPECT_TRUE(arduino.receives("H"));
    arduino.says("OK H");
    expect_end(halt, {"succeeded", "OK", "applied"});
    expect_answer(await_final(preempted), {"canceled", "CANCELLED", "unknown", "preempted by halt"});
    EXPECT_THAT(arduino.received(), ElementsAre("V", "X", "H"));
}

}  // namespace
}  // namespace weir::test
