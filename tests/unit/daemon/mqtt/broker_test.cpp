#include "tests/support/broker.hpp"

#include <gtest/gtest.h>

#include "daemon/mqtt/session.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

// A session over the real link and a real broker.
class daemon_and_broker : public testing::TestWithParam<mqtt_client_library> {
protected:
    ~daemon_and_broker() override { stop(); }

    void start() {
        session::options options(settings_for(server.port()), "n");
        options.reconnect = {.first = 10ms, .most = 100ms};
        options.stall = stall;
        tested.emplace(loop.get_executor(), *link, options);
        tested->subscribe("to/#", 1,
                          {[this](const incoming& message) { got.push_back(message.payload); }, {}});
        subscription requests("weir/n/cmd/+", 1);
        requests.requests = true;
        tested->subscribe(requests, {[this](const incoming& message) { reply(message); }, {}});
        running.emplace(loop, tested->run(root));
    }
    void stop() {
        if (!running) return;
        running->cancel();
        EXPECT_TRUE(until([&] { return running->ended(); }));
        running.reset();
    }
    bool until(const std::function<bool()>& holds) { return run_until(loop, holds, 60s); }
    bool until_connected() {
        return until([&] { return tested->connected(); });
    }
    bool until_sent() {
        return until([&] { return tested->out().empty() && tested->count().sent.unacknowledged == 0; });
    }
    bool until_heard(const mqtt_client& by, const std::string& topic, const std::string& payload) {
        return until([&] { return by.wait_for(topic, payload, 0ms); });
    }
    void push(int number, std::uint8_t qos) {
        tested->out().push_or_drop(outgoing("from", std::to_string(number), qos));
    }
    // Answers as a command would.
    void reply(const incoming& request) {
        message_properties said{.response_topic = {},
                                .correlation = request.properties->correlation,
                                .expiry = 60,
                                .user = {{"state", "succeeded"}, {"code", "OK"}}};
        outgoing answer(request.properties->response_topic, R"({"state":"succeeded"})", 1);
        answer.properties = std::make_shared<const message_properties>(std::move(said));
        tested->answers().push_or_drop(std::move(answer));
    }

    broker server;
    boost::asio::io_context loop{1};
    stall_detector stalls;
    task root{"mqtt", stalls};
    std::unique_ptr<mqtt_link> link = make_link(GetParam(), loop.get_executor());
    duration stall = 20s;
    std::vector<std::string> got;
    std::optional<session> tested;
    std::optional<spawned> running;
};
INSTANTIATE_TEST_SUITE_P(links, daemon_and_broker, each_client, name_of_client);

TEST_P(daemon_and_broker, greet_talk_and_part) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    start();
    tested->announce("weir/n/info", "{}", content::json);
    ASSERT_TRUE(until_connected());
    EXPECT_TRUE(until_heard(watcher, "weir/n/status", "online"));
    EXPECT_EQ(watcher.messages()[0].topic, "weir/n/info");
    watcher.publish("to/us", "hello");
    EXPECT_TRUE(until([&] { return got == std::vector<std::string>{"hello"}; }));
    push(1, 0);
    push(2, 2);
    spawned leaving(loop, tested->finish(monotonic_clock::now() + 30s));
    ASSERT_TRUE(until([&] { return leaving.ended(); }));
    EXPECT_TRUE(until_heard(watcher, "weir/n/status", "offline"));
    EXPECT_TRUE(until_heard(watcher, "from", "2"));
    EXPECT_EQ(watcher.payloads("from"), (std::vector<std::string>{"1", "2"}));
    mqtt_client later(server.port());
    later.subscribe("weir/n/status");
    EXPECT_TRUE(later.wait_for("weir/n/status", "offline"));
    EXPECT_TRUE(later.messages()[0].retained);
}

TEST_P(daemon_and_broker, ask_and_answer) {
    mqtt_client client(server.port());
    client.subscribe("app/answers");
    start();
    ASSERT_TRUE(until_connected());
    const std::string correlation("\0\x01\0\xff", 4);
    client.publish("weir/n/cmd/pump", "{}", {.response_topic = "app/answers", .correlation = correlation});
    ASSERT_TRUE(until([&] { return client.count() == 1; }));
    const received answer = client.messages().front();
    EXPECT_EQ(answer.payload, R"({"state":"succeeded"})");
    EXPECT_EQ(answer.correlation, correlation);
    EXPECT_EQ(answer.user, (std::map<std::string, std::string>{{"state", "succeeded"}, {"code", "OK"}}));
    EXPECT_LE(answer.expiry, 60U);
}

