#include "tests/unit/daemon/mqtt/session_bench.hpp"

namespace weir::test {
namespace {

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

TEST_F(mqtt_session, that_does_not_speak_for_the_node_says_nothing_of_it) {
    session::options options = quick();
    options.client_id = "guest";
    options.speaks_for_node = false;
    make(options);
    link.expect("connect guest");
    start();
    play();
    EXPECT_TRUE(tested->connected());
    ASSERT_TRUE(link.last_options());
    EXPECT_FALSE(link.last_options()->will);
    link.expect("send t=1");
    push("1", 0);
    link.expect("disconnect");
    spawned leaving(loop, tested->finish(monotonic_clock::now() + 10s));
    EXPECT_TRUE(run_until(loop, [&] { return leaving.ended(); }));
    EXPECT_TRUE(link.all_called());
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

TEST_F(mqtt_session, what_lingers_is_published_at_the_end) {
    make();
    start_connected();
    push_patient("1", 1h);
    link.expect("send t=1");
    link.expect("publish weir/n/status=offline");
    link.expect("disconnect");
    spawned finishing(loop, tested->finish(monotonic_clock::now() + 5s));
    EXPECT_TRUE(run_until(loop, [&] { return finishing.ended(); }));
}

}  // namespace
}  // namespace weir::test
