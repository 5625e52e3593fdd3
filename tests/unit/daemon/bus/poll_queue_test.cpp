#include "daemon/bus/poll_queue.hpp"

#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace weir::test {
namespace {

using namespace std::chrono_literals;

constexpr monotonic_time start{std::chrono::hours(1)};

TEST(breaker, opens_after_three_in_a_row_and_closes_with_an_answer) {
    breaker device;
    for (int i = 0; i < 2; ++i)
        device.unanswered(start, 200ms, 1);
    device.answered();
    for (int i = 0; i < 2; ++i)
        device.unanswered(start, 200ms, 1);
    EXPECT_TRUE(device.closed());
    device.unanswered(start, 200ms, 1);
    EXPECT_FALSE(device.closed());
    EXPECT_EQ(device.retry_at(), start + 4s);
    device.unanswered(start + 4s, 200ms, 3);
    EXPECT_EQ(device.retry_at(), start + 16s) << "three that are dead share their part of the time";
    device.answered();
    EXPECT_TRUE(device.closed());
    EXPECT_LE(device.retry_at(), start);
}

TEST(poll_queue, each_has_its_turn_by_how_long_it_has_been_due) {
    poll_queue queue({{0, 100ms}, {1, 50ms}});
    EXPECT_EQ(queue.due(), never) << "before the line has opened";
    queue.start(start);
    EXPECT_EQ(queue.next(start), 0U);
    queue.answered(0, start);
    EXPECT_EQ(queue.next(start), 1U);
    queue.answered(1, start);
    EXPECT_EQ(queue.next(start), std::nullopt);
    EXPECT_EQ(queue.due(), start + 50ms);
    EXPECT_EQ(queue.next(start + 100ms), 1U);
    queue.answered(1, start + 50ms);
    EXPECT_EQ(queue.next(start + 100ms), 0U);
}

TEST(poll_queue, keeps_its_beat_and_makes_up_for_nothing) {
    poll_queue queue({{0, 100ms}});
    queue.start(start);
    queue.answered(0, start + 30ms);
    EXPECT_EQ(queue.due(), start + 100ms);
    queue.answered(0, start + 350ms);
    EXPECT_EQ(queue.due(), start + 400ms);
}

TEST(poll_queue, one_that_is_heard_keeps_its_turn) {
    poll_queue queue({{0, 100ms}, {1, 100ms}});
    queue.start(start);
    queue.heard(0);
    EXPECT_EQ(queue.next(start), 0U);
}

TEST(poll_queue, items_of_one_device_share_its_breaker) {
    poll_queue queue({{0, 100ms}, {0, 1s}, {1, 1s}});
    queue.start(start);
    monotonic_time now = start;
    for (int i = 0; i < 3; ++i) {
        queue.unanswered(static_cast<std::size_t>(i % 2), now, now + 200ms);
        now += 200ms;
    }
    EXPECT_FALSE(queue.answers(0));
    EXPECT_EQ(queue.next(now), 2U);
    queue.answered(2, now);
    EXPECT_EQ(queue.next(now + 100ms), std::nullopt);
    EXPECT_EQ(queue.next(queue.retry_at(0)), 0U);
    queue.start(now);
    EXPECT_TRUE(queue.answers(0)) << "the line was opened anew";
}

// Ten devices on a bus, asked as fast as it goes: an answer takes 10 ms, a silence 200 ms.
TEST(poll_queue, three_dead_devices_leave_nine_tenths_of_the_time_to_the_living) {
    std::vector<poll_queue::item> items;
    for (std::size_t i = 0; i < 10; ++i)
        items.push_back({i, 1ms});
    poll_queue queue(items);
    queue.start(start);
    const auto is_dead = [](std::size_t device) { return device >= 7; };
    std::map<std::size_t, int> answers;
    monotonic_time now = start;
    monotonic_time measured_from = start + 1min;
    while (now < measured_from + 10min) {
        const auto next = queue.next(now);
        if (!next) {
            now = queue.due();
            continue;
        }
        const monotonic_time asked_at = now;
        if (is_dead(*next)) {
            now += 200ms;
            queue.unanswered(*next, asked_at, now);
        } else {
            now += 10ms;
            queue.answered(*next, asked_at);
            if (asked_at >= measured_from) ++answers[*next];
        }
    }
    int all = 0;
    for (std::size_t i = 0; i < 7; ++i) {
        EXPECT_NEAR(answers[i], answers[0], 2) << i;
        all += answers[i];
    }
    EXPECT_GE(all, 60'000 * 0.95 - 10) << "of 60,000 that the bus could carry in ten minutes";
}

}  // namespace
}  // namespace weir::test
