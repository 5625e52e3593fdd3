#include "daemon/async.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using test::fail_at_once;
using test::in;
using test::keep_ending;
using test::run;
using test::run_until;
using test::spawned;
using test::wait_for_ever;
namespace asio = boost::asio;

awaitable<void> fail_after(duration time, std::string what) {
    co_await sleep_for(time);
    throw std::runtime_error(what);
}

awaitable<void> note_after(duration time, std::vector<int>& notes, int note) {
    const bool slept = co_await sleep_for(time);
    notes.push_back(slept ? note : -note);
}

// ---- with_deadline

awaitable<int> give(int number) {
    co_return number;
}

awaitable<int> give_later(int number) {
    co_await sleep_for(1ms);
    co_return number;
}

awaitable<std::unique_ptr<int>> give_unique() {
    co_await sleep_for(1ms);
    co_return std::make_unique<int>(7);
}

awaitable<int> give_despite_cancellation(int number) {
    co_await sleep_until(never);
    co_return number;
}

awaitable<int> wait_for_number() {
    co_await wait_for_ever();
    co_return 0;
}

awaitable<int> abort_itself() {
    co_await sleep_for(1ms);
    throw boost::system::system_error(asio::error::operation_aborted);
}

awaitable<int> fail_when_cancelled() {
    co_await sleep_until(never);
    throw std::runtime_error("link lost");
}

TEST(WithDeadline, DoneInTime) {
    const outcome<int> at_once = run(with_deadline(give(3), in(10s)));
    ASSERT_EQ(at_once.how(), ending::done);
    EXPECT_EQ(at_once.value(), 3);
    EXPECT_EQ(at_once.why(), "");

    const outcome<int> later = run(with_deadline(give_later(4), in(10s)));
    ASSERT_EQ(later.how(), ending::done);
    EXPECT_EQ(later.value(), 4);

    EXPECT_EQ(run(with_deadline(sleep_for(1ms), in(10s))).how(), ending::done);
    outcome<std::unique_ptr<int>> moved = run(with_deadline(give_unique(), in(10s)));
    EXPECT_EQ(*moved.take(), 7);
}

TEST(WithDeadline, FailureKeepsItsReason) {
    for (const duration delay : {0ms, 1ms}) {
        outcome<void> end = run(with_deadline(fail_after(delay, "no such port"), in(10s)));
        ASSERT_EQ(end.how(), ending::failed);
        EXPECT_EQ(end.why(), "no such port");
        EXPECT_THROW(end.take(), std::runtime_error);
    }
    EXPECT_EQ(run(with_deadline(fail_at_once("never began"), in(10s))).why(), "never began");
}

TEST(WithDeadline, TimesOut) {
    outcome<void> nothing = run(with_deadline(wait_for_ever(), in(1ms)));
    EXPECT_EQ(nothing.how(), ending::timed_out);
    EXPECT_EQ(nothing.why(), "timed out");
    EXPECT_EQ(nothing.failure(), nullptr);
    EXPECT_THROW(nothing.take(), boost::system::system_error);

    EXPECT_EQ(run(with_deadline(wait_for_number(), in(1ms))).how(), ending::timed_out);
}

TEST(WithDeadline, InThePastNeverStarts) {
    std::vector<int> notes;
    const auto start = [](std::vector<int>& begun) -> awaitable<void> {
        begun.push_back(1);
        co_return;
    };
    EXPECT_EQ(run(with_deadline(start(notes), in(-1s))).how(), ending::timed_out);
    EXPECT_EQ(run(with_deadline(give(1), in(-1s))).how(), ending::timed_out);
    EXPECT_TRUE(notes.empty());
}

TEST(WithDeadline, WhatCompletedAllTheSameIsDone) {
    const outcome<int> end = run(with_deadline(give_despite_cancellation(5), in(50ms)));
    ASSERT_EQ(end.how(), ending::done);
    EXPECT_EQ(end.value(), 5);
}

TEST(WithDeadline, AnAbortOfItsOwnIsAFailure) {
    const outcome<int> end = run(with_deadline(abort_itself(), in(10s)));
    ASSERT_EQ(end.how(), ending::failed);
    EXPECT_TRUE(is_cancellation(end.failure()));
}

TEST(WithDeadline, AFailureDuringCancellationIsAFailure) {
    const outcome<int> end = run(with_deadline(fail_when_cancelled(), in(50ms)));
    ASSERT_EQ(end.how(), ending::failed);
    EXPECT_EQ(end.why(), "link lost");
}

struct read_result {
    error_code error;
    std::size_t size = 0;
};

awaitable<read_result> read_until_cancelled() {
    read_result result;
    const bool slept = co_await sleep_until(never);
    if (!slept) result.error = asio::error::operation_aborted;
    co_return result;
}

awaitable<std::tuple<error_code, int>> tuple_until_cancelled() {
    std::tuple<error_code, int> result;
    const bool slept = co_await sleep_until(never);
    if (!slept) std::get<0>(result) = asio::error::operation_aborted;
    co_return result;
}

TEST(WithDeadline, AResultThatSaysAbortedTimedOut) {
    EXPECT_EQ(run(with_deadline(read_until_cancelled(), in(1ms))).how(), ending::timed_out);
    EXPECT_EQ(run(with_deadline(tuple_until_cancelled(), in(1ms))).how(), ending::timed_out);
}

template <class T>
std::optional<ending> canceled_from_above(awaitable<T> op) {
    asio::io_context context(1);
    std::optional<ending> how;
    spawned test(context, keep_ending(with_deadline(std::move(op), in(10s)), how));
    context.poll();
    test.cancel();
    EXPECT_TRUE(run_until(context, [&] { return test.ended(); }));
    return how;
}

TEST(WithDeadline, CanceledFromAbove) {
    EXPECT_EQ(canceled_from_above(wait_for_ever()), ending::canceled);
    EXPECT_EQ(canceled_from_above(wait_for_number()), ending::canceled);
    EXPECT_EQ(canceled_from_above(read_until_cancelled()), ending::canceled);
    EXPECT_EQ(canceled_from_above(with_deadline(wait_for_number(), in(10s))), ending::done)
        << "the inner one says canceled";
    EXPECT_EQ(canceled_from_above(give_despite_cancellation(1)), ending::done);
    EXPECT_EQ(canceled_from_above(fail_when_cancelled()), ending::failed);
}

// ---- sleep

TEST(Sleep, TellsWhetherItWasCancelled) {
    EXPECT_TRUE(run(sleep_for(0ms)));
    EXPECT_TRUE(run(sleep_until(in(-1h))));
    asio::io_context context(1);
    std::vector<int> notes;
    spawned test(context, note_after(1h, notes, 1));
    context.poll();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(notes, std::vector{-1});
}

// ---- cancellations

TEST(IsCancellation, KnowsTheErrors) {
    const struct {
        error_code error;
        bool expected;
    } cases[] = {
        {asio::error::operation_aborted, true},
        {make_error_code(boost::system::errc::operation_canceled), true},
        {asio::error::timed_out, false},
        {asio::error::eof, false},
        {error_code(), false},
    };
    for (const auto& [error, expected] : cases) {
        EXPECT_EQ(is_cancellation(error), expected) << error.message();
        EXPECT_EQ(is_cancellation(std::make_exception_ptr(boost::system::system_error(error))), expected);
    }
    EXPECT_FALSE(is_cancellation(std::exception_ptr()));
    EXPECT_FALSE(is_cancellation(std::make_exception_ptr(42)));
    EXPECT_FALSE(is_cancellation(std::make_exception_ptr(std::runtime_error("operation_aborted"))));
}

}  // namespace
}  // namespace weir
