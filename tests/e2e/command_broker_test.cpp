#include <csignal>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::IsEmpty;

// The broker goes in the middle of a command, and comes back.
class command_broker : public command_scene {
protected:
    command_broker() : arduino(simulate("arduino")) {}

    void begin_with(const std::string& more = "") {
        begin("ports: { arduino: { path: PTY/arduino } }\n" + more + R"(
commands:
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 0s }
  lamp: { port: arduino, write: "L\n", expect: ^OK L, timeout: 10min, settle: 0s }
  mute: { port: arduino, write: "M\n", expect: ^OK M, timeout: 100ms, settle: 0s }
)",
              "stats: 100ms");
    }
    // What weir says next waits until the subscriber is there again.
    void bring_back_broker_unseen() {
        weir().child().signal(SIGSTOP);
        bring_back_broker();
        weir().child().signal(SIGCONT);
    }

    device& arduino;
};

TEST_F(command_broker, gone_while_the_device_answers_gets_the_answer_later) {
    begin_with();
    const std::string first = ask("valve");
    await_state_of(first, "running");
    const std::string second = ask("lamp");
    const std::string third = ask("mute");
    await_state_of(third, "accepted");
    broker_.kill();
    arduino.says("OK V");
    EXPECT_TRUE(arduino.receives("L")) << "the next one begins";
    arduino.says("OK L");
    EXPECT_TRUE(arduino.receives("M"));
    bring_back_broker_unseen();
    expect_end(first, {"succeeded", "OK", "applied"});
    expect_end(second, {"succeeded", "OK", "applied"});
    expect_end(third, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    expect_heard(arduino, {"V", "L", "M"});
    EXPECT_EQ(json_of(late_comer("weir/bench/cmd/valve/last")).at("state"), "succeeded");
}

TEST_F(command_broker, back_before_the_device_answers_gets_the_answer_then) {
    begin_with();
    const std::string id = ask("valve");
    await_state_of(id, "running");
    for (int round = 1; round <= 2; ++round) {
        broker_.kill();
        bring_back_broker();
        await_ready();
    }
    EXPECT_THAT(ledger().of(id).finals(), IsEmpty());
    arduino.says("OK V");
    expect_end(id, {"succeeded", "OK", "applied"});
    expect_heard(arduino, {"V"});
}

TEST_F(command_broker, gone_for_long_gets_the_answer_though_samples_push_each_other_out) {
    begin_with(
        "limits: { outbox: 10 }\nsources: { climate: { port: arduino, decode: text, publish: { qos: 1 } } }");
    const std::string first = ask("valve");
    await_state_of(first, "running");
    const std::string second = ask("lamp");
    await_state_of(second, "accepted");
    broker_.kill();
    const auto flood = [&] {
        for (int i = 0; i < 500; ++i)
            arduino.says("21.5");
    };
    flood();
    arduino.says("OK V");
    EXPECT_TRUE(arduino.receives("L")) << "all before it is read";
    flood();
    arduino.says("OK L");
    flood();
    bring_back_broker_unseen();
    expect_end(first, {"succeeded", "OK", "applied"});
    expect_end(second, {"succeeded", "OK", "applied"});
    const boost::json::object stats = await_stats([](const boost::json::object& all) {
        return all.at("sources").at("climate").at("decoded").to_number<int>() == 1500;
    });
    EXPECT_GT(stats.at("mqtt").at("dropped").to_number<int>(), 0);
    EXPECT_EQ(stats.at("mqtt").at("dropped_answers").to_number<int>(), 0);
}

TEST_F(command_broker, gone_again_and_again_loses_no_answer) {
    begin_with();
    for (int round = 1; round <= 3; ++round) {
        const std::string id = ask("valve");
        await_state_of(id, "running");
        broker_.kill();
        arduino.says("OK V");
        bring_back_broker_unseen();
        expect_end(id, {"succeeded", "OK", "applied"});
    }
    EXPECT_EQ(arduino.count("V"), 3U);
}

TEST_F(command_broker, that_hangs_holds_up_no_command) {
    begin_with();
    const std::string first = ask("valve");
    await_state_of(first, "running");
    const std::string second = ask("mute");
    const std::string third = ask("lamp");
    await_state_of(third, "accepted");
    broker_.suspend();
    arduino.says("OK V");
    EXPECT_TRUE(arduino.receives("L")) << "`mute` has timed out meanwhile";
    broker_.resume();
    expect_end(first, {"succeeded", "OK", "applied"});
    expect_end(second, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    arduino.says("OK L");
    expect_end(third, {"succeeded", "OK", "applied"});
}

}  // namespace
}  // namespace weir::test
