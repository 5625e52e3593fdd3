#include "daemon/mqtt/link_probe.hpp"

#include <gtest/gtest.h>

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// A probe every second, from its first one on.
class link_probe_test : public testing::Test {
protected:
    link_probe_test() {
        tested.attend(true);
        tested.up(now);
    }

    // Sends the next one when it is due; gives what it says.
    std::string send() {
        now = tested.due();
        outgoing probe = tested.next(now);
        tested.sent(now);
        return probe.payload;
    }
    void come_back(const std::string& payload, duration after) {
        tested.heard();
        tested.came(payload, now + after);
    }

    monotonic_time now{1h};
    link_probe tested{"weir/n/link", 1s};
};

TEST_F(link_probe_test, begins_at_once_and_goes_on_at_its_pace) {
    EXPECT_EQ(tested.due(), now);
    const outgoing first = tested.next(now);
    EXPECT_EQ(first.topic, "weir/n/link");
    EXPECT_EQ(first.qos, 0);
    EXPECT_FALSE(first.retain);
    EXPECT_EQ(tested.due(), now + 1s);
}

TEST_F(link_probe_test, measures_the_round_trip) {
    come_back(send(), 7ms);
    come_back(send(), 3ms);
    EXPECT_EQ(tested.count().round_trip, 3ms);
    EXPECT_EQ(tested.count().longest, 7ms);
    EXPECT_EQ(tested.count().missed, 0U);
}

TEST_F(link_probe_test, is_lost_when_three_in_a_row_are_missed) {
    come_back(send(), 1ms);
    send();
    send();
    send();
    EXPECT_FALSE(tested.lost());
    send();
    EXPECT_TRUE(tested.lost());
    EXPECT_EQ(tested.count().missed, 3U);
}

TEST_F(link_probe_test, what_comes_late_or_otherwise_proves_the_link_too) {
    come_back(send(), 1ms);
    const std::string late = send();
    send();
    tested.heard();  // a message, say
    send();
    come_back(late, 1ms);
    send();
    send();
    send();
    EXPECT_FALSE(tested.lost());
    EXPECT_EQ(tested.count().round_trip, 1ms);
}

TEST_F(link_probe_test, one_that_could_not_be_sent_is_not_missed) {
    come_back(send(), 1ms);
    for (int i = 0; i < 9; ++i) {
        now = tested.due();
        tested.next(now);
    }
    EXPECT_FALSE(tested.lost());
    EXPECT_EQ(tested.count().missed, 0U);
}

TEST_F(link_probe_test, where_none_ever_comes_back_the_link_is_not_lost_but_mute) {
    for (int i = 0; i < 3; ++i) {
        send();
        EXPECT_FALSE(tested.is_mute());
    }
    send();
    EXPECT_FALSE(tested.lost());
    EXPECT_TRUE(tested.is_mute());
    EXPECT_FALSE(tested.is_mute());
}

TEST_F(link_probe_test, forgets_what_an_earlier_connection_missed) {
    come_back(send(), 1ms);
    for (int i = 0; i < 4; ++i)
        send();
    ASSERT_TRUE(tested.lost());
    tested.down();
    EXPECT_EQ(tested.due(), never);
    tested.up(now);
    EXPECT_FALSE(tested.lost());
    EXPECT_EQ(tested.due(), now);
}

// Where nothing is awaited from the broker.
class resting_probe_test : public link_probe_test {
protected:
    resting_probe_test() { tested.attend(false); }
};

TEST_F(resting_probe_test, rests_once_nothing_has_been_published_since_the_last_one) {
    send();  // what the connection began with may be lost
    EXPECT_EQ(tested.due(), now + 1s);
    send();
    EXPECT_EQ(tested.due(), now + link_probe::rest);
    send();
    EXPECT_EQ(tested.due(), now + link_probe::rest);
}

TEST_F(resting_probe_test, is_as_soon_as_ever_after_what_is_published) {
    send();
    send();
    EXPECT_TRUE(tested.stir());
    EXPECT_EQ(tested.due(), now + 1s);
    EXPECT_FALSE(tested.stir());
    send();
    EXPECT_EQ(tested.due(), now + 1s);
    send();
    EXPECT_EQ(tested.due(), now + link_probe::rest);
}

TEST_F(resting_probe_test, is_due_at_once_when_it_has_rested_for_longer_than_its_pace) {
    send();
    send();
    now += 3s;
    EXPECT_TRUE(tested.stir());
    EXPECT_LE(tested.due(), now);
}

TEST_F(resting_probe_test, that_is_slow_anyway_keeps_its_pace) {
    link_probe slow{"weir/n/link", 1min};
    slow.up(now);
    slow.next(now);
    slow.next(now + 1min);
    EXPECT_EQ(slow.due(), now + 2min);
    EXPECT_FALSE(slow.stir());
}

TEST_F(resting_probe_test, without_a_connection_is_never_due) {
    send();
    send();
    tested.down();
    EXPECT_FALSE(tested.stir());
    EXPECT_EQ(tested.due(), never);
}

TEST(link_probe, that_is_off_is_never_due) {
    link_probe tested("t", 0s);
    tested.up(monotonic_time(1h));
    EXPECT_FALSE(tested.enabled());
    EXPECT_EQ(tested.due(), never);
}

}  // namespace
}  // namespace weir::test
