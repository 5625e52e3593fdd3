#include <gtest/gtest.h>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

TEST_P(each_link, honours_the_brokers_receive_maximum) {
    broker server({.extra = "max_inflight_messages 5\n"});
    linked tested(GetParam(), settings_for(server.port()));
    std::uint32_t taken = 0;
    server.suspend();  // no acknowledgement comes
    while (tested.link->send(outgoing("t", "x", 1), taken) == mqtt_link::sent::taken) {
        ++taken;
    }
    EXPECT_EQ(taken, 4U);
    EXPECT_TRUE(tested.link->stalled_since());
    server.resume();
    EXPECT_TRUE(tested.until([&] { return tested.told.delivered.size() == 4; }));
    EXPECT_FALSE(tested.link->stalled_since());
}

TEST_P(each_link, tells_once_that_the_broker_died_and_connects_again) {
    broker server;
    linked tested(GetParam(), settings_for(server.port()));
    server.kill();
    ASSERT_TRUE(tested.until([&] { return !tested.told.downs.empty(); }));
    EXPECT_EQ(tested.told.downs[0].error, link_errc::lost) << tested.told.downs[0].message();
    EXPECT_EQ(tested.link->send(outgoing("t", "x"), 1), mqtt_link::sent::down);
    EXPECT_FALSE(tested.play(tested.link->publish(outgoing("t", "x"), soon())));
    server.start();
    EXPECT_TRUE(tested.connect(settings_for(server.port())));
    EXPECT_TRUE(tested.play(tested.link->publish(outgoing("t", "x", 1), soon())));
    EXPECT_EQ(tested.told.downs.size(), 1U);
}

TEST_P(each_link, sends_nothing_from_an_earlier_connection) {
    broker server;
    linked tested(GetParam(), settings_for(server.port()));
    server.suspend();
    std::uint32_t id = 0;
    while (tested.link->send(outgoing("t", "old", 1), id) == mqtt_link::sent::taken) {
        ++id;
    }
    server.kill();
    ASSERT_TRUE(tested.until([&] { return !tested.told.downs.empty(); }));
    server.start();
    mqtt_client watcher(server.port());
    watcher.subscribe("t");
    ASSERT_TRUE(tested.connect(settings_for(server.port())));
    EXPECT_TRUE(tested.play(tested.link->publish(outgoing("t", "new", 1), soon())));
    ASSERT_TRUE(watcher.wait_for("t", "new"));
    EXPECT_EQ(watcher.count(), 1U);
}

TEST_P(each_link, deadlines_hold_when_the_broker_hangs) {
    broker server;
    linked tested(GetParam(), settings_for(server.port()));
    server.suspend();
    const auto short_time = [] { return monotonic_clock::now() + 50ms; };
    EXPECT_EQ(tested.play(tested.link->publish(outgoing("t", "x", 1), short_time())).error,
              link_errc::timed_out);
    const std::vector<subscription> wanted{{"a", 0}};
    EXPECT_EQ(tested.play(tested.link->subscribe(wanted, short_time()))[0].error, link_errc::timed_out);
    static_cast<void>(tested.play(tested.link->disconnect(short_time())));
    EXPECT_FALSE(tested.link->connected());
}

TEST_P(each_link, a_connect_that_hangs_ends_at_its_deadline_and_no_second_one_overtakes_it) {
    broker server;
    server.suspend();
    linked tested(GetParam());
    const auto short_time = [] { return monotonic_clock::now() + 50ms; };
    const mqtt_settings settings = settings_for(server.port());
    EXPECT_EQ(tested.connect(settings, short_time()).error, link_errc::timed_out);
    EXPECT_EQ(tested.connect(settings, short_time()).error, link_errc::timed_out);
    server.resume();
    EXPECT_TRUE(tested.connect(settings));
    EXPECT_TRUE(tested.link->connected());
}

TEST_P(each_link, what_is_cancelled_says_so) {
    broker server;
    linked tested(GetParam(), settings_for(server.port()));
    server.suspend();
    std::optional<link_status> how;
    const outgoing message("t", "x", 1);
    spawned publishing(tested.loop, keep_result(tested.link->publish(message, soon()), how));
    tested.loop.restart();
    tested.loop.poll();
    publishing.cancel();
    ASSERT_TRUE(tested.until([&] { return publishing.ended(); }));
    EXPECT_EQ(how ? how->error : std::error_code(), link_errc::canceled);
}

TEST_P(each_link, the_broker_publishes_the_will_of_one_that_was_killed) {
    broker server;
    mqtt_client watcher(server.port());
    watcher.subscribe("status");
    linked tested(GetParam(), settings_for(server.port()));
    mqtt_client thief(server.port(), {.id = "weir-test"});
    EXPECT_TRUE(watcher.wait_for("status", "offline"));
}

TEST_P(each_link, lets_go_of_its_threads_by_the_deadline) {
    broker server;
    linked tested(GetParam(), settings_for(server.port()));
    EXPECT_TRUE(tested.link->close(soon()));
    EXPECT_FALSE(tested.link->connected());
}

}  // namespace
}  // namespace weir::test
