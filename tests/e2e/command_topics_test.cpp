#include <boost/json/serialize.hpp>
#include <csignal>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Commands to devices behind topics, which the test plays.
class command_topics : public command_scene {
protected:
    static constexpr const char* lamps = R"yaml(
commands:
  lamp:
    topic: home/lamp/set
    reply_topic: home/lamp
    params: { to: { type: text } }
    write: '{"state": "{to}"}'
    expect: '"state": ?"{to}"(?:, ?"level": ?(?P<level>\d+))?'
    reject: '"error": ?"(?P<why>[^"]*)"'
    timeout: 10min
    settle: 0s
  blink: { topic: home/lamp/blink, reply_topic: home/lamp, write: "go", expect: ^gone, timeout: 10min, settle: 0s }
  mute: { topic: home/mute/set, reply_topic: home/mute, write: "go", expect: ^gone, timeout: 300ms, settle: 0s }
  after: { topic: home/mute/after, reply_topic: home/mute, write: "go", expect: ^gone, timeout: 10min, settle: 0s }
  bell: { topic: home/bell, write: "ring", qos: 2 }
)yaml";
    std::vector<std::string> told(const std::string& topic) { return all_of(topic); }
    void await_told(const std::string& topic, std::size_t count) {
        expect(wait_until([&] { return told(topic).size() >= count; }), topic);
    }
    void says(const std::string& topic, const std::string& payload) { watcher().publish(topic, payload); }
};

TEST_F(command_topics, are_answered_on_the_reply_topic) {
    begin(lamps);
    const std::string id = ask("lamp", R"({"to": "ON"})");
    await_told("home/lamp/set", 1);
    EXPECT_THAT(told("home/lamp/set"), ElementsAre(R"({"state": "ON"})"));
    await_state_of(id, "running");
    says("home/lamp", R"({"state": "OFF"})");
    says("home/lamp", R"({"state": "ON", "level": 7})");
    expect_end(id, {"succeeded", "OK", "applied"});
    EXPECT_EQ(await_final(id).json.at("result"), (boost::json::object{{"level", 7}}));
    EXPECT_EQ(await_final(id).json.at("port"), nullptr);
    EXPECT_EQ(await_audit(id).text("written"), "7b227374617465223a20224f4e227d");

    const std::string no = ask("lamp", R"({"to": "BLUE"})");
    await_told("home/lamp/set", 2);
    says("home/lamp", R"({"error": "no such state"})");
    expect_end(no, {"failed", "DEVICE_ERROR", "none", "no such state"});
    const std::string bell = ask("bell");
    expect_end(bell, {"succeeded", "OK", "unknown"});
    await_told("home/bell", 1);
    for (const received& each : watcher().messages())
        EXPECT_FALSE(each.retained && each.topic.starts_with("home/"));
}

TEST_F(command_topics, that_are_not_answered_time_out) {
    begin(lamps);
    watcher().publish("home/mute", "gone", 1, true);  // an old answer is none
    const std::string id = ask("mute");
    await_told("home/mute/set", 1);
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply from home/mute in 300 ms"});
    watcher().publish("home/mute", "", 1, true);
}

TEST_F(command_topics, with_one_reply_topic_wait_for_each_other) {
    begin(lamps);
    const std::string lamp = ask("lamp", R"({"to": "ON"})");
    await_state_of(lamp, "running");
    const std::string blink = ask("blink");
    const std::string other = ask("after");
    await_state_of(other, "running");
    catch_up();
    EXPECT_THAT(states(blink), ElementsAre("accepted"));
    EXPECT_THAT(told("home/lamp/blink"), IsEmpty());
    says("home/lamp", "gone");  // not for the one that runs
    says("home/lamp", R"({"state": "ON"})");
    expect_end(lamp, {"succeeded", "OK", "applied"});
    await_told("home/lamp/blink", 1);
    EXPECT_THAT(states(blink), ElementsAre("accepted", "running"));
    says("home/lamp", "gone");
    expect_end(blink, {"succeeded", "OK", "applied"});
    says("home/mute", "gone");
    expect_end(other, {"succeeded", "OK", "applied"});
}

TEST_F(command_topics, tell_text_as_json_wants_it) {
    begin(lamps);
    const std::string text = R"(a "quoted" \ {to} é)";
    const boost::json::object params{{"to", text}};
    const std::string id = ask("lamp", boost::json::serialize(params));
    await_told("home/lamp/set", 1);
    EXPECT_EQ(json_of(told("home/lamp/set").front()).at("state"), boost::json::value(text));
    cancel("lamp", id);
    expect_end(id, {"canceled", "CANCELLED", "unknown", "canceled"});
}

TEST_F(command_topics, fail_when_the_broker_is_lost_and_are_not_sent_again) {
    begin(lamps);
    const std::string running = ask("lamp", R"({"to": "ON"})");
    const std::string waiting = ask("blink");
    await_state_of(running, "running");
    await_state_of(waiting, "accepted");
    await_told("home/lamp/set", 1);
    weir().child().signal(SIGSTOP);
    broker_.kill();
    bring_back_broker();
    weir().child().signal(SIGCONT);
    await_ready();
    expect_end(running, {"failed", "UNAVAILABLE", "unknown", "broker"});
    expect_end(waiting, {"failed", "UNAVAILABLE", "none", "broker"});
    EXPECT_THAT(told("home/lamp/set"), IsEmpty());
    EXPECT_THAT(told("home/lamp/blink"), IsEmpty());

    const std::string again = ask("lamp", R"({"to": "ON"})");
    await_told("home/lamp/set", 1);
    says("home/lamp", R"({"state": "ON"})");
    expect_end(again, {"succeeded", "OK", "applied"});
}

// The broker hangs before it has acknowledged what was published, then dies.
TEST_F(command_topics, fail_when_the_broker_may_have_taken_them_and_are_not_sent_again) {
    begin(lamps);
    const std::string first = ask("mute");
    await_state_of(first, "running");
    const std::string second = ask("after");
    await_state_of(second, "accepted");
    await_told("home/mute/set", 1);
    broker_.suspend();
    const auto publishes = [&] {
        const std::string tasks = run_weir({"tasks", "--control", weir().control()}).out;
        return tasks.find("home/mute  awaits the broker to take what is published") != std::string::npos;
    };
    expect(wait_until(publishes), "the second to be published");
    weir().child().signal(SIGSTOP);
    broker_.kill();
    bring_back_broker();
    weir().child().signal(SIGCONT);
    await_ready();
    const said final = await_final(second);
    expect_end(second, {"failed", "UNAVAILABLE", "unknown", final.text("message")});
    EXPECT_THAT(told("home/mute/after"), IsEmpty());
}

}  // namespace
}  // namespace weir::test
