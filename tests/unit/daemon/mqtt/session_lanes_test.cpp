#include "tests/unit/daemon/mqtt/session_bench.hpp"

namespace weir::test {
namespace {

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

TEST_F(mqtt_session, what_lingers_leaves_with_what_does_not) {
    make();
    start_connected();
    push_patient("1", 1h);
    link.expect("send a=answer");
    link.expect("send t=1");
    answer("answer");
    EXPECT_TRUE(link.all_called());
}

TEST_F(mqtt_session, what_lingers_leaves_in_time) {
    make();
    start_connected();
    push_patient("1", 2ms);
    link.expect("send t=1");
    play();
}

}  // namespace
}  // namespace weir::test
