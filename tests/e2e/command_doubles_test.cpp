#include <csignal>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The same request again.
class command_doubles : public command_scene {
protected:
    command_doubles() : arduino(simulate("arduino")) {
        arduino.answers(std::regex("V (.*)"), "OK V $1 at 7");
    }

    static constexpr const char* device_with_commands = R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve:
    { port: arduino, params: { to: { type: text } }, write: "V {to}\n", expect: '^OK V {to} at (?P<place>.*)$',
      timeout: 60s }
  slow: { port: arduino, write: "S\n", expect: ^OK S, timeout: 10min }
  lamp: { port: arduino, write: "L\n", on_busy: reject }
)";
    void repeat(const std::string& id, const std::string& command, const std::string& params = "{}") {
        send(command, R"({"id": ")" + id + R"(", "params": )" + params + "}",
             {.response_topic = "answers/twin", .correlation = "twin"});
    }
    // What the double's own Response Topic got.
    std::vector<said> twin_answers(const std::string& id) {
        catch_up();
        std::vector<said> all;
        for (const said& each : ledger().of(id).answers) {
            if (each.message.topic == "answers/twin") all.push_back(each);
        }
        return all;
    }
    void await_doubles(const std::string& id, std::size_t count) {
        await_that([&](const command_ledger& all) { return all.of(id).doubles.size() >= count; },
                   "doubles of " + id);
    }
    void kill_weir() {
        weir().child().signal(SIGKILL);
        EXPECT_EQ(weir().child().wait(), -SIGKILL);
    }

    device& arduino;
};

TEST_F(command_doubles, while_the_first_runs_get_its_state_and_its_end) {
    begin(device_with_commands);
    const std::string id = ask("slow");
    await_state_of(id, "running");
    repeat(id, "slow");
    await_doubles(id, 1);
    EXPECT_EQ(ledger().of(id).doubles.front().state(), "running");
    arduino.says("OK S");
    EXPECT_EQ(await_final(id).state(), "succeeded");

    const auto answers = twin_answers(id);
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].state(), "running");
    EXPECT_EQ(answers[1].state(), "succeeded");
    for (const said& each : answers) {
        EXPECT_TRUE(each.duplicate());
        EXPECT_EQ(each.message.correlation, "twin");
        EXPECT_EQ(each.message.user.at("state"), each.state());
    }
    const said own = await_answer(id, 2);  // the first was the double's
    EXPECT_EQ(own.message.topic, "answers/" + id);
    EXPECT_FALSE(own.duplicate());
    EXPECT_EQ(own.message.correlation, correlation_of(id));
    EXPECT_THAT(states(id), ElementsAre("accepted", "running", "succeeded"));
    EXPECT_EQ(ledger().of(id).audit.size(), 1U);
    EXPECT_EQ(arduino.count("S"), 1U);
}

TEST_F(command_doubles, of_what_waits_are_not_run_either) {
    begin(device_with_commands);
    const std::string running = ask("slow");
    await_state_of(running, "running");
    const std::string id = ask("valve", R"({"to": "A"})");
    repeat(id, "valve", R"({"to": "A"})");
    await_doubles(id, 1);
    EXPECT_EQ(ledger().of(id).doubles.front().state(), "accepted");
    arduino.says("OK S");
    EXPECT_EQ(await_final(id).state(), "succeeded");
    catch_up();
    EXPECT_EQ(arduino.count("V A"), 1U);
}

TEST_F(command_doubles, after_the_end_get_the_same_answer) {
    begin(device_with_commands);
    const std::string id = ask("valve", R"({"to": "A"})");
    expect_end(id, {"succeeded", "OK", "applied"});
    repeat(id, "valve", R"({"to": "A"})");
    await_doubles(id, 1);
    const auto answers = twin_answers(id);
    ASSERT_EQ(answers.size(), 1U);
    boost::json::object expected = await_final(id).json;
    expected["duplicate"] = true;
    EXPECT_EQ(answers[0].json, expected);
    EXPECT_EQ(answers[0].message.user.at("code"), "OK");
    EXPECT_EQ(ledger().of(id).doubles.front().json, expected);
    EXPECT_EQ(arduino.count("V A"), 1U);
    EXPECT_EQ(ledger().of(id).audit.size(), 1U);
}

TEST_F(command_doubles, of_a_failed_one_get_its_failure) {
    begin(device_with_commands);
    const std::string id = ask("slow", "{}", R"("timeout_ms": 50)");
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    ask_as(id, "slow", "{}", R"("timeout_ms": 50)");
    await_doubles(id, 1);
    EXPECT_EQ(ledger().of(id).doubles.front().state(), "timed_out");
    expect_heard(arduino, {"S"});
}

