#include <gtest/gtest.h>

#include "daemon/mqtt/session.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/fake_link.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

mqtt_settings somewhere() {
    mqtt_settings broker;
    broker.host = "broker.lan";
    return broker;
}

session::options quick() {
    session::options options(somewhere(), "n");
    options.reconnect = {.first = 1ms, .most = 2ms};
    return options;
}

// A session in front of a scripted link. Once running, it is cancelled at the end.
class mqtt_session : public testing::Test {
protected:
    ~mqtt_session() override {
        if (!running) return;
        running->cancel();
        EXPECT_TRUE(run_until(loop, [&] { return running->ended(); }));
        EXPECT_FALSE(running->failure()) << reason(running->failure());
    }

    void make(session::options options = quick()) {
        tested.emplace(loop.get_executor(), link, std::move(options));
    }
    void start() { running.emplace(loop, tested->run(root)); }
    // Runs until the whole script was called.
    void play() {
        ASSERT_TRUE(run_until(loop, [&] { return link.all_called(); }));
        settle();
    }
    void settle() {
        loop.restart();
        loop.poll();
    }
    void start_connected() {
        link.expect("connect weir-n");
        link.expect("send weir/n/status=online");
        start();
        play();
    }
    void push(const std::string& payload, std::uint8_t qos) {
        tested->out().push_or_drop(outgoing("t", payload, qos));
    }
    void answer(const std::string& payload) { tested->answers().push_or_drop(outgoing("a", payload, 1)); }

    boost::asio::io_context loop{1};
    stall_detector stalls;
    task root{"mqtt", stalls};
    fake_link link;
    std::optional<session> tested;
    std::optional<spawned> running;
};

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

TEST_F(mqtt_session, sends_no_more_than_the_window_and_goes_on_with_each_acknowledgement) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 2;
    link.expect("send t=1");
    link.expect("send t=2");
    for (const char* payload : {"1", "2", "3", "4"}) {
        push(payload, 1);
    }
    EXPECT_TRUE(link.all_called());
    EXPECT_EQ(tested->count().sent.unacknowledged, 2U);
    link.expect("send t=3");
    link.acknowledge();
    link.expect("send t=4");
    link.acknowledge();
    link.acknowledge();
    link.acknowledge();
    EXPECT_EQ(tested->count().sent.published[1], 5U);  // the status too
    EXPECT_EQ(tested->count().waiting, 0U);
}

TEST_F(mqtt_session, waits_for_credit_at_qos_0) {
    make();
    start_connected();
    link.credit = 1;
    link.expect("send t=1");
    push("1", 0);
    push("2", 0);
    EXPECT_TRUE(link.all_called());
    link.expect("send t=2");
    link.write(5);
    EXPECT_EQ(tested->count().sent.published[0], 2U);
}

TEST_F(mqtt_session, puts_back_what_was_not_acknowledged_in_order) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 3;
    for (const char* payload : {"1", "2", "3"}) {
        link.expect("send t=" + std::string(payload));
    }
    for (const char* payload : {"1", "2", "3", "4"}) {
        push(payload, 1);
    }
    link.expect("send t=4");
    link.acknowledge();
    EXPECT_EQ(link.unacknowledged(), 3U);
    push("5", 1);
    link.expect("connect weir-n");
    link.expect("send weir/n/status=online");
    link.expect("send t=2");
    link.expect("send t=3");
    link.lose(link_status(link_errc::lost, "gone"));
    play();
    for (const char* payload : {"4", "5"}) {
        link.expect("send t=" + std::string(payload));
        link.acknowledge();
    }
}

TEST_F(mqtt_session, a_message_that_the_broker_answers_by_hanging_up_is_given_up) {
    make();
    start_connected();
    link.acknowledge();
    link.expect("send t=poison");
    push("poison", 1);
    link.expect("send t=good");
    push("good", 1);
    for (int loss = 1; loss <= 5; ++loss) {
        link.expect("connect weir-n");
        link.expect("send weir/n/status=online");
        if (loss < 5) link.expect("send t=poison");
        link.expect("send t=good");
        link.lose(link_status(link_errc::protocol, "code 149"));
        play();
        link.acknowledge();  // status
    }
    EXPECT_EQ(tested->count().sent.refused, 1U);
    link.acknowledge();
    EXPECT_EQ(tested->count().sent.published[1], 7U);
}

TEST_F(mqtt_session, what_the_broker_refuses_is_counted_and_not_sent_again) {
    make();
    start_connected();
    link.acknowledge();
    link.expect("send t=1");
    push("1", 1);
    link.acknowledge(link_status(link_errc::not_authorised, "code 135"));
    EXPECT_EQ(tested->count().sent.refused, 1U);
    EXPECT_EQ(tested->count().sent.unacknowledged, 0U);
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

TEST_F(mqtt_session, takes_leave_in_order) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 1;
    link.expect("send t=1");
    push("1", 1);
    push("2", 1);
    spawned leaving(loop, tested->finish(monotonic_clock::now() + 10s));
    settle();
    EXPECT_FALSE(leaving.ended());
    link.expect("send t=2");
    link.acknowledge();
    link.expect("publish weir/n/status=offline");
    link.expect("disconnect");
    link.acknowledge();
    play();
    EXPECT_TRUE(run_until(loop, [&] { return leaving.ended(); }));
    EXPECT_FALSE(tested->connected());
}

