#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;

class command_cancels : public command_scene {
protected:
    command_cancels() : arduino(simulate("arduino")) {}

    void begin_all(const std::string& port = "", const std::string& command = "") {
        begin("ports: { arduino: { path: PTY/arduino }" + port + " }\n" + commands + command);
    }
    static constexpr const char* commands = R"(
commands:
  plain: { port: arduino, write: "P\n", expect: ^OK P, timeout: 10min, settle: 10ms }
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, reject: ^ERR, timeout: 10min, settle: 10ms,
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
  hasty:
    { port: arduino, write: "H\n", expect: ^OK H, timeout: 10min, settle: 10ms,
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 100ms } }
  blunt:
    { port: arduino, write: "B\n", expect: ^OK B, timeout: 10min, settle: 10ms, cancel: { write: "X\n" } }
)";
    std::string run(const std::string& command) {
        const std::string id = ask(command);
        await_state_of(id, "running");
        return id;
    }
    // The answers to cancels of it so far, once `count` have come.
    std::vector<std::string> cancel_answers(const std::string& id, std::size_t count) {
        await_that([&](const command_ledger& all) { return all.of(id).cancels.size() >= count; },
                   "answers to cancels of " + id);
        std::vector<std::string> all;
        for (const said& each : ledger().of(id).cancels)
            all.push_back(each.text("cancel"));
        return all;
    }

    device& arduino;
};

TEST_F(command_cancels, end_what_waits_without_a_trace_at_the_device) {
    begin_all();
    const std::string running = run("plain");
    const std::string waiting = ask("valve");
    await_state_of(waiting, "accepted");
    cancel("valve", waiting);
    expect_end(waiting, {"canceled", "CANCELLED", "none", "canceled by a request"});
    EXPECT_THAT(states(waiting), ElementsAre("accepted", "canceled"));
    EXPECT_THAT(cancel_answers(waiting, 1), ElementsAre("accepted"));
    arduino.says("OK P");
    expect_end(running, {"succeeded", "OK", "applied"});
    expect_heard(arduino, {"P"});
}

struct way_to_stop {
    const char* command;
    const char* confirmation;  // of the device; empty: none
    const char* message;
    bool writes;  // bytes that call it off; else it ends at once
};

TEST_F(command_cancels, call_off_what_runs) {
    begin_all();
    for (const way_to_stop& each : {way_to_stop{"plain", "", "canceled by a request", false},
                                    way_to_stop{"blunt", "", "canceled by a request", true},
                                    way_to_stop{"valve", "STOPPED", "confirmed by arduino", true},
                                    way_to_stop{"hasty", "", "not confirmed by arduino in 100 ms", true}}) {
        SCOPED_TRACE(each.command);
        const std::size_t before = arduino.count("X");
        const std::string id = run(each.command);
        cancel(each.command, id);
        EXPECT_TRUE(!each.writes || arduino.receives("X", before + 1));
        if (each.confirmation[0] != '\0') arduino.says(each.confirmation);
        expect_end(id, {"canceled", "CANCELLED", "unknown", each.message});
        EXPECT_EQ(states(id).size(), each.writes ? 4U : 3U) << "canceling or not";
        EXPECT_EQ(arduino.count("X"), before + (each.writes ? 1 : 0));
    }
}

TEST_F(command_cancels, are_too_late_when_the_device_says_yes_or_no_first) {
    begin_all();
    const std::string yes = run("valve");
    cancel("valve", yes);
    await_state_of(yes, "canceling");
    arduino.says("OK V");
    expect_end(yes, {"succeeded", "OK", "applied", "the cancel came too late"});
    EXPECT_THAT(states(yes), ElementsAre("accepted", "running", "canceling", "succeeded"));

    const std::string no = run("valve");
    cancel("valve", no);
    await_state_of(no, "canceling");
    arduino.says("ERR jammed");
    expect_end(no, {"failed", "DEVICE_ERROR", "none", "ERR jammed"});
}

TEST_F(command_cancels, name_their_request_in_several_ways) {
    begin_all();
    for (const char* form : {"%", R"({"id": "%"})", " % ", "", "{}"}) {
        SCOPED_TRACE(form);
        const std::string id = run("plain");
        std::string payload = form;
        if (const auto at = payload.find('%'); at != payload.npos) payload.replace(at, 1, id);
        cancel("plain", payload);
        expect_end(id, {"canceled", "CANCELLED", "unknown", "canceled by a request"});
    }
}

