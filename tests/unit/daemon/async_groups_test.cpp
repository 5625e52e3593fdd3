#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/async.hpp"
#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
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

// ---- run_all

template <class... Work>
std::vector<awaitable<void>> list_of(Work... work) {
    std::vector<awaitable<void>> list;
    (list.push_back(std::move(work)), ...);
    return list;
}

TEST(RunAll, NothingToRunEndsAtOnce) {
    run(run_all({}));
}

TEST(RunAll, JoinsAll) {
    std::vector<int> notes;
    run(run_all(list_of(note_after(20ms, notes, 2), note_after(0ms, notes, 1))));
    EXPECT_EQ(notes, (std::vector{1, 2}));
}

TEST(RunAll, AFailureCancelsNoSibling) {
    std::vector<int> notes;
    auto children = list_of(fail_at_once("first"), note_after(20ms, notes, 1), fail_after(5ms, "second"));
    try {
        run(run_all(std::move(children)));
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "first");
    }
    EXPECT_EQ(notes, std::vector{1});
}

TEST(RunAll, CancellationReachesEveryChild) {
    asio::io_context context(1);
    std::vector<int> notes;
    auto children = list_of(note_after(1h, notes, 1), note_after(1h, notes, 2));
    spawned test(context, run_all(std::move(children)));
    context.poll();
    EXPECT_TRUE(notes.empty());
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(test.failure(), nullptr) << "children that return are fine";
    EXPECT_EQ(notes, (std::vector{-1, -2}));
}

TEST(RunAll, CancellationBeforeTheirFirstTurnIsNotLost) {
    asio::io_context context(1);
    std::vector<int> notes;
    spawned test(context, run_all(list_of(note_after(1h, notes, 1))));
    context.run_one();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_TRUE(is_cancellation(test.failure()) || notes == std::vector{-1});
}

// A child may stop the whole tree from its first line on.
TEST(RunAll, CancellationByAChildReachesItsSiblings) {
    asio::io_context context(1);
    std::vector<int> notes;
    spawned* all = nullptr;
    const auto stop = [&]() -> awaitable<void> {
        all->cancel();
        co_return;
    };
    spawned test(context, run_all(list_of(note_after(1h, notes, 1), stop(), note_after(1h, notes, 2))));
    all = &test;
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
}

TEST(RunAll, ARealFailureSaysMoreThanACancellation) {
    asio::io_context context(1);
    const auto fail = []() -> awaitable<void> {
        co_await sleep_until(never);
        throw std::runtime_error("disk full");
    };
    spawned test(context, run_all(list_of(wait_for_ever(), fail())));
    context.poll();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(reason(test.failure()), "disk full");
}

TEST(RunAll, AThousandChildren) {
    std::vector<int> notes;
    std::vector<awaitable<void>> children;
    for (int child = 0; child < 1000; ++child)
        children.push_back(note_after(1ms, notes, child));
    run(run_all(std::move(children)));
    EXPECT_EQ(notes.size(), 1000u);
}

TEST(RunAll, AThousandChildrenCancelled) {
    asio::io_context context(1);
    std::vector<awaitable<void>> children;
    for (int child = 0; child < 1000; ++child)
        children.push_back(wait_for_ever());
    spawned test(context, run_all(std::move(children)));
    context.poll();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_TRUE(is_cancellation(test.failure()));
}

struct tracer {
    tracer(std::vector<std::string>& into, std::string own) : log(into), name(std::move(own)) {}
    tracer(const tracer&) = delete;
    tracer& operator=(const tracer&) = delete;
    ~tracer() { log.push_back(name); }

    std::vector<std::string>& log;
    std::string name;
};

awaitable<void> borrower(tracer& owned) {
    tracer mine(owned.log, "child of " + owned.name);
    co_await wait_for_ever();
}

awaitable<void> owner(std::vector<std::string>& log) {
    tracer owned(log, "owner");
    auto children = list_of(borrower(owned), borrower(owned));
    co_await run_all(std::move(children));
}

