#include "daemon/log_limiter.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <string>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr monotonic_time start{1h};

TEST(log_limiter, lets_one_line_an_interval_through_and_says_how_many_it_held_back) {
    log_limiter limiter(10s);
    EXPECT_EQ(limiter.allow("gps too_long", start), 0u);
    EXPECT_EQ(limiter.allow("gps too_long", start), std::nullopt);
    EXPECT_EQ(limiter.allow("gps too_long", start + 9999ms), std::nullopt);
    EXPECT_EQ(limiter.allow("gps too_long", start + 10s), 2u);
    EXPECT_EQ(limiter.allow("gps too_long", start + 19s), std::nullopt);
    EXPECT_EQ(limiter.allow("gps too_long", start + 25s), 1u);
    EXPECT_EQ(limiter.allow("gps too_long", start + 40s), 0u);
}

TEST(log_limiter, holds_ten_seconds_unless_told_otherwise) {
    log_limiter limiter;
    EXPECT_EQ(limiter.allow("a", start), 0u);
    EXPECT_EQ(limiter.allow("a", start + 9s), std::nullopt);
    EXPECT_EQ(limiter.allow("a", start + 10s), 1u);
}

TEST(log_limiter, keeps_reasons_apart) {
    log_limiter limiter(10s);
    EXPECT_EQ(limiter.allow("gps too_long", start), 0u);
    EXPECT_EQ(limiter.allow("gps bad_checksum", start), 0u);
    EXPECT_EQ(limiter.allow("gps too_long", start), std::nullopt);
    EXPECT_EQ(limiter.allow("gps bad_checksum", start + 10s), 0u);
}

TEST(log_limiter, lets_reasons_share_when_there_are_too_many) {
    log_limiter limiter(10s, 2);
    EXPECT_EQ(limiter.allow("a", start), 0u);
    EXPECT_EQ(limiter.allow("b", start), 0u);
    EXPECT_EQ(limiter.allow("c", start), 0u);
    EXPECT_EQ(limiter.allow("d", start), std::nullopt);
    EXPECT_EQ(limiter.allow("c", start + 1s), std::nullopt);
    EXPECT_EQ(limiter.allow("a", start + 1s), std::nullopt) << "it has a place of its own still";
}

TEST(log_limiter, gives_the_place_of_an_idle_reason_away) {
    log_limiter limiter(10s, 2);
    EXPECT_EQ(limiter.allow("a", start), 0u);
    EXPECT_EQ(limiter.allow("b", start + 5s), 0u);
    EXPECT_EQ(limiter.allow("c", start + 10s), 0u) << "in the place of a";
    EXPECT_EQ(limiter.allow("b", start + 10s), std::nullopt);
    EXPECT_EQ(limiter.allow("c", start + 11s), std::nullopt);
}

}  // namespace
}  // namespace weir