TEST_F(command_cancels, without_an_id_end_all_requests_of_the_command_alone) {
    begin_all();
    const std::string running = run("plain");
    const std::string second = ask("plain");
    const std::string other = ask("valve");
    const std::string third = ask("plain");
    await_state_of(third, "accepted");
    cancel("plain", "", {.response_topic = "answers/cancel", .correlation = "c"});
    expect_end(running, {"canceled", "CANCELLED", "unknown", "canceled"});
    for (const std::string& id : {second, third})
        expect_end(id, {"canceled", "CANCELLED", "none", "canceled"});
    await_state_of(other, "running");
    arduino.says("OK V");
    expect_end(other, {"succeeded", "OK", "applied"});
    const said answer = ledger().of("").cancels.at(0);
    EXPECT_EQ(answer.json, (boost::json::object{
                               {"id", nullptr}, {"command", "plain"}, {"cancel", "accepted"}, {"count", 3}}));
    EXPECT_EQ(answer.message.topic, "answers/cancel");
    EXPECT_EQ(answer.message.correlation, "c");
    cancel("plain");
    await_that([](const command_ledger& all) { return all.of("").cancels.size() == 2; }, "a second answer");
    EXPECT_EQ(ledger().of("").cancels.at(1).text("cancel"), "not_found");
}

TEST_F(command_cancels, are_answered_on_their_own_response_topic) {
    begin_all();
    const std::string id = run("plain");
    const std::string correlation("\xff\x00", 2);
    cancel("plain", id, {.response_topic = "answers/cancel", .correlation = correlation});
    EXPECT_THAT(cancel_answers(id, 1), ElementsAre("accepted"));
    const said answer = ledger().of(id).cancels.front();
    EXPECT_EQ(answer.message.topic, "answers/cancel");
    EXPECT_EQ(answer.message.correlation, correlation);
    expect_end(id, {"canceled", "CANCELLED", "unknown", "canceled"});
    EXPECT_EQ(ledger().of(id).cancels.size(), 1U) << "none on status";
}

TEST_F(command_cancels, say_what_they_have_found) {
    begin_all();
    cancel("plain", "nobody");
    EXPECT_THAT(cancel_answers("nobody", 1), ElementsAre("not_found"));
    cancel("missing", "nobody");
    EXPECT_THAT(cancel_answers("nobody", 2), ElementsAre("not_found", "not_found"));

    const std::string id = run("valve");
    cancel("plain", id);
    EXPECT_THAT(cancel_answers(id, 1), ElementsAre("not_found")) << "it is another command's";
    cancel("valve", id);
    await_state_of(id, "canceling");
    cancel("valve", id);
    EXPECT_THAT(cancel_answers(id, 3), ElementsAre("not_found", "accepted", "accepted"));
    arduino.says("STOPPED");
    expect_end(id, {"canceled", "CANCELLED", "unknown", "confirmed"});
    cancel("valve", id);
    EXPECT_THAT(cancel_answers(id, 4).back(), "already_finished");
    EXPECT_EQ(arduino.count("X"), 1U);

    send("plain", "", {.response_topic = "answers/x", .correlation = "\x07"});
    await_state_of("07", "running");
    arduino.says("OK P");
    await_final("07");
    cancel("plain", "07");
    EXPECT_THAT(cancel_answers("07", 1), ElementsAre("already_finished"));
}

TEST_F(command_cancels, that_make_no_sense_do_nothing) {
    begin_all();
    const std::string id = run("plain");
    for (const char* payload : {R"({"id": 5})", R"({"name": "x"})", R"({"id")", "a\nb"})
        cancel("plain", payload);
    watcher().publish("weir/bench/cmd/plain/cancel", id, 1, true);
    catch_up();
    EXPECT_THAT(states(id), ElementsAre("accepted", "running"));
    arduino.says("OK P");
    expect_end(id, {"succeeded", "OK", "applied"});
    watcher().publish("weir/bench/cmd/plain/cancel", "", 1, true);
}

TEST_F(command_cancels, of_everything_at_once) {
    simulate("other");
    begin_all(", other: { path: PTY/other }",
              R"(  calm: { port: other, write: "C\n", expect: ^OK C, timeout: 10min, settle: 10ms })");
    const std::string first = run("valve");
    const std::string second = ask("plain");
    const std::string third = run("calm");
    const std::string all = ask("sys-cancel-all");
    EXPECT_TRUE(arduino.receives("X"));
    arduino.says("STOPPED");
    expect_answer(await_answer(all), {"succeeded", "OK", "none"});
    EXPECT_EQ(await_answer(all).json.at("result"), (boost::json::object{{"canceled", 3}}));
    expect_end(first, {"canceled", "CANCELLED", "unknown", "sys-cancel-all; confirmed"});
    expect_end(second, {"canceled", "CANCELLED", "none", "sys-cancel-all"});
    expect_end(third, {"canceled", "CANCELLED", "unknown", "sys-cancel-all"});
    EXPECT_EQ(await_audit(all).state(), "succeeded");
    EXPECT_EQ(await_final(all).text("command"), "sys-cancel-all");
}

}  // namespace
}  // namespace weir::test
