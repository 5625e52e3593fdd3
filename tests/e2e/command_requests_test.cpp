#include <fmt/format.h>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Requests in all the forms that they may have.
class command_requests : public command_scene {
protected:
    command_requests() : arduino(simulate("arduino")) {}

    void begin_all(std::string_view mqtt = "") {
        arduino.answers(std::regex("V (.*)"), "OK V $1");
        begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  number: { port: arduino, params: { n: { type: number } }, write: "N {n}\n" }
  whole: { port: arduino, params: { n: { type: integer } }, write: "I {n}\n" }
  flag: { port: arduino, params: { on: { type: boolean } }, write: "F {on}\n" }
  word: { port: arduino, params: { w: { enum: [UP, DOWN] } }, write: "W {w}\n" }
  label: { port: arduino, params: { t: { type: text } }, write: "T {t}\n" }
  preset: { port: arduino, params: { n: { type: integer, default: 7 } }, write: "P {n}\n" }
  none: { port: arduino, write: "E\n" }
  two: { port: arduino, params: { a: { type: integer }, b: { type: integer, default: 2 } }, write: "B {a} {b}\n" }
  valve: { port: arduino, params: { to: { type: text } }, write: "V {to}\n", expect: '^OK V {to}$', timeout: 60s }
)",
              mqtt);
    }
    std::string url_port() const { return std::to_string(broker_.port()); }

    device& arduino;
};

struct short_form {
    const char* command;
    const char* payload;
    const char* line;  // that the device gets; empty: rejected
};

const short_form short_forms[] = {
    {"number", "20", "N 20"},
    {"number", "-1.5e1", "N -15"},
    {"number", "20.25", "N 20.25"},
    {"number", "much", ""},
    {"number", "", ""},
    {"number", "nan", ""},
    {"number", R"({"n": 20})", ""},
    {"whole", "-3", "I -3"},
    {"whole", "3.5", ""},
    {"flag", "true", "F true"},
    {"flag", "false", "F false"},
    {"flag", "maybe", ""},
    {"word", "UP", "W UP"},
    {"word", "up", ""},
    {"label", "any text, {braces} too?", "T any text, {braces} too?"},
    {"label", "a\nE", ""},
    {"label", R"("quoted")", R"(T "quoted")"},
    {"preset", "", "P 7"},
    {"preset", "{}", "P 7"},
    {"preset", "8", "P 8"},
    {"none", "", "E"},
    {"none", "{}", "E"},
    {"none", "PRESS", "E"},
    {"none", "1", ""},
    {"two", "1", ""},
    {"two", R"({"params": {"a": 1}})", "B 1 2"},
    {"two", R"({"params": {"a": 1, "b": 3}})", "B 1 3"},
    {"two", R"({"params": {"a": 1)", ""},
    {"two", R"([1, 2])", ""},
};

TEST_F(command_requests, are_one_word_or_a_json_object) {
    begin_all();
    for (const short_form& each : short_forms) {
        SCOPED_TRACE(fmt::format("{} '{}'", each.command, each.payload));
        const std::string status = fmt::format("cmd/{}/status", each.command);
        const std::size_t said_before = payloads(status).size();
        const std::size_t heard_before = arduino.received().size();
        send(each.command, each.payload);
        const bool good = each.line[0] != '\0';
        await_count(status, said_before + (good ? 3 : 1));
        const boost::json::object final = json_of(last(status));
        EXPECT_EQ(final.at("state"), good ? "succeeded" : "rejected") << last(status);
        EXPECT_THAT(std::string(final.at("id").as_string()), ::testing::SizeIs(36)) << "a UUID";
        if (!good) {
            EXPECT_EQ(final.at("code"), "INVALID_ARGUMENT");
            continue;
        }
        expect(wait_until([&] { return arduino.received().size() > heard_before; }), each.line);
        EXPECT_EQ(arduino.received().back(), each.line);
    }
    EXPECT_EQ(arduino.unfinished(), "");
}

TEST_F(command_requests, carry_what_mqtt_5_adds_and_get_it_back) {
    begin_all();
    const std::string correlation("\x01\x00\xfe", 3);
    send("valve", R"({"params": {"to": "OPEN"}})",
         {.response_topic = "answers/here",
          .correlation = correlation,
          .expiry = 60,
          .user = {{"client", "panel"}, {"other", "thing"}}});
    const std::string id = "0100fe";
    const said answer = await_answer(id);
    EXPECT_EQ(answer.message.topic, "answers/here");
    EXPECT_EQ(answer.message.correlation, correlation);
    EXPECT_EQ(answer.state(), "succeeded");
    EXPECT_EQ(answer.message.user.at("state"), "succeeded");
    EXPECT_EQ(answer.message.user.at("code"), "OK");
    EXPECT_EQ(answer.message.content_type, "application/json");
    EXPECT_EQ(answer.message.utf8_payload, 1);
    ASSERT_TRUE(answer.message.expiry);
    EXPECT_GT(*answer.message.expiry, 200U);
    EXPECT_EQ(await_audit(id).text("client"), "panel");
    EXPECT_EQ(ledger().of(id).answers.size(), 1U) << "the final one alone";

    send("valve", R"({"params": {"to": "OPEN"}})",
         {.response_topic = "answers/here", .correlation = correlation});
    EXPECT_FALSE(await_answer(id, 2).duplicate()) << "a correlation makes no double";
    EXPECT_EQ(arduino.count("V OPEN"), 2U);
}

