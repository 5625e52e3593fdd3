#include <csignal>
#include <filesystem>

#include "tests/e2e/heard.hpp"
#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view state = "weir/bench/climate/state";

// `weir replay --publish` at the scene's broker.
class replay_publish : public scene {
protected:
    // A sensor's lines, one every `pause`.
    void record(int lines, duration pause) const {
        std::string bytes = head_of("arduino");
        record_writer writer;
        duration at{};
        writer.write(record_kind::opened, at, {}, bytes);
        for (int i = 0; i < lines; ++i)
            writer.write(record_kind::received, at += pause, std::to_string(i) + ",41\n", bytes);
        files.write("one.wrec", bytes);
    }
    void configure(const std::string& publish, std::string_view mqtt = "") const {
        files.write("weir.yaml",
                    configuration("ports: { arduino: { path: PTY/arduino } }\n"
                                  "sources: { climate: { port: arduino, decode: { csv: { columns: "
                                  "[t, h] } }, publish: { " +
                                      publish + " } } }\n",
                                  mqtt));
    }
    std::vector<std::string> command(std::vector<std::string> more) const {
        more.insert(more.begin(), {"replay", files / "one.wrec", "-c", files / "weir.yaml"});
        return more;
    }
    finished replay(std::vector<std::string> more) const { return run_weir(command(std::move(more))); }
    std::unique_ptr<process> begin(std::vector<std::string> more) const {
        more = command(std::move(more));
        more.insert(more.begin(), WEIR_BINARY);
        return std::make_unique<process>(std::move(more));
    }
    // What the subscriber has got, as `weir replay` prints it.
    std::string seen() {
        std::string text;
        for (const received& each : watcher().messages())
            text += each.topic + ' ' + each.payload + '\n';
        return text;
    }

    const temp_folder files;
};

TEST_F(replay_publish, gives_the_broker_what_it_prints) {
    record(2000, 10ms);
    std::string expected;
    for (const std::string how : {"qos: 0", "qos: 1, retain: true", "qos: 2"}) {
        for (const std::string mqtt : {"client: mosquitto", "client: paho"}) {
            configure(how, mqtt);
            expected += replay({"--speed", "max"}).out;
            const finished published = replay({"--speed", "max", "--publish"});
            EXPECT_EQ(published.status, 0) << published.err;
            EXPECT_EQ(published.out, "");
            EXPECT_THAT(published.err, HasSubstr("2001 records, "));
            EXPECT_THAT(published.err, HasSubstr("2000 messages"));
            EXPECT_TRUE(wait_until([&] { return seen().size() >= expected.size(); })) << how << mqtt;
            EXPECT_TRUE(seen() == expected) << how << ", " << mqtt;
        }
    }
    const received last = watcher().messages().back();
    EXPECT_EQ(last.qos, 2);
    EXPECT_EQ(last.content_type, "application/json");
    EXPECT_NE(late_comer(std::string(state)), "") << "was retained";
}

TEST_F(replay_publish, keeps_the_pace) {
    record(10, 50ms);
    configure("qos: 1");
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(replay({"--publish"}).status, 0);
    EXPECT_GE(std::chrono::steady_clock::now() - began, 500ms);
    await_count("climate/state", 10);
}

TEST_F(replay_publish, is_not_taken_for_the_daemon) {
    plug("arduino");
    record(20, 10ms);
    configure("qos: 1");
    start(
        "ports: { arduino: { path: PTY/arduino } }\nsources: { climate: { port: arduino, decode: text } }\n");
    await_state("arduino", "open");
    await("status", "online");
    EXPECT_EQ(replay({"--publish"}).status, 0);
    await_count("climate/state", 20);
    EXPECT_EQ(late_comer("weir/bench/status"), "online");
    EXPECT_THAT(payloads("status"), ElementsAre("online"));
    EXPECT_EQ(payloads("info").size(), 1U);
    EXPECT_THAT(broker_.log(), HasSubstr("weir-replay-"));
    EXPECT_EQ(weir().log().find("lost"), std::string::npos) << weir().log();
}

TEST_F(replay_publish, waits_for_a_broker_that_comes_back) {
    record(60, 50ms);
    configure("qos: 1");
    const auto running = begin({"--publish"});
    await_count("climate/state", 5);
    broker_.kill();
    bring_back_broker();
    EXPECT_EQ(running->wait(), 0) << running->err();
    expect(wait_until([&] { return last("climate/state").find("\"t\":59,") != std::string::npos; }),
           "the last one");
}

TEST_F(replay_publish, fails_without_a_broker) {
    record(5, 10ms);
    configure("qos: 1");
    broker_.kill();
    const finished ended = replay({"--publish"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("weir: no connection to the broker: "));
    EXPECT_THAT(ended.err, HasSubstr("0 records, 0 bytes, 0 frames, 0 messages"));
    EXPECT_EQ(ended.out, "");
}

TEST_F(replay_publish, can_be_interrupted) {
    record(1000, 50ms);
    configure("qos: 1");
    const auto running = begin({"--publish"});
    await_count("climate/state", 3);
    running->signal(SIGINT);
    EXPECT_EQ(running->wait(), 1);
    EXPECT_THAT(running->err(), HasSubstr("weir: interrupted\n"));
    for (const received& each : watcher().messages())
        EXPECT_EQ(each.topic, state);
}

}  // namespace
}  // namespace weir::test