TEST(RunAll, OwnersOutliveTheirChildren) {
    asio::io_context context(1);
    std::vector<std::string> log;
    spawned test(context, owner(log));
    context.poll();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(log, (std::vector<std::string>{"child of owner", "child of owner", "owner"}));
}

TEST(RunAll, OwnersOutliveTheirChildrenWhenTheLoopIsDestroyed) {
    std::vector<std::string> log;
    auto context = std::make_unique<asio::io_context>(1);
    spawned test(*context, owner(log));
    context->poll();
    context.reset();
    EXPECT_EQ(log, (std::vector<std::string>{"child of owner", "child of owner", "owner"}));
    EXPECT_FALSE(test.ended());
}

// ---- race

TEST(Race, TheFirstCancelsTheOthers) {
    std::vector<int> notes;
    auto children = list_of(note_after(1h, notes, 1), note_after(1ms, notes, 2), note_after(1h, notes, 3));
    EXPECT_EQ(run(race(std::move(children))), 1u);
    EXPECT_EQ(notes, (std::vector{2, -1, -3}));
}

TEST(Race, TheFirstFailureIsThrown) {
    std::vector<int> notes;
    EXPECT_THROW(run(race(list_of(note_after(1h, notes, 1), fail_at_once("broken")))), std::runtime_error);
    EXPECT_EQ(notes, std::vector{-1}) << "joined all the same";
}

TEST(Race, CanceledFromAbove) {
    asio::io_context context(1);
    std::vector<int> notes;
    const auto compete = [&]() -> awaitable<void> {
        co_await race(list_of(note_after(1h, notes, 1), note_after(1h, notes, 2)));
    };
    spawned test(context, compete());
    context.poll();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(notes, (std::vector{-1, -2}));
}

// ---- shielded, with_cleanup

TEST(Shielded, CancellationIsWaitedOut) {
    asio::io_context context(1);
    std::vector<int> notes;
    std::optional<ending> how;
    spawned test(context, keep_ending(shielded(note_after(20ms, notes, 1), in(10s)), how));
    context.poll();
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(how, ending::done);
    EXPECT_EQ(notes, std::vector{1});
}

TEST(Shielded, HasItsDeadline) {
    EXPECT_EQ(run(shielded(wait_for_ever(), in(1ms))).how(), ending::timed_out);
    EXPECT_EQ(run(shielded(fail_at_once("no"), in(10s))).why(), "no");
}

awaitable<void> say_goodbye(std::vector<int>& notes) {
    co_await note_after(1ms, notes, 10);
    co_await note_after(1ms, notes, 11);
}

TEST(WithCleanup, AwaitsAfterACancellation) {
    asio::io_context context(1);
    std::vector<int> notes;
    std::optional<ending> how;
    spawned test(context, keep_ending(with_cleanup(wait_for_ever(), say_goodbye(notes), 10s), how));
    context.poll();
    EXPECT_TRUE(notes.empty());
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(notes, (std::vector{10, 11}));
    EXPECT_TRUE(is_cancellation(test.failure())) << "the body's end is thrown after the clean-up";
    EXPECT_EQ(how, std::nullopt);
}

TEST(WithCleanup, WhateverTheBodyDid) {
    std::vector<int> notes;
    EXPECT_EQ(run(with_cleanup(note_after(0ms, notes, 1), say_goodbye(notes), 10s)).how(), ending::done);
    EXPECT_THROW(static_cast<void>(run(with_cleanup(fail_at_once("no"), say_goodbye(notes), 10s))),
                 std::runtime_error);
    EXPECT_EQ(notes, (std::vector{1, 10, 11, 10, 11}));
}

TEST(WithCleanup, HasATimeOfItsOwn) {
    std::vector<int> notes;
    EXPECT_EQ(run(with_cleanup(note_after(0ms, notes, 1), wait_for_ever(), 1ms)).how(), ending::timed_out);
    EXPECT_EQ(run(with_cleanup(note_after(0ms, notes, 1), fail_at_once("hm"), 10s)).why(), "hm");
}

