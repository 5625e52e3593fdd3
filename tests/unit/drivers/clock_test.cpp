#include "drivers/clock.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "drivers/monotonic_timer.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr wall_time noon{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 12h};

TEST(clock, is_the_machines_unless_time_is_driven) {
    ASSERT_EQ(monotonic_clock::driven(), nullptr);
    const auto before = std::chrono::steady_clock::now().time_since_epoch();
    const auto now = monotonic_clock::now().time_since_epoch();
    const auto after = std::chrono::steady_clock::now().time_since_epoch();
    EXPECT_LE(before, now);
    EXPECT_LE(now, after);
    EXPECT_LE(std::chrono::system_clock::now() - 1s, wall_now());
}

TEST(clock, shows_driven_time_while_there_is_one) {
    {
        driven_time time(noon);
        const monotonic_time began = monotonic_clock::now();
        EXPECT_EQ(monotonic_clock::now(), began);
        time.move_to(began + 90min);
        EXPECT_EQ(monotonic_clock::now() - began, 90min);
        EXPECT_EQ(wall_now(), noon + 90min);
        EXPECT_THROW(driven_time another(noon), std::logic_error);
    }
    EXPECT_EQ(monotonic_clock::driven(), nullptr);
}

TEST(clock, gives_the_same_seed_whenever_time_is_driven) {
    const auto seed = [] {
        const driven_time time(noon);
        return random_seed();
    };
    EXPECT_EQ(seed(), seed());
}

TEST(clock, timers_wait_for_real_time_as_long_as_they_say) {
    EXPECT_EQ(timer_waits::to_wait_duration(5ms), 5ms);
    EXPECT_EQ(timer_waits::to_wait_duration(-5ms), -5ms);
}

TEST(clock, timers_tell_driven_time_what_they_wait_for_and_keep_nobody) {
    driven_time time(noon);
    EXPECT_EQ(time.next_wait(), never);
    EXPECT_EQ(timer_waits::to_wait_duration(2s), 0s);
    EXPECT_EQ(timer_waits::to_wait_duration(time.now() + 3s), 0s);
    EXPECT_EQ(time.next_wait(), time.now() + 2s);
    time.forget_waits();
    EXPECT_EQ(timer_waits::to_wait_duration(duration::max()), 0s);
    EXPECT_EQ(time.next_wait(), never);
}

}  // namespace
}  // namespace weir
