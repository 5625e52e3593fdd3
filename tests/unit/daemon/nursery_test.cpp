#include "daemon/async/nursery.hpp"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using test::fail_at_once;
using test::run_until;
using test::spawned;
using ::testing::ElementsAre;

using notes = std::vector<std::string>;

// Notes its begin, and its end with how it came.
awaitable<void> live(notes& all, std::string name, event& may_end) {
    all.push_back(name + " begins");
    const wake why = co_await may_end.wait();
    all.push_back(name + (why == wake::canceled ? " is cancelled" : " ends"));
}

// Takes a while to end when it is cancelled.
awaitable<void> clean_up(notes& all) {
    co_await sleep_for(5ms);
    all.push_back("cleaned up");
}

awaitable<void> live_and_clean_up(notes& all) {
    awaitable<void> waiting = test::wait_for_ever();
    awaitable<void> cleaning = clean_up(all);
    const outcome<void> cleaned = co_await with_cleanup(std::move(waiting), std::move(cleaning), 10s);
    EXPECT_TRUE(cleaned.done());
}

awaitable<void> fail_later(std::string what) {
    co_await sleep_for(1ms);
    throw std::runtime_error(what);
}

class nursery_test : public ::testing::Test {
protected:
    bool until(const std::function<bool()>& condition) { return run_until(context_, condition); }
    // Lets all that is ready run.
    void turn() {
        context_.restart();
        context_.poll();
    }

    boost::asio::io_context context_{1};
    notes all_;
    event first_;
    event second_;
    nursery tested_;
};

TEST_F(nursery_test, BeginsItsChildrenWhenItRunsAndLaterOnesAtOnce) {
    tested_.add(live(all_, "first", first_));
    turn();
    EXPECT_THAT(all_, ElementsAre());
    spawned running(context_, tested_.run());
    turn();
    EXPECT_THAT(all_, ElementsAre("first begins"));
    tested_.add(live(all_, "second", second_));
    turn();
    EXPECT_THAT(all_, ElementsAre("first begins", "second begins"));
    EXPECT_EQ(tested_.size(), 2U);
    running.cancel();
    EXPECT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(running.failure(), nullptr);
    EXPECT_EQ(tested_.size(), 0U);
}

TEST_F(nursery_test, ForgetsAChildThatEndsByItselfAndGoesOn) {
    spawned running(context_, tested_.run());
    tested_.add(live(all_, "first", first_));
    tested_.add(live(all_, "second", second_));
    turn();
    first_.notify_one();
    EXPECT_TRUE(until([&] { return tested_.size() == 1; }));
    second_.notify_one();
    EXPECT_TRUE(until([&] { return tested_.size() == 0; }));
    EXPECT_FALSE(running.ended());
    tested_.add(live(all_, "third", first_));
    turn();
    EXPECT_EQ(all_.back(), "third begins");
    running.cancel();
    EXPECT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(all_.back(), "third is cancelled");
}

TEST_F(nursery_test, JoinsAllWhenItIsCancelledFromAbove) {
    tested_.add(live(all_, "first", first_));
    tested_.add(live_and_clean_up(all_));
    spawned running(context_, tested_.run());
    turn();
    running.cancel();
    running.cancel();  // what is being joined is not cut short
    EXPECT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(running.failure(), nullptr);
    EXPECT_THAT(all_, ElementsAre("first begins", "first is cancelled", "cleaned up"));
}

TEST_F(nursery_test, CancelledBeforeItsFirstTurnItJoinsAllTheSame) {
    tested_.add(live(all_, "first", first_));
    spawned running(context_, tested_.run());
    running.cancel();
    EXPECT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(tested_.size(), 0U);
}

