#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "daemon/async.hpp"
#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using test::in;
using test::run;
using test::run_until;
using test::spawned;
namespace asio = boost::asio;

class Waits : public ::testing::Test {
protected:
    using notes = std::vector<std::string>;

    spawned& start(awaitable<void> work) {
        running.push_back(std::make_unique<spawned>(context, std::move(work)));
        return *running.back();
    }
    bool all_ended() {
        return run_until(context, [this] {
            return std::all_of(running.begin(), running.end(), [](const auto& one) { return one->ended(); });
        });
    }

    notes log;
    std::vector<std::unique_ptr<spawned>> running;
    asio::io_context context{1};
};

// ---- event

awaitable<void> wait_on(event& changed, std::vector<std::string>& log, std::string name,
                        monotonic_time deadline = never) {
    const wake why = co_await changed.wait(deadline);
    constexpr const char* texts[] = {" notified", " timed out", " canceled"};
    log.push_back(name + texts[static_cast<int>(why)]);
}

class Event : public Waits {
protected:
    spawned& wait(std::string name, monotonic_time deadline = never) {
        return start(wait_on(changed, log, std::move(name), deadline));
    }
    event changed;
};

TEST_F(Event, WakesTheOneThatHasWaitedLongest) {
    EXPECT_FALSE(changed.notify_one());
    wait("a");
    wait("b");
    context.poll();
    EXPECT_TRUE(log.empty()) << "it remembers nothing";
    EXPECT_TRUE(changed.notify_one());
    context.poll();
    EXPECT_EQ(log, notes{"a notified"});
    EXPECT_TRUE(changed.notify_one());
    context.poll();
    EXPECT_EQ(log, (notes{"a notified", "b notified"}));
    EXPECT_FALSE(changed.has_waiters());
}

TEST_F(Event, WakesAll) {
    for (const char* name : {"a", "b", "c"})
        wait(name);
    context.poll();
    changed.notify_all();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(log, (notes{"a notified", "b notified", "c notified"}));
}

TEST_F(Event, DeadlineCancellationAndNotificationDiffer) {
    wait("late", in(1ms));
    spawned& canceled = wait("unwanted");
    wait("lucky");
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 1; }));
    canceled.cancel();
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 2; }));
    changed.notify_one();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(log, (notes{"late timed out", "unwanted canceled", "lucky notified"}));
}

TEST_F(Event, NotifiedAndCancelledAtOnceIsNotified) {
    spawned& both = wait("a");
    context.poll();
    changed.notify_one();
    both.cancel();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(log, notes{"a notified"});
}

TEST_F(Event, CancelledAndNotifiedAtOnceIsNotifiedToo) {
    spawned& both = wait("a");
    context.poll();
    both.cancel();
    EXPECT_TRUE(changed.notify_one());
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(log, notes{"a notified"});
}

TEST_F(Event, WaitersMayGoWithTheirLoop) {
    auto doomed = std::make_unique<asio::io_context>(1);
    spawned waiting(*doomed, wait_on(changed, log, "a"));
    doomed->poll();
    EXPECT_TRUE(changed.has_waiters());
    doomed.reset();
    EXPECT_FALSE(changed.has_waiters());
}

// ---- semaphore

awaitable<void> hold_slot(semaphore& port, std::vector<std::string>& log, std::string name, event& release,
                          monotonic_time deadline) {
    const outcome<semaphore::slot> got = co_await port.acquire(deadline);
    log.push_back(name + (got.done() ? " has it" : " " + got.why()));
    if (!got.done()) co_return;
    co_await release.wait();
}

class Semaphore : public Waits {
protected:
    spawned& take(std::string name, monotonic_time deadline = never) {
        spawned& taker = start(hold_slot(port, log, std::move(name), release, deadline));
        context.restart();
        context.poll();
        return taker;
    }
    semaphore port{1};
    event release;
};

