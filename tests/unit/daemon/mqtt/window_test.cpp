#include <gtest/gtest.h>

#include "daemon/mqtt/send_window.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

const outgoing at_most_once("t", "x", 0);
const outgoing at_least_once("t", "x", 1);

monotonic_time at(std::chrono::milliseconds time) {
    return monotonic_time(time);
}

TEST(send_window, admits_as_many_unacknowledged_as_allowed) {
    send_window window({.acks = 2});
    window.sent(at_least_once, 1, 100, at(0ms));
    EXPECT_TRUE(window.admits(at_least_once));
    window.sent(at_least_once, 2, 200, at(0ms));
    EXPECT_FALSE(window.admits(at_least_once));
    EXPECT_TRUE(window.admits(at_most_once));
    const auto done = window.done(2, at(1ms));
    EXPECT_EQ(done.theirs, 200U);
    EXPECT_TRUE(window.admits(at_least_once));
}

TEST(send_window, knows_a_completion_once) {
    send_window window({});
    window.sent(at_least_once, 1, 100, at(0ms));
    EXPECT_TRUE(window.done(1, at(1ms)).known);
    EXPECT_FALSE(window.done(1, at(1ms)).known);
    EXPECT_FALSE(window.done(7, at(1ms)).known);
}

TEST(send_window, asks_for_few_completions_at_qos_0) {
    send_window window({.unwritten = 100, .mark_every = 4});
    std::vector<std::uint32_t> marks;
    for (std::uint32_t id = 1; id <= 12; ++id) {
        if (window.wants_completion(at_most_once)) marks.push_back(id);
        window.sent(at_most_once, id, 0, at(0ms));
    }
    EXPECT_EQ(marks, (std::vector<std::uint32_t>{4, 8, 12}));
}

TEST(send_window, a_mark_gives_back_the_credit_of_all_before_it) {
    send_window window({.unwritten = 8, .mark_every = 4});
    for (std::uint32_t id = 1; id <= 8; ++id) {
        ASSERT_TRUE(window.admits(at_most_once));
        window.sent(at_most_once, id, 0, at(0ms));
    }
    EXPECT_FALSE(window.admits(at_most_once));
    EXPECT_TRUE(window.done(8, at(1ms)).known);
    EXPECT_FALSE(window.done(4, at(1ms)).known);  // it came late, and is harmless
    for (std::uint32_t id = 9; id <= 16; ++id) {
        ASSERT_TRUE(window.admits(at_most_once)) << id;
        window.sent(at_most_once, id, 0, at(0ms));
    }
    EXPECT_FALSE(window.admits(at_most_once));
}

TEST(send_window, large_messages_use_up_the_credit_by_bytes) {
    send_window window({.unwritten = 100, .unwritten_bytes = 1000, .mark_every = 50});
    const outgoing large("t", std::string(499, 'x'), 0);
    EXPECT_TRUE(window.wants_completion(large));
    window.sent(large, 1, 0, at(0ms));
    window.sent(large, 2, 0, at(0ms));
    EXPECT_FALSE(window.admits(at_most_once));
    EXPECT_TRUE(window.done(1, at(1ms)).known);
    EXPECT_TRUE(window.admits(at_most_once));
}

TEST(send_window, knows_since_when_nothing_has_moved) {
    send_window window({.mark_every = 2});
    EXPECT_FALSE(window.stalled_since());
    window.sent(at_most_once, 1, 0, at(1ms));
    EXPECT_FALSE(window.stalled_since()) << "nothing was asked for";
    window.sent(at_least_once, 2, 0, at(5ms));
    window.sent(at_least_once, 3, 0, at(6ms));
    EXPECT_EQ(window.stalled_since(), at(5ms));
    static_cast<void>(window.done(2, at(9ms)));
    EXPECT_EQ(window.stalled_since(), at(9ms));
    static_cast<void>(window.done(3, at(11ms)));
    EXPECT_FALSE(window.stalled_since());
}

}  // namespace
}  // namespace weir::test
