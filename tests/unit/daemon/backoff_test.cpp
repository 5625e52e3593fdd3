#include "daemon/backoff.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

using namespace std::chrono_literals;

backoff_policy policy(duration first, duration most, double factor, double jitter) {
    backoff_policy result;
    result.first = first;
    result.most = most;
    result.factor = factor;
    result.jitter = jitter;
    return result;
}

TEST(Backoff, GrowsUpToItsMost) {
    backoff delays(policy(100ms, 1s, 2, 0));
    for (const duration expected : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms})
        EXPECT_EQ(delays.next(0s, 0.5), expected);
}

TEST(Backoff, JitterOnlyShortens) {
    const struct {
        double random;
        duration expected;
    } cases[] = {{0, 100ms}, {0.5, 90ms}, {1, 80ms}};
    for (const auto& [random, expected] : cases) {
        backoff delays(policy(100ms, 1s, 2, 0.2));
        EXPECT_EQ(delays.next(0s, random), expected) << random;
    }
}

TEST(Backoff, WhatLivedLongStartsAnew) {
    backoff delays(policy(100ms, 1s, 2, 0));
    delays.next(0s, 0);
    delays.next(9s, 0);
    EXPECT_EQ(delays.next(10s, 0), 100ms);
    EXPECT_EQ(delays.next(0s, 0), 200ms);
    delays.reset();
    EXPECT_EQ(delays.next(0s, 0), 100ms);
}

TEST(Backoff, NeverOverflows) {
    backoff delays(policy(1ns, 30s, 10, 0));
    for (int failure = 0; failure < 100000; ++failure) {
        const duration delay = delays.next(0s, 0.99);
        ASSERT_GT(delay, 0s);
        ASSERT_LE(delay, 30s);
    }
    backoff constant(policy(5ms, 30s, 1, 0));
    for (int failure = 0; failure < 1000; ++failure)
        ASSERT_EQ(constant.next(0s, 0), 5ms);
    backoff inverted(policy(60s, 30s, 2, 0));
    EXPECT_EQ(inverted.next(0s, 0), 30s) << "a first delay above the most";
}

}  // namespace
}  // namespace weir