TEST_F(mqtt_session, takes_leave_by_the_deadline_of_a_broker_that_hangs) {
    make();
    start_connected();
    link.window = 1;
    push("1", 1);  // behind the status, which is never acknowledged
    link.expect_without_answer("publish weir/n/status=offline");
    link.expect_without_answer("disconnect");
    const monotonic_time deadline = monotonic_clock::now() + 40ms;
    spawned leaving(loop, tested->finish(deadline));
    EXPECT_TRUE(run_until(loop, [&] { return leaving.ended(); }));
    EXPECT_GE(monotonic_clock::now(), deadline);
}

TEST_F(mqtt_session, takes_leave_after_run_was_cancelled) {
    make();
    start_connected();
    link.acknowledge();
    running->cancel();
    EXPECT_TRUE(run_until(loop, [&] { return running->ended(); }));
    link.expect("send t=1");
    push("1", 0);
    link.expect("publish weir/n/status=offline");
    link.expect("disconnect");
    spawned leaving(loop, tested->finish(monotonic_clock::now() + 10s));
    EXPECT_TRUE(run_until(loop, [&] { return leaving.ended(); }));
}

TEST_F(mqtt_session, has_nothing_to_leave_when_not_connected) {
    make();
    link.expect_without_answer("connect weir-n");
    start();
    play();
    spawned leaving(loop, tested->finish(monotonic_clock::now() + 10s));
    EXPECT_TRUE(run_until(loop, [&] { return leaving.ended(); }));
}

TEST_F(mqtt_session, asks_for_requests_as_such) {
    make();
    subscription requests("weir/n/cmd/#", 1);
    requests.requests = true;
    tested->subscribe(requests, {});
    tested->subscribe("a", 0, {});
    link.expect("connect weir-n");
    link.expect("subscribe weir/n/cmd/#:1:requests a:0");
    link.expect("send weir/n/status=online");
    start();
    play();
}

TEST_F(mqtt_session, sends_an_answer_with_its_properties) {
    make();
    start_connected();
    message_properties properties;
    properties.response_topic = "r";
    properties.correlation = std::string("\0\x01", 2);
    properties.expiry = 5;
    properties.user = {{"state", "succeeded"}, {"code", "OK"}};
    outgoing message("a", "{}", 1);
    message.properties = std::make_shared<const message_properties>(properties);
    link.expect("send a={} [response=r, correlation=0x0001, expiry=5, state=succeeded, code=OK]");
    tested->answers().push_or_drop(std::move(message));
}

TEST_F(mqtt_session, carries_states_then_answers_then_samples) {
    make();
    push("sample", 0);
    answer("1");
    tested->announce("s", "state");
    link.expect("connect weir-n");
    link.expect("send s=state");
    link.expect("send weir/n/status=online");
    link.expect("send a=1");
    link.expect("send t=sample");
    start();
    play();
}

TEST_F(mqtt_session, an_answer_passes_a_backlog_of_samples) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 1;
    link.expect("send t=1");
    for (const char* payload : {"1", "2", "3"}) {
        push(payload, 1);
    }
    answer("now");
    link.expect("send a=now");
    link.acknowledge();
    link.expect("send t=2");
    link.acknowledge();
}

TEST_F(mqtt_session, after_each_eight_answers_a_sample_goes) {
    make();
    for (int i = 1; i <= 20; ++i) {
        answer(std::to_string(i));
    }
    for (const char* payload : {"1", "2", "3"}) {
        push(payload, 0);
    }
    link.expect("connect weir-n");
    link.expect("send weir/n/status=online");
    for (int i = 1; i <= 20; ++i) {
        link.expect("send a=" + std::to_string(i));
        if (i % 8 == 0) link.expect("send t=" + std::to_string(i / 8));
    }
    link.expect("send t=3");
    start();
    play();
}

TEST_F(mqtt_session, a_flood_of_answers_does_not_stop_the_samples) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 1;
    link.expect("send a=0");
    answer("0");
    push("1", 1);
    for (int i = 1; i <= 8; ++i) {
        answer("flood");  // there is always one more
        link.expect(i < 8 ? "send a=flood" : "send t=1");
        link.acknowledge();
    }
    link.expect("send a=flood");
    link.acknowledge();
}

TEST_F(mqtt_session, samples_wait_for_no_acknowledgement_of_answers) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 1;
    link.expect("send a=1");
    answer("1");
    answer("2");
    link.expect("send t=sample");
    push("sample", 0);
    link.expect("send a=2");
    link.acknowledge();
}

TEST_F(mqtt_session, a_sample_that_cannot_go_keeps_no_answer_waiting) {
    make();
    link.credit = 0;
    start_connected();
    push("stuck", 0);
    for (int i = 1; i <= 20; ++i) {
        link.expect("send a=" + std::to_string(i));
        answer(std::to_string(i));
    }
    link.expect("send t=stuck");
    link.write(1);
}