TEST_F(command_requests, may_say_who_asks_and_ask_for_more) {
    begin_all();
    const std::string id = ask("valve", R"({"to": "OPEN"})",
                               R"("client": "nodered-1", "ack": true, "issued_at": "2200-01-01T00:00:00Z")");
    await_answer(id, 2);
    catch_up();
    std::vector<std::string> states;
    for (const said& each : ledger().of(id).answers) {
        states.push_back(each.state());
        EXPECT_EQ(each.message.correlation, correlation_of(id));
    }
    EXPECT_THAT(states, ElementsAre("accepted", "succeeded"));
    EXPECT_EQ(ledger().of(id).answers.front().json.at("code"), nullptr);
    EXPECT_EQ(await_audit(id).text("client"), "nodered-1");
}

TEST_F(command_requests, report_as_much_as_the_command_says) {
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  brief: { port: arduino, write: "B\n", report: final }
  still: { port: arduino, params: { n: { type: integer } }, write: "S {n}\n", report: none }
)");
    const std::string brief = ask("brief");
    EXPECT_EQ(await_answer(brief).state(), "succeeded");
    EXPECT_EQ(await_audit(brief).state(), "succeeded");
    EXPECT_EQ(json_of(late_comer("weir/bench/cmd/brief/last")).at("id"), boost::json::value(brief));
    const std::string still = ask("still", R"({"n": 1})");
    const std::string wrong = ask("still", R"({"n": "x"})");
    EXPECT_EQ(await_answer(still).state(), "succeeded");
    EXPECT_EQ(await_answer(wrong).state(), "rejected");
    ask_as(still, "still", R"({"n": 1})");
    EXPECT_TRUE(await_answer(still, 2).duplicate());
    catch_up();
    EXPECT_THAT(states(brief), ElementsAre("succeeded"));
    EXPECT_THAT(ledger().of(still).audit, IsEmpty());
    EXPECT_THAT(payloads("cmd/still/status"), IsEmpty());
    EXPECT_THAT(payloads("cmd/still/last"), IsEmpty());
}

TEST_F(command_requests, by_mosquitto_rr_are_answered) {
    begin_all();
    const finished done =
        run({"mosquitto_rr", "-p", url_port(), "-V", "5", "-q", "1", "-W", "60", "-t", "weir/bench/cmd/valve",
             "-e", "my/answers", "-m", R"({"params": {"to": "OPEN"}})"});
    EXPECT_EQ(done.status, 0) << done.err;
    const boost::json::object answer = json_of(done.out);
    EXPECT_EQ(answer.at("state"), "succeeded");
    EXPECT_EQ(answer.at("effect"), "applied");
}

TEST_F(command_requests, by_mosquitto_pub_are_answered) {
    begin_all();
    const finished done = run({"mosquitto_pub",
                               "-p",
                               url_port(),
                               "-V",
                               "5",
                               "-q",
                               "1",
                               "-t",
                               "weir/bench/cmd/word",
                               "-m",
                               "DOWN",
                               "-D",
                               "publish",
                               "correlation-data",
                               "abc",
                               "-D",
                               "publish",
                               "response-topic",
                               "answers/pub",
                               "-D",
                               "publish",
                               "message-expiry-interval",
                               "60",
                               "-D",
                               "publish",
                               "user-property",
                               "client",
                               "shell"});
    EXPECT_EQ(done.status, 0) << done.err;
    const said answer = await_answer("616263");
    EXPECT_EQ(answer.message.correlation, "abc");
    EXPECT_EQ(answer.state(), "succeeded");
    EXPECT_EQ(await_audit("616263").text("client"), "shell");
    EXPECT_TRUE(arduino.receives("W DOWN"));
}

TEST_F(command_requests, work_with_mqtt_3_1_1) {
    begin_all("protocol: 3.1.1");
    const finished done = run({"mosquitto_pub", "-p", url_port(), "-V", "311", "-q", "1", "-t",
                               "weir/bench/cmd/valve", "-m", R"({"id": "x1", "params": {"to": "SHUT"}})"});
    EXPECT_EQ(done.status, 0) << done.err;
    const said final = await_final("x1");
    EXPECT_EQ(final.state(), "succeeded");
    EXPECT_THAT(states("x1"), ElementsAre("accepted", "running", "succeeded"));
    EXPECT_EQ(await_audit("x1").state(), "succeeded");
    EXPECT_EQ(json_of(late_comer("weir/bench/cmd/valve/last")).at("id"), "x1");
    send("word", "UP");
    EXPECT_TRUE(arduino.receives("W UP"));
    send("valve", R"({"id": "x1", "params": {"to": "SHUT"}})");
    await_that([](const command_ledger& all) { return !all.of("x1").doubles.empty(); }, "the double");
    EXPECT_EQ(arduino.count("V SHUT"), 1U);
}

TEST_F(command_requests, that_are_retained_are_refused_with_mqtt_3_1_1_too) {
    watcher().publish("weir/bench/cmd/none", R"({"id": "old"})", 1, true);
    begin_all("protocol: 3.1.1");
    expect_answer(await_final("old"), {"rejected", "PERMISSION_DENIED", "none", "retained"});
    EXPECT_THAT(arduino.received(), IsEmpty());
}

}  // namespace
}  // namespace weir::test
