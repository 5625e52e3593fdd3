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

    // After so many lines, maybe behind what is left of a long one.
    void await_halt(std::size_t lines_before = 0) {
        const auto halted = [&] {
            const auto lines = arduino.received();
            return lines.size() > lines_before && lines.back().ends_with('H');
        };
        expect(wait_until(halted), "the device to be told to halt");
        arduino.says("OK H");
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
    expect_heard(arduino, {"V", "H"});
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
    expect_heard(arduino, {"M", "H"});
}

// More than the line takes while nobody reads.
const std::string much = R"({"t": ")" + std::string(1024, 'b') + "\"}";

TEST_F(command_emergency, lets_the_write_finish_that_is_under_way) {
    begin_with();
    // Not for ever: a machine that is slow between the two has another try.
    const auto finishes = [&] {
        catch_up();
        await_state("arduino", "open");
        const std::size_t before = arduino.received().size();
        arduino.reads(false);
        const std::string preempted = run("big", much);
        const std::string halt = ask("halt");
        await_state_of(halt, "accepted");
        arduino.reads(true);
        await_halt(before);
        expect_end(preempted, {"canceled", "CANCELLED", "unknown", "preempted by halt"});
        expect_answer(await_final(halt), {"succeeded", "OK", "applied"});
        const auto lines = arduino.received();
        return lines.size() == before + 2 && lines[before].size() == 100 * 1024U && lines.back() == "H";
    };
    expect(wait_until(finishes), "both lines, whole");
}

TEST_F(command_emergency, does_not_wait_for_a_write_that_is_stuck) {
    begin_with();
    arduino.reads(false);
    const std::string preempted = run("big", much);
    const std::string halt = ask("halt");
    expect_end(preempted, {"canceled", "CANCELLED", "unknown", "preempted by halt"});
    arduino.reads(true);
    await_halt();
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
    expect_heard(arduino, {"V", "X", "H"});
}

}  // namespace
}  // namespace weir::test