TEST_F(Semaphore, FirstComeFirstServed) {
    take("a");
    take("b");
    take("c");
    EXPECT_EQ(log, notes{"a has it"});
    EXPECT_FALSE(port.try_acquire());
    release.notify_one();
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 2; }));
    release.notify_one();
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 3; }));
    release.notify_one();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(log, (notes{"a has it", "b has it", "c has it"}));
    EXPECT_EQ(port.free(), 1u);
}

TEST_F(Semaphore, TheTriedSlotIsGivenBack) {
    {
        semaphore::slot slot = port.try_acquire();
        EXPECT_TRUE(slot);
        EXPECT_FALSE(port.try_acquire());
        semaphore::slot moved = std::move(slot);
        EXPECT_TRUE(moved);
        moved = semaphore::slot();
        EXPECT_EQ(port.free(), 1u);
        moved = port.try_acquire();
    }
    EXPECT_EQ(port.free(), 1u);
}

TEST_F(Semaphore, NeitherCancellationNorDeadlineLosesASlot) {
    take("a");
    spawned& unwanted = take("unwanted");
    unwanted.cancel();
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 2; }));
    take("late", in(1ms));
    take("patient");
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 3; }));
    EXPECT_EQ(log, (notes{"a has it", "unwanted canceled", "late timed out"}));
    release.notify_one();
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 4; }));
    EXPECT_EQ(log.back(), "patient has it");
    release.notify_one();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(port.free(), 1u);
}

TEST_F(Semaphore, CancelledJustWhenItGotTheSlotGivesItBack) {
    semaphore::slot slot = port.try_acquire();
    spawned& unlucky = take("unlucky");
    take("next");
    slot.release();
    unlucky.cancel();
    ASSERT_TRUE(run_until(context, [this] { return log.size() == 2; }));
    EXPECT_EQ(log, (notes{"unlucky has it", "next has it"}));
    release.notify_all();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(port.free(), 1u);
}

