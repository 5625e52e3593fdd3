#include <gmock/gmock.h>

#include "daemon/mqtt/announcements.hpp"
#include "daemon/mqtt/subscriptions.hpp"
#include "tests/unit/daemon/mqtt/session_bench.hpp"

// What is wanted of the broker changes while the session runs.
namespace weir::test {
namespace {

using testing::ElementsAre;

class session_changes : public mqtt_session {
protected:
    subscriber note(const std::string& name) {
        return {[this, name](const incoming& message) { told.push_back(name + " got " + message.payload); },
                [this, name](bool up, const std::string&) { told.push_back(name + (up ? " up" : " down")); }};
    }
    std::vector<std::string> told;
};

TEST_F(session_changes, subscribes_while_connected_and_tells_after_the_suback) {
    make();
    start_connected();
    link.expect("subscribe a:1 b:0");
    tested->subscribe("a", 1, note("a"));
    tested->subscribe("b", 0, note("b"));
    EXPECT_THAT(told, ElementsAre());
    play();
    EXPECT_THAT(told, ElementsAre("a up", "b up"));
    link.deliver(incoming("b", "1", 0, false));
    EXPECT_EQ(told.back(), "b got 1");
    EXPECT_TRUE(tested->connected());
}

TEST_F(session_changes, unsubscribes_what_nobody_wants_any_more) {
    make();
    const auto first = tested->subscribe("a", 0, note("first"));
    const auto second = tested->subscribe("a", 0, note("second"));
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send weir/n/status=online");
    start();
    play();
    tested->unsubscribe(first);
    settle();
    link.deliver(incoming("a", "1", 0, false));
    EXPECT_THAT(told, ElementsAre("first up", "second up", "second got 1"));
    link.expect("unsubscribe a");
    tested->unsubscribe(second);
    play();
    link.deliver(incoming("a", "2", 0, false));
    EXPECT_EQ(told.back(), "second got 1");
}

TEST_F(session_changes, a_filter_that_stands_is_told_at_once_and_one_given_up_before_is_a_new_one) {
    make();
    const auto first = tested->subscribe("a", 0, note("first"));
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send weir/n/status=online");
    start();
    play();
    const auto second = tested->subscribe("a", 0, note("second"));
    EXPECT_THAT(told, ElementsAre("first up", "second up"));
    tested->unsubscribe(first);
    tested->unsubscribe(second);
    tested->subscribe("a", 0, note("third"));
    EXPECT_THAT(told, ElementsAre("first up", "second up"));
    link.expect("unsubscribe a");
    link.expect("subscribe a:0");
    play();
    EXPECT_THAT(told, ElementsAre("first up", "second up", "third up"));
}

TEST_F(session_changes, asks_again_when_somebody_wants_a_better_quality) {
    make();
    tested->subscribe("a", 0, note("first"));
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send weir/n/status=online");
    start();
    play();
    link.expect("subscribe a:2");
    tested->subscribe("a", 2, note("second"));
    play();
    EXPECT_THAT(told, ElementsAre("first up", "second up"));
}

TEST_F(session_changes, what_changes_while_the_broker_is_away_counts_at_the_next_connection) {
    make();
    const auto gone = tested->subscribe("a", 0, note("a"));
    tested->unsubscribe(gone);
    tested->subscribe("b", 0, note("b"));
    link.expect("connect weir-n");
    link.expect("subscribe b:0");
    link.expect("send weir/n/status=online");
    start();
    play();
    EXPECT_THAT(told, ElementsAre("b up"));
}

TEST_F(session_changes, a_link_that_is_lost_meanwhile_is_opened_again_with_what_is_wanted) {
    make();
    start_connected();
    link.expect("subscribe a:0", {link_status(link_errc::timed_out, "silence")});
    link.expect("drop");
    link.expect("connect weir-n");
    link.expect("subscribe a:0");
    link.expect("send weir/n/status=online");
    tested->subscribe("a", 0, note("a"));
    play();
    EXPECT_THAT(told, ElementsAre("a up"));
}

TEST(subscriptions, identifiers_are_not_used_twice) {
    subscriptions tested;
    const auto gone = tested.add({"a", 0}, {});
    EXPECT_EQ(tested.take_wanted(10).at(0).identifier, 1U);
    tested.answered(1, {});
    tested.remove(gone);
    tested.add({"a", 0}, {});
    EXPECT_THAT(tested.take_unwanted(10), ElementsAre("a"));
    EXPECT_EQ(tested.take_wanted(10).at(0).identifier, 2U);
    EXPECT_TRUE(tested.settled());
}

TEST(subscriptions, a_filter_that_is_exchanged_before_its_answer_is_unsubscribed_first) {
    subscriptions tested;
    const auto gone = tested.add({"a", 0}, {});
    EXPECT_EQ(tested.take_wanted(10).size(), 1U);
    tested.remove(gone);
    tested.add({"a", 0}, {});
    tested.answered(1, {});
    EXPECT_TRUE(tested.take_wanted(10).empty());
    EXPECT_FALSE(tested.settled());
    EXPECT_THAT(tested.take_unwanted(10), ElementsAre("a"));
    EXPECT_EQ(tested.take_wanted(10).size(), 1U);
    EXPECT_TRUE(tested.settled());
}

TEST(subscriptions, gives_no_more_than_what_is_asked_for) {
    subscriptions tested;
    for (int i = 0; i < 5; ++i)
        tested.add({std::to_string(i), 0}, {});
    EXPECT_EQ(tested.take_wanted(3).size(), 3U);
    EXPECT_FALSE(tested.settled());
    EXPECT_EQ(tested.take_wanted(3).size(), 2U);
    EXPECT_TRUE(tested.settled());
    tested.down(link_status(link_errc::lost, "gone"));
    EXPECT_EQ(tested.take_wanted(9).size(), 5U);
}

TEST(announcements, what_was_cleared_makes_room_once_it_is_sent) {
    announcements tested(2);
    EXPECT_TRUE(tested.set("a", "1", content::text));
    EXPECT_TRUE(tested.set("b", "1", content::text));
    EXPECT_TRUE(tested.set("a", "", content::text));
    EXPECT_FALSE(tested.set("c", "1", content::text));
    while (tested.due())
        tested.sent();
    EXPECT_TRUE(tested.set("c", "1", content::text));
    EXPECT_FALSE(tested.set("d", "1", content::text));
    tested.renew();
    EXPECT_EQ(tested.next().topic, "b");
    tested.sent();
    EXPECT_EQ(tested.next().topic, "c");
    tested.sent();
    EXPECT_FALSE(tested.due());
}

}  // namespace
}  // namespace weir::test