TEST_F(nursery_test, EndsOneAndWaitsForItWhileTheOthersGoOn) {
    const auto slow = tested_.add(live_and_clean_up(all_));
    tested_.add(live(all_, "other", first_));
    spawned running(context_, tested_.run());
    turn();
    std::vector<nursery::child_id> which{slow, 4711};
    spawned ending(context_, tested_.end(std::move(which)));
    EXPECT_TRUE(until([&] { return ending.ended(); }));
    EXPECT_EQ(ending.failure(), nullptr);
    EXPECT_THAT(all_, ElementsAre("other begins", "cleaned up"));
    EXPECT_EQ(tested_.size(), 1U);
    EXPECT_FALSE(running.ended());
    running.cancel();
    EXPECT_TRUE(until([&] { return running.ended(); }));
}

TEST_F(nursery_test, EndsOneThatHasNotBegunYet) {
    spawned running(context_, tested_.run());
    turn();
    std::vector<nursery::child_id> which{tested_.add(live(all_, "late", first_))};
    spawned ending(context_, tested_.end(std::move(which)));
    EXPECT_TRUE(until([&] { return ending.ended(); }));
    EXPECT_THAT(all_, ElementsAre());
    running.cancel();
    EXPECT_TRUE(until([&] { return running.ended(); }));
}

TEST_F(nursery_test, WhoWaitsForAnEndMayBeCancelledAndTheRestIsJoined) {
    std::vector<nursery::child_id> which{tested_.add(live_and_clean_up(all_))};
    spawned running(context_, tested_.run());
    turn();
    spawned ending(context_, tested_.end(std::move(which)));
    turn();
    ending.cancel();
    running.cancel();
    EXPECT_TRUE(until([&] { return ending.ended() && running.ended(); }));
    EXPECT_TRUE(is_cancellation(ending.failure()));
    EXPECT_THAT(all_, ElementsAre("cleaned up"));
}

TEST_F(nursery_test, AFailureCancelsTheOthersAndIsThrown) {
    tested_.add(live(all_, "first", first_));
    tested_.add(fail_later("broken"));
    spawned running(context_, tested_.run());
    EXPECT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(reason(running.failure()), "broken");
    EXPECT_THAT(all_, ElementsAre("first begins", "first is cancelled"));
}

TEST_F(nursery_test, AChildThatFailsAtOnceFailsItToo) {
    tested_.add(fail_at_once("broken"));
    spawned running(context_, tested_.run());
    EXPECT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(reason(running.failure()), "broken");
}

TEST_F(nursery_test, WhatComesAfterTheEndNeverBegins) {
    spawned running(context_, tested_.run());
    turn();
    running.cancel();
    EXPECT_TRUE(until([&] { return running.ended(); }));
    tested_.add(live(all_, "late", first_));
    turn();
    EXPECT_THAT(all_, ElementsAre());
    EXPECT_EQ(tested_.size(), 0U);
}

// Children come and go at random while others run; each has exactly one end.
TEST_F(nursery_test, HoldsThroughManyComingsAndGoings) {
    spawned running(context_, tested_.run());
    std::minstd_rand random(7);
    std::vector<nursery::child_id> alive;
    std::size_t begun = 0;
    for (int round = 0; round < 500; ++round) {
        alive.push_back(tested_.add(live(all_, "child", first_)));
        ++begun;
        if (random() % 2 == 0) turn();
        if (random() % 3 != 0) continue;
        std::vector<nursery::child_id> which{alive[random() % alive.size()]};
        std::erase(alive, which.front());
        if (alive.empty()) alive.push_back(0);
        spawned ending(context_, tested_.end(std::move(which)));
        ASSERT_TRUE(until([&] { return ending.ended(); }));
    }
    running.cancel();
    ASSERT_TRUE(until([&] { return running.ended(); }));
    const auto begins = std::ranges::count(all_, std::string("child begins"));
    const auto ends = std::ranges::count(all_, std::string("child is cancelled"));
    EXPECT_EQ(begins, ends);
    EXPECT_GT(static_cast<std::size_t>(begins), begun / 2);
}

}  // namespace
}  // namespace weir
