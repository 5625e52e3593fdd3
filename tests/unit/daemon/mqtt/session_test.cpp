#include "tests/unit/daemon/mqtt/session_bench.hpp"

namespace weir::test {
namespace {

TEST_F(mqtt_session, connects_at_once_and_says_online) {
    make();
    start_connected();
    EXPECT_TRUE(tested->connected());
    ASSERT_TRUE(link.last_options());
    EXPECT_EQ(link.last_options()->will->topic, "weir/n/status");
    EXPECT_EQ(link.last_options()->will->payload, "offline");
    EXPECT_EQ(link.last_options()->will->qos, 1);
    EXPECT_TRUE(link.last_options()->will->retain);
}

TEST_F(mqtt_session, subscribes_then_announces_then_says_online_then_sends_what_waits) {
    make();
    tested->subscribe("a/#", 0, {});
    tested->subscribe("b", 1, {});
    tested->subscribe("a/#", 2, {});
    tested->announce("weir/n/info", "{}");
    push("waited", 0);
    link.expect("connect weir-n");
    link.expect("subscribe a/#:2 b:1");
    link.expect("send weir/n/info={}");
    link.expect("send weir/n/status=online");
    link.expect("send t=waited");
    start();
    play();
}

TEST_F(mqtt_session, tries_again_until_the_broker_answers) {
    make();
    const link_status refused(link_errc::refused_for_now, "nobody there");
    for (int i = 0; i < 5; ++i) {
        link.expect("connect weir-n", {refused});
    }
    start_connected();
    EXPECT_EQ(tested->count().connects, 1U);
    EXPECT_EQ(tested->count().last_error, refused.message());
}

TEST_F(mqtt_session, a_connect_without_an_answer_ends_at_its_deadline) {
    auto options = quick();
    options.connect = 5ms;
    make(options);
    link.expect_without_answer("connect weir-n");
    start_connected();
    EXPECT_TRUE(tested->connected());
}

TEST_F(mqtt_session, restores_everything_after_a_lost_link) {
    make();
    tested->subscribe("a", 0, {});
    tested->announce("s", "1");
    tested->announce("u", "2");
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send s=1");
    link.expect("send u=2");
    link.expect("send weir/n/status=online");
    start();
    play();
    link.expect("send s=3");
    tested->announce("s", "3");

    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send s=3");
    link.expect("send u=2");
    link.expect("send weir/n/status=online");
    link.lose(link_status(link_errc::lost, "gone"));
    EXPECT_FALSE(tested->connected());
    play();
    EXPECT_TRUE(tested->connected());
}

TEST_F(mqtt_session, a_link_that_is_lost_while_subscribing_is_opened_again) {
    make();
    tested->subscribe("a", 0, {});
    link.expect("connect weir-n");
    link.expect("subscribe a:0", {link_status(link_errc::lost, "gone")});
    link.expect("drop");
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send weir/n/status=online");
    start();
    play();
}

TEST_F(mqtt_session, a_refused_filter_does_not_stop_the_others) {
    make();
    std::vector<std::string> told;
    const auto note = [&](const std::string& name) {
        return subscriber{
            [&told, name](const incoming& message) { told.push_back(name + " got " + message.payload); },
            [&told, name](bool up, const std::string& why) {
                told.push_back(name + (up ? " up" : " down: " + why));
            }};
    };
    tested->subscribe("a", 0, note("a"));
    tested->subscribe("b/+", 0, note("b"));
    const link_status forbidden(link_errc::not_authorised, "code 135");
    link.expect("connect weir-n");
    link.expect("subscribe a:0 b/+:0", {forbidden});
    link.expect("send weir/n/status=online");
    start();
    play();
    link.deliver(incoming("b/x", "1", 0, false));
    link.deliver(incoming("c", "2", 0, false));
    const link_status gone(link_errc::lost, "gone");
    link.expect_without_answer("connect weir-n");
    link.lose(gone);
    play();
    EXPECT_EQ(told, (std::vector<std::string>{"a down: " + forbidden.message(), "b up", "b got 1",
                                              "b down: " + gone.message()}));
}

TEST_F(mqtt_session, drops_a_link_on_which_nothing_moves) {
    auto options = quick();
    options.stall = 5ms;
    make(options);
    start_connected();
    link.expect("send t=1");
    link.expect("drop");
    link.expect_without_answer("connect weir-n");
    link.stalled = monotonic_clock::now();
    push("1", 1);
    play();
    EXPECT_FALSE(tested->connected());
    EXPECT_EQ(tested->out().size(), 1U);
    link.stalled.reset();
}

TEST_F(mqtt_session, tells_of_each_change_of_the_connection) {
    make();
    std::vector<std::string> told;
    tested->on_connection = [&](bool connected) {
        told.push_back(std::string(connected ? "up" : "down") + (tested->connected() ? ", is up" : ""));
    };
    tested->subscribe("a", 0, {});
    link.expect("connect weir-n", {link_status(link_errc::refused_for_now, "")});
    link.expect("connect weir-n");
    link.expect("subscribe a:0", {link_status(link_errc::lost, "gone")});
    link.expect("drop");
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send weir/n/status=online");
    start();
    play();
    link.expect_without_answer("connect weir-n");
    link.lose(link_status(link_errc::lost, "gone"));
    play();
    EXPECT_EQ(told, (std::vector<std::string>{"up, is up", "down"}));
}

TEST_F(mqtt_session, refuses_more_states_than_it_may_keep) {
    auto options = quick();
    options.most_states = 2;
    make(options);
    EXPECT_TRUE(tested->announce("a", "1"));
    EXPECT_TRUE(tested->announce("b", "1"));
    EXPECT_FALSE(tested->announce("c", "1"));
    EXPECT_TRUE(tested->announce("a", "2"));
}

session::options probing(duration every) {
    session::options options = quick();
    options.broker.probe = every;
    return options;
}

TEST_F(mqtt_session, probes_the_link_and_measures_its_round_trip) {
    make(probing(1h));
    link.expect("connect weir-n");
    link.expect("subscribe weir/n/link:0");
    link.expect("send weir/n/status=online");
    link.expect("send weir/n/link=1");
    start();
    play();
    EXPECT_FALSE(tested->count().probe.round_trip);
    link.deliver({"weir/n/link", "1", 0, false});
    EXPECT_TRUE(tested->count().probe.round_trip);
}

TEST_F(mqtt_session, what_is_published_wakes_a_probe_that_rests) {
    make(probing(10ms));
    link.expect("connect weir-n");
    link.expect("subscribe weir/n/link:0");
    link.expect("send weir/n/status=online");
    link.expect("send weir/n/link=1");
    link.expect("send weir/n/link=2");
    start();
    EXPECT_TRUE(run_until(loop, [&] { return link.all_called(); }));
    play();  // nothing was published since the second
    link.expect("send t=1");
    link.expect("send weir/n/link=3");
    tested->out().push_or_drop({"t", "1", 0, false});
    EXPECT_TRUE(run_until(
        loop, [&] { return link.all_called(); }, 3s));  // long before it would be due
}

TEST_F(mqtt_session, a_link_whose_probes_are_missed_is_opened_again) {
    make(probing(10ms));
    tested->attend(true);
    link.expect("connect weir-n");
    link.expect("subscribe weir/n/link:0");
    link.expect("send weir/n/status=online");
    for (const char* probe : {"1", "2", "3"})
        link.expect(std::string("send weir/n/link=") + probe);
    link.expect("drop");
    link.expect_without_answer("connect weir-n");
    start();
    ASSERT_TRUE(run_until(loop, [&] { return tested->connected(); }));
    link.deliver({"weir/n/link", "0", 0, false});
    play();
    EXPECT_EQ(tested->count().probe.missed, 3U);
    EXPECT_EQ(tested->count().last_error,
              link_status(link_errc::timed_out, "the last link probes did not come back").message());
}

}  // namespace
}  // namespace weir::test
