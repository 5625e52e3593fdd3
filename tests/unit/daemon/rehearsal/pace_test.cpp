#include "daemon/rehearsal/pace.hpp"

#include <boost/asio/post.hpp>
#include <functional>
#include <gtest/gtest.h>

#include "daemon/async.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

const auto not_enough = [] { return false; };

class driven_loop : public testing::Test {
protected:
    duration passed() const { return time.now() - time.began(); }

    driven_time time{wall_time{}};
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy{context.get_executor()};
    pace tested{context, time};
};

awaitable<void> note_times(std::vector<duration> pauses, std::vector<monotonic_time>& at) {
    for (const duration each : pauses) {
        co_await sleep_for(each);
        at.push_back(monotonic_clock::now());
    }
}

TEST_F(driven_loop, goes_to_each_timer_at_its_exact_time) {
    std::vector<monotonic_time> at;
    spawned work(context, note_times({1ns, 2h, 0s, 999ms}, at));
    EXPECT_FALSE(tested.go_on(time.now() + 3h, not_enough));
    const monotonic_time began = time.began();
    EXPECT_EQ(at, (std::vector{began + 1ns, began + 2h + 1ns, began + 2h + 1ns, began + 2h + 999ms + 1ns}));
    EXPECT_EQ(passed(), 3h);
    EXPECT_TRUE(work.ended());
}

TEST_F(driven_loop, stands_still_when_it_has_enough) {
    std::vector<monotonic_time> at;
    spawned work(context, note_times({1s, 1s, 1s}, at));
    EXPECT_TRUE(tested.go_on(time.now() + 1h, [&] { return at.size() == 2; }));
    EXPECT_EQ(passed(), 2s);
    tested.settle();
    EXPECT_EQ(passed(), 2s);
    EXPECT_TRUE(tested.go_on(time.now() + 1s, [&] { return at.size() == 3; })) << "at its end";
}

awaitable<void> give_up_waiting(event& never_comes, std::vector<wake>& how) {
    const wake why = co_await never_comes.wait(monotonic_clock::now() + 10s);
    how.push_back(why);
}

TEST_F(driven_loop, is_not_held_up_by_a_timer_that_was_canceled) {
    event woken;
    std::vector<wake> how;
    std::vector<monotonic_time> at;
    spawned waits(context, give_up_waiting(woken, how));
    spawned wakes(context, note_times({1s, 1min}, at));
    EXPECT_TRUE(tested.go_on(time.now() + 1h, [&] { return at.size() == 1; }));
    EXPECT_TRUE(woken.notify_one());
    EXPECT_TRUE(tested.go_on(time.now() + 1h, [&] { return at.size() == 2; }));
    EXPECT_EQ(how, std::vector{wake::notified});
    EXPECT_EQ(passed(), 61s);
}

TEST_F(driven_loop, ends_what_never_comes_to_rest) {
    std::function<void()> again = [&] { boost::asio::post(context, again); };
    again();
    EXPECT_FALSE(tested.go_on(time.now() + 1s, not_enough));
    EXPECT_EQ(tested.trouble(), "weir does not come to rest");
    EXPECT_EQ(passed(), 0s);
}

TEST_F(driven_loop, ends_after_thirty_days) {
    std::vector<monotonic_time> at;
    spawned work(context, note_times({24h * 31, 1s}, at));
    EXPECT_FALSE(tested.go_on(never, not_enough));
    EXPECT_EQ(tested.trouble(), "more than 30 days have passed");
}

TEST_F(driven_loop, ends_with_the_loop) {
    context.stop();
    EXPECT_FALSE(tested.go_on(time.now() + 1s, not_enough));
    EXPECT_EQ(tested.trouble(), "weir has stopped");
}

}  // namespace
}  // namespace weir::test