TEST_P(daemon_and_broker, meet_again_after_the_broker_died) {
    start();
    ASSERT_TRUE(until_connected());
    push(1, 1);
    ASSERT_TRUE(until_sent());
    server.kill();
    ASSERT_TRUE(until([&] { return !tested->connected(); }));
    for (int number = 2; number <= 500; ++number) {
        push(number, 1);
    }
    server.start();
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    ASSERT_TRUE(until_sent());
    ASSERT_TRUE(until_heard(watcher, "from", "500"));
    const auto all = watcher.payloads("from");
    for (std::size_t i = 1; i < all.size(); ++i) {
        EXPECT_EQ(std::stoi(all[i]), std::stoi(all[i - 1]) + 1);
    }
    watcher.publish("to/us", "again");
    EXPECT_TRUE(until([&] { return !got.empty(); }));
    EXPECT_EQ(tested->out().dropped(), 0U);
}

TEST_P(daemon_and_broker, send_again_in_order_what_a_dying_broker_did_not_acknowledge) {
    start();
    ASSERT_TRUE(until_connected());
    server.suspend();
    for (int number = 1; number <= 100; ++number) {
        push(number, 1);
    }
    EXPECT_GT(tested->count().sent.unacknowledged, 0U);
    server.kill();
    ASSERT_TRUE(until([&] { return !tested->connected(); }));
    server.start();
    mqtt_client watcher(server.port());
    watcher.subscribe("from");
    ASSERT_TRUE(until_sent());
    ASSERT_TRUE(until([&] { return watcher.count() >= 100; }));
    const auto all = watcher.payloads("from");
    ASSERT_EQ(all.size(), 100U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i], std::to_string(i + 1));
    }
}

TEST_P(daemon_and_broker, part_in_time_although_the_broker_hangs) {
    start();
    ASSERT_TRUE(until_connected());
    server.suspend();
    for (int number = 0; number < 1000; ++number) {
        push(number, 1);
    }
    const monotonic_time deadline = monotonic_clock::now() + 400ms;
    spawned leaving(loop, tested->finish(deadline));
    ASSERT_TRUE(until([&] { return leaving.ended(); }));
    EXPECT_FALSE(link->connected());
    stop();
    EXPECT_TRUE(link->close(monotonic_clock::now() + 30s));
}

TEST_P(daemon_and_broker, a_broker_that_hangs_is_dropped_and_found_again) {
    stall = 200ms;
    start();
    ASSERT_TRUE(until_connected());
    server.suspend();
    push(1, 1);
    ASSERT_TRUE(until([&] { return !tested->connected(); }));
    server.resume();
    ASSERT_TRUE(until_connected());
    EXPECT_TRUE(until_sent());
}

TEST_P(daemon_and_broker, a_short_pause_of_the_broker_loses_nothing) {
    mqtt_client watcher(server.port());
    watcher.subscribe("from");
    start();
    ASSERT_TRUE(until_connected());
    server.suspend();
    for (int number = 1; number <= 5000; ++number) {
        push(number, static_cast<std::uint8_t>(number % 10 == 0 ? 1 : 0));
    }
    loop.restart();
    loop.run_for(50ms);
    server.resume();
    ASSERT_TRUE(until_sent());
    ASSERT_TRUE(until([&] { return watcher.count() >= 5000; }));
    EXPECT_EQ(tested->count().connects, 1U);
    const auto all = watcher.payloads("from");
    for (std::size_t i = 0; i < all.size(); ++i) {
        ASSERT_EQ(all[i], std::to_string(i + 1));
    }
}

TEST_P(daemon_and_broker, find_each_other_when_the_broker_comes_later) {
    server.kill();
    start();
    push(1, 0);
    ASSERT_TRUE(until([&] { return !tested->count().last_error.empty(); }));
    server.start();
    mqtt_client watcher(server.port());
    watcher.subscribe("from");
    EXPECT_TRUE(until_connected());
    ASSERT_TRUE(until_sent());
    EXPECT_TRUE(until_heard(watcher, "from", "1"));
}

}  // namespace
}  // namespace weir::test