TEST_F(command_doubles, of_what_could_not_begin_get_its_failure_too) {
    begin(device_with_commands);
    arduino.hang_up();
    await_state("arduino", "lost");
    const std::string id = ask("valve", R"({"to": "A"})");
    expect_end(id, {"failed", "UNAVAILABLE", "none", "arduino"});
    arduino.come_back();
    await_state("arduino", "open");
    ask_as(id, "valve", R"({"to": "A"})");
    await_doubles(id, 1);
    EXPECT_EQ(ledger().of(id).doubles.front().text("code"), "UNAVAILABLE");
    catch_up();
    EXPECT_THAT(arduino.received(), IsEmpty());
}

TEST_F(command_doubles, of_a_rejected_one_are_new_requests) {
    begin(device_with_commands);
    const std::string running = ask("slow");
    await_state_of(running, "running");
    await_state_of(ask("lamp"), "accepted");
    const std::string id = ask("lamp");
    expect_end(id, {"rejected", "RESOURCE_EXHAUSTED", "none", "busy"});
    arduino.says("OK S");
    EXPECT_TRUE(arduino.receives("L"));
    catch_up();
    ask_as(id, "lamp");
    EXPECT_EQ(await_answer(id, 2).state(), "succeeded");
    EXPECT_THAT(ledger().of(id).doubles, IsEmpty());
    EXPECT_TRUE(arduino.receives("L", 2));
}

TEST_F(command_doubles, of_what_is_built_in_are_known_too) {
    begin(device_with_commands);
    const std::string id = ask("sys-cancel-all");
    EXPECT_EQ(await_answer(id).json.at("result").at("canceled"), 0);
    const std::string running = ask("slow");
    await_state_of(running, "running");
    ask_as(id, "sys-cancel-all");
    EXPECT_TRUE(await_answer(id, 2).duplicate());
    catch_up();
    EXPECT_THAT(states(running), ElementsAre("accepted", "running"));
}

TEST_F(command_doubles, are_known_after_a_restart) {
    begin_with_memory(device_with_commands);
    const std::string id = ask("valve", R"({"to": "A"})");
    expect_end(id, {"succeeded", "OK", "applied"});
    EXPECT_EQ(weir().stop(), 0) << weir().log();
    for (int round = 1; round <= 2; ++round) {
        start_again();
        repeat(id, "valve", R"({"to": "A"})");
        await_doubles(id, static_cast<std::size_t>(round));
        EXPECT_EQ(ledger().of(id).doubles.back().json.at("result"), (boost::json::object{{"place", 7}}));
        ask_as(id, "valve", R"({"to": "B"})");
        await_that([&](const command_ledger& all) { return all.of(id).finals().size() > std::size_t(round); },
                   "a reject");
        EXPECT_EQ(ledger().of(id).finals().back().text("code"), "ALREADY_EXISTS");
        kill_weir();
    }
    expect_heard(arduino, {"V A"});
}

TEST_F(command_doubles, without_a_folder_are_forgotten_with_the_process) {
    begin(device_with_commands);
    const std::string id = ask("valve", R"({"to": "A"})");
    EXPECT_EQ(await_final(id).state(), "succeeded");
    EXPECT_EQ(weir().stop(), 0) << weir().log();
    begin(device_with_commands);
    repeat(id, "valve", R"({"to": "A"})");
    EXPECT_TRUE(arduino.receives("V A", 2));
}

TEST_F(command_doubles, and_what_a_kill_left_open_ends_at_the_next_start) {
    begin_with_memory(device_with_commands);
    const std::string ended = ask("valve", R"({"to": "A"})");
    expect_end(ended, {"succeeded", "OK", "applied"});
    const std::string running = ask("slow");
    await_state_of(running, "running");
    const std::string waiting = ask("valve", R"({"to": "B"})");
    await_state_of(waiting, "accepted");
    send("lamp", "", {.response_topic = "answers/nameless", .correlation = "nameless"});
    const std::string nameless = "6e616d656c657373";
    await_state_of(nameless, "accepted");
    kill_weir();
    start_again();

    for (const std::string& id : {running, waiting})
        expect_end(id, {"failed", "INTERNAL", "unknown", "weir ended before"});
    EXPECT_EQ(await_answer(nameless).text("code"), "INTERNAL");
    EXPECT_EQ(await_answer(nameless).message.correlation, "nameless");
    EXPECT_THAT(states(ended), ElementsAre("accepted", "running", "succeeded"));
    EXPECT_EQ(await_final(running).text("received_at"),
              ledger().of(running).status.front().text("received_at"));
    EXPECT_EQ(json_of(late_comer("weir/bench/cmd/slow/last")).at("code"), "INTERNAL");

    for (const auto& [id, command, params] :
         {std::tuple{running, "slow", "{}"}, std::tuple{waiting, "valve", R"({"to": "B"})"}}) {
        repeat(id, command, params);
        await_doubles(id, 1);
        EXPECT_EQ(ledger().of(id).doubles.front().text("code"), "INTERNAL");
    }
    expect_heard(arduino, {"V A", "S"});
    kill_weir();
    start_again();
    catch_up();
    EXPECT_EQ(ledger().of(running).finals().size(), 1U) << "it has ended once";
}

}  // namespace
}  // namespace weir::test