// ---- supervise

class Supervise : public ::testing::Test {
protected:
    static backoff_policy fast() {
        backoff_policy policy;
        policy.first = 1ms;
        policy.most = 2ms;
        return policy;
    }
    static backoff_policy slow() {
        backoff_policy policy;
        policy.first = 1h;
        policy.most = 1h;
        return policy;
    }
    const task* child() const { return root.children().empty() ? nullptr : root.children().front(); }

    stall_detector stalls{1h};
    task root{"weir", stalls};
    asio::io_context context{1};
};

TEST_F(Supervise, StartsAnewAfterReturnsAndFailures) {
    int starts = 0;
    spawned test(context, supervise(root, "gps", fast(), [&](task&) -> awaitable<void> {
                     if (++starts == 2) throw std::runtime_error("hang-up");
                     if (starts == 4) throw 42;
                     if (starts < 5) co_return;
                     co_await wait_for_ever();
                 }));
    ASSERT_TRUE(run_until(context, [&] { return starts == 3; }));
    EXPECT_EQ(child()->last_error(), "ended") << "after the third start's return";
    ASSERT_TRUE(run_until(context, [&] { return starts == 5; }));
    EXPECT_EQ(child()->path(), "weir/gps");
    EXPECT_EQ(child()->restarts(), 4u);
    EXPECT_EQ(child()->last_error(), "unknown error");

    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(test.failure(), nullptr);
    EXPECT_EQ(child(), nullptr);
}

TEST_F(Supervise, ACancellationThatIsNotOursIsAFailure) {
    int starts = 0;
    spawned test(context, supervise(root, "gps", fast(), [&](task&) -> awaitable<void> {
                     ++starts;
                     throw boost::system::system_error(asio::error::operation_aborted);
                     co_return;
                 }));
    ASSERT_TRUE(run_until(context, [&] { return starts == 3; }));
    EXPECT_NE(child()->last_error(), "");
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
}

TEST_F(Supervise, EndsInItsPauseToo) {
    spawned test(context, supervise(root, "gps", slow(), [](task&) { return fail_at_once("no such port"); }));
    ASSERT_TRUE(run_until(context, [&] { return child() && child()->awaits() == "restart"; }));
    EXPECT_EQ(child()->last_error(), "no such port");
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
    EXPECT_EQ(test.failure(), nullptr);
}

TEST_F(Supervise, AWorkThatCannotEvenBeMadeIsAFailure) {
    spawned test(context, supervise(root, "gps", slow(),
                                    [](task&) -> awaitable<void> { throw std::runtime_error("no memory"); }));
    ASSERT_TRUE(run_until(context, [&] { return child() && child()->awaits() == "restart"; }));
    EXPECT_EQ(child()->last_error(), "no memory");
    EXPECT_EQ(child()->restarts(), 1u);
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
}

TEST_F(Supervise, OneFailingChildTakesNoOther) {
    int failures = 0;
    int samples = 0;
    const auto fail = [&](task&) -> awaitable<void> {
        ++failures;
        throw std::runtime_error("unplugged");
        co_return;
    };
    const auto work = [&](task&) -> awaitable<void> {
        for (;;) {
            const bool slept = co_await sleep_for(1ms);
            if (!slept) co_return;
            ++samples;
        }
    };
    spawned test(context, run_all(list_of(supervise(root, "bad", fast(), fail),
                                          supervise(root, "good", fast(), work))));
    ASSERT_TRUE(run_until(context, [&] { return failures >= 3 && samples >= 3; }));
    EXPECT_EQ(root.children().back()->restarts(), 0u);
    test.cancel();
    ASSERT_TRUE(run_until(context, [&] { return test.ended(); }));
}

}  // namespace
}  // namespace weir