struct counted {
    explicit counted(int& count) : count(count) { ++count; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() { --count; }

    int& count;
};

TEST_F(Semaphore, UnderAnyMixOfCancellationsAndDeadlines) {
    std::minstd_rand random(7);
    semaphore slots(3);
    int inside = 0;
    int most = 0;
    const auto visit = [&](duration patience, duration stay) -> awaitable<void> {
        const monotonic_time deadline = in(patience);
        const outcome<semaphore::slot> got = co_await slots.acquire(deadline);
        if (!got.done()) co_return;
        const counted visitor(inside);
        most = std::max(most, inside);
        co_await sleep_for(stay);
    };
    const auto cancellable = [&](duration patience, duration stay) -> awaitable<void> {
        const monotonic_time deadline = in(std::chrono::microseconds(random() % 3000));
        awaitable<void> visiting = visit(patience, stay);
        const outcome<void> end = co_await with_deadline(std::move(visiting), deadline);
        EXPECT_NE(end.how(), ending::failed);
    };
    std::vector<awaitable<void>> visitors;
    for (int visitor = 0; visitor < 2000; ++visitor)
        visitors.push_back(cancellable(std::chrono::microseconds(random() % 3000),
                                       std::chrono::microseconds(random() % 50)));
    run(run_all(std::move(visitors)));
    EXPECT_EQ(slots.free(), 3u);
    EXPECT_EQ(inside, 0);
    EXPECT_EQ(most, 3);
}

// ---- bounded_queue

TEST(BoundedQueue, FirstInFirstOut) {
    bounded_queue<int> queue(3, overflow::refuse);
    for (const int item : {1, 2, 3})
        EXPECT_TRUE(queue.push(item));
    EXPECT_EQ(run(queue.pop()), 1);
    EXPECT_EQ(queue.try_pop(), 2);
    EXPECT_EQ(queue.try_pop(), 3);
    EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(BoundedQueue, Overflow) {
    const struct {
        overflow policy;
        bool taken;
        std::vector<int> left;
    } cases[] = {{overflow::refuse, false, {1, 2}}, {overflow::drop_oldest, true, {2, 3}}};
    for (const auto& [policy, taken, left] : cases) {
        bounded_queue<int> queue(2, policy);
        queue.push(1);
        queue.push(2);
        EXPECT_TRUE(queue.full());
        EXPECT_EQ(queue.push(3), taken);
        EXPECT_EQ(queue.dropped(), 1u);
        EXPECT_EQ(queue.size(), 2u);
        for (const int item : left)
            EXPECT_EQ(queue.try_pop(), item);
    }
}

class Queue : public Waits {
protected:
    spawned& consume() {
        spawned& consumer = start(take_all());
        context.restart();
        context.poll();
        return consumer;
    }
    awaitable<void> take_all() {
        for (;;) {
            std::optional<std::unique_ptr<int>> item = co_await queue.pop();
            if (!item) break;
            taken.push_back(**item);
        }
        log.push_back("left");
    }

    bounded_queue<std::unique_ptr<int>> queue{100, overflow::refuse};
    std::vector<int> taken;
};

TEST_F(Queue, SeveralConsumersGetEachItemOnce) {
    consume();
    consume();
    for (int item = 0; item < 50; ++item)
        queue.push(std::make_unique<int>(item));
    ASSERT_TRUE(run_until(context, [this] { return taken.size() == 50; }));
    std::sort(taken.begin(), taken.end());
    for (int item = 0; item < 50; ++item)
        EXPECT_EQ(taken[static_cast<std::size_t>(item)], item);
    queue.close();
    ASSERT_TRUE(all_ended());
}

TEST_F(Queue, ClosedItIsDrainedFirst) {
    queue.push(std::make_unique<int>(1));
    queue.push(std::make_unique<int>(2));
    queue.close();
    EXPECT_FALSE(queue.push(std::make_unique<int>(3)));
    EXPECT_EQ(queue.dropped(), 1u);
    consume();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(taken, (std::vector{1, 2}));
    EXPECT_EQ(log, notes{"left"});
}

TEST_F(Queue, CancellationEndsAConsumerAndLosesNothing) {
    spawned& first = consume();
    consume();
    queue.push(std::make_unique<int>(1));  // wakes the first ...
    first.cancel();                        // ... that is cancelled before it runs
    ASSERT_TRUE(run_until(context, [this] { return taken.size() == 1; }));
    queue.push(std::make_unique<int>(2));
    ASSERT_TRUE(run_until(context, [this] { return taken.size() == 2; }));
    EXPECT_EQ(taken, (std::vector{1, 2}));
    queue.close();
    ASSERT_TRUE(all_ended());
}

TEST_F(Queue, ACancelledConsumerLeaves) {
    consume().cancel();
    ASSERT_TRUE(all_ended());
    EXPECT_EQ(log, notes{"left"});
}

TEST(BoundedQueue, DeadlinesLoseNothing) {
    bounded_queue<int> queue(10, overflow::refuse);
    int received = 0;
    const auto produce = [&]() -> awaitable<void> {
        for (int item = 0; item < 300; ++item) {
            queue.push(item);
            co_await sleep_for(100us);
        }
        queue.close();
    };
    const auto consume = [&]() -> awaitable<void> {
        while (!queue.closed() || !queue.empty()) {
            const monotonic_time deadline = in(100us);
            awaitable<std::optional<int>> popping = queue.pop();
            const outcome<std::optional<int>> got = co_await with_deadline(std::move(popping), deadline);
            if (!got.done() || !got.value()) continue;
            EXPECT_EQ(*got.value(), received++);
        }
    };
    std::vector<awaitable<void>> both;
    both.push_back(produce());
    both.push_back(consume());
    run(run_all(std::move(both)));
    EXPECT_EQ(received, 300);
    EXPECT_EQ(queue.dropped(), 0u);
}

}  // namespace
}  // namespace weir