TEST_F(mqtt_session, a_flood_of_samples_pushes_no_answer_out) {
    auto options = quick();
    options.outbox_limits.messages = 3;
    make(options);
    answer("kept");
    for (int i = 0; i < 1000; ++i) {
        push(std::to_string(i), 0);
    }
    EXPECT_EQ(tested->count().dropped, 997U);
    EXPECT_EQ(tested->count().dropped_answers, 0U);
    EXPECT_EQ(tested->answers().size(), 1U);
}

TEST_F(mqtt_session, the_lane_of_answers_is_bounded_and_makes_nobody_wait) {
    auto options = quick();
    options.answer_limits.messages = 2;
    make(options);
    for (const char* payload : {"1", "2", "3"}) {
        answer(payload);  // while the broker is away the oldest makes room
    }
    EXPECT_EQ(tested->count().dropped_answers, 1U);
    link.window = 1;
    start_connected();
    answer("4");  // connected and full
    EXPECT_EQ(tested->count().dropped_answers, 2U);
    EXPECT_EQ(tested->count().dropped, 0U);
    link.expect("send a=2");
    link.acknowledge();
    link.expect("send a=3");
    link.acknowledge();
}

TEST_F(mqtt_session, puts_back_each_message_into_its_lane) {
    make();
    start_connected();
    link.acknowledge();
    link.expect("send t=1");
    push("1", 1);
    link.expect("send a=2");
    answer("2");
    link.expect_without_answer("connect weir-n");
    link.lose(link_status(link_errc::lost, "gone"));
    EXPECT_EQ(tested->out().size(), 1U);
    EXPECT_EQ(tested->answers().size(), 1U);
    play();
}

TEST_F(mqtt_session, leaves_after_both_lanes_are_empty) {
    make();
    start_connected();
    link.acknowledge();
    link.window = 1;
    link.expect("send t=1");
    push("1", 1);
    answer("2");
    spawned leaving(loop, tested->finish(monotonic_clock::now() + 10s));
    settle();
    link.expect("send a=2");
    link.acknowledge();
    settle();
    EXPECT_FALSE(leaving.ended());
    link.expect("publish weir/n/status=offline");
    link.expect("disconnect");
    link.acknowledge();
    EXPECT_TRUE(run_until(loop, [&] { return leaving.ended(); }));
}

TEST_F(mqtt_session, publishes_past_the_lanes_only_while_connected) {
    make();
    const outgoing message("device/set", "on", 1);
    std::optional<link_status> how;
    spawned early(loop, keep_result(tested->publish(message, in(10s)), how));
    settle();
    ASSERT_TRUE(early.ended());
    EXPECT_EQ(how->error, link_errc::lost);
    start_connected();
    link.expect("publish device/set=on");
    spawned later(loop, keep_result(tested->publish(message, in(10s)), how));
    settle();
    ASSERT_TRUE(later.ended());
    EXPECT_TRUE(*how) << how->message();
    EXPECT_EQ(tested->count().sent.published[1], 1U);
}

TEST_F(mqtt_session, does_not_repeat_what_was_published_past_the_lanes) {
    make();
    start_connected();
    const outgoing message("device/set", "on", 1);
    link.expect_without_answer("publish device/set=on");
    std::optional<link_status> how;
    spawned publishing(loop, keep_result(tested->publish(message, in(10s)), how));
    settle();
    EXPECT_FALSE(publishing.ended());
    link.expect("connect weir-n");
    link.expect("send weir/n/status=online");
    link.lose(link_status(link_errc::lost, "gone"));
    play();
    ASSERT_TRUE(publishing.ended());
    EXPECT_EQ(how->error, link_errc::lost);
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

TEST_F(mqtt_session, a_link_whose_probes_are_missed_is_opened_again) {
    make(probing(10ms));
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

TEST_F(mqtt_session, what_lingers_leaves_with_what_does_not) {
    make();
    start_connected();
    outgoing patient("t", "1");
    patient.linger = 1h;
    tested->out().push_or_drop(patient);
    settle();
    link.expect("send a=answer");
    link.expect("send t=1");
    answer("answer");
    EXPECT_TRUE(link.all_called());
}

TEST_F(mqtt_session, what_lingers_leaves_in_time) {
    make();
    start_connected();
    outgoing patient("t", "1");
    patient.linger = 2ms;
    tested->out().push_or_drop(patient);
    settle();
    link.expect("send t=1");
    play();
}

TEST_F(mqtt_session, what_lingers_is_published_at_the_end) {
    make();
    start_connected();
    outgoing patient("t", "1");
    patient.linger = 1h;
    tested->out().push_or_drop(patient);
    settle();
    link.expect("send t=1");
    link.expect("publish weir/n/status=offline");
    link.expect("disconnect");
    spawned finishing(loop, tested->finish(monotonic_clock::now() + 5s));
    EXPECT_TRUE(run_until(loop, [&] { return finishing.ended(); }));
}

}  // namespace
}  // namespace weir::test
