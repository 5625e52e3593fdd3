#include "daemon/job_thread.hpp"

#include <atomic>
#include <cerrno>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <poll.h>

#include "tests/support/coroutine.hpp"
#include "tests/support/wait_until.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

TEST(job_thread, runs_one_job_after_the_other_elsewhere) {
    job_thread tested;
    for (int round = 0; round < 3; ++round) {
        std::promise<std::thread::id> ran;
        std::promise<void> ended;
        tested.start([&] { ran.set_value(std::this_thread::get_id()); }, [&] { ended.set_value(); });
        ASSERT_EQ(ended.get_future().wait_for(30s), std::future_status::ready);
        EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
    }
    EXPECT_TRUE(tested.close(in(30s)));
}

TEST(job_thread, lets_go_of_the_job_before_it_tells) {
    job_thread tested;
    const auto held = std::make_shared<int>();
    std::promise<long> count;
    tested.start([copy = held] { static_cast<void>(copy); }, [&] { count.set_value(held.use_count()); });
    EXPECT_EQ(count.get_future().get(), 1);
}

TEST(job_thread, can_be_interrupted) {
    job_thread tested;
    std::promise<int> error;
    std::atomic<bool> waiting = false;
    tested.start(
        [&] {
            waiting = true;
            const int result = ::poll(nullptr, 0, -1);
            error.set_value(result < 0 ? errno : 0);
        },
        [] {});
    auto failed = error.get_future();
    const auto ended = [&] { return failed.wait_for(0s) == std::future_status::ready; };
    EXPECT_TRUE(wait_until([&] {
        if (waiting) tested.interrupt();
        return ended();
    }));
    EXPECT_EQ(failed.get(), EINTR);
}

TEST(job_thread, does_not_wait_for_ever_and_tells_nothing_afterwards) {
    std::promise<void> allow;
    auto told = std::make_shared<std::promise<void>>();
    auto broken = told->get_future();
    {
        job_thread tested;
        tested.start([allowed = allow.get_future().share()] { allowed.wait(); },
                     [told = std::move(told)] { told->set_value(); });
        EXPECT_FALSE(tested.close(in(1ms)));
    }
    allow.set_value();
    EXPECT_THROW(broken.get(), std::future_error) << "it told";
}

}  // namespace
}  // namespace weir::test
