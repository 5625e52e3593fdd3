#include "daemon/worker.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

#include "daemon/port/port_listing.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

std::function<int()> giving(int number) {
    return [number] { return number; };
}

// A job that ends when the test says so.
struct gate {
    std::promise<void> opened;
    std::shared_future<void> opening = opened.get_future().share();

    std::function<int()> job() const {
        return [until = opening] {
            until.wait();
            return 1;
        };
    }
};

TEST(worker, does_jobs_in_their_order_on_a_thread) {
    boost::asio::io_context loop(1);
    worker by(loop.get_executor());
    std::vector<int> done;
    const std::thread::id here = std::this_thread::get_id();
    for (int i = 0; i < 10; ++i) {
        by.start([here] { EXPECT_NE(std::this_thread::get_id(), here); },
                 [&done, here, i] {
                     EXPECT_EQ(std::this_thread::get_id(), here);
                     done.push_back(i);
                 });
    }
    EXPECT_TRUE(run_until(loop, [&] { return done.size() == 10; }));
    EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST(worker, gives_what_a_job_returns_or_throws) {
    boost::asio::io_context loop(1);
    worker by(loop.get_executor());
    std::optional<int> result;
    spawned good(loop, keep_result(by.run(giving(7)), result));
    spawned bad(
        loop,
        keep_result(by.run(std::function<int()>([]() -> int { throw std::runtime_error("no"); })), result));
    EXPECT_TRUE(run_until(loop, [&] { return good.ended() && bad.ended(); }));
    EXPECT_EQ(result, 7);
    EXPECT_EQ(reason(bad.failure()), "no");
}

TEST(worker, lets_go_of_a_job_that_hangs) {
    gate closed;
    {
        boost::asio::io_context loop(1);
        worker by(loop.get_executor());
        std::optional<int> result;
        spawned waiting(loop, keep_result(by.run(closed.job()), result));
        spawned behind(loop, keep_result(by.run(giving(2)), result));
        run_until(
            loop, [] { return false; }, 20ms);
        const auto before = monotonic_clock::now();
        waiting.cancel();
        EXPECT_TRUE(run_until(loop, [&] { return waiting.ended(); }));
        EXPECT_TRUE(is_cancellation(waiting.failure()));
        EXPECT_FALSE(behind.ended());
        behind.cancel();
        EXPECT_TRUE(run_until(loop, [&] { return behind.ended(); }));
        EXPECT_LT(monotonic_clock::now() - before, 1s);
    }
    closed.opened.set_value();  // the thread ends, and finds nobody
}

TEST(worker, skips_a_job_that_nobody_waits_for_any_more) {
    gate closed;
    boost::asio::io_context loop(1);
    worker by(loop.get_executor());
    std::optional<int> first;
    std::optional<int> last;
    std::atomic<bool> skipped = true;
    std::optional<int> unused;
    spawned a(loop, keep_result(by.run(closed.job()), first));
    spawned b(loop, keep_result(by.run(std::function<int()>([&skipped] {
                  skipped = false;
                  return 2;
              })),
                                unused));
    spawned c(loop, keep_result(by.run(giving(3)), last));
    run_until(
        loop, [] { return false; }, 20ms);
    b.cancel();
    EXPECT_TRUE(run_until(loop, [&] { return b.ended(); }));
    closed.opened.set_value();
    EXPECT_TRUE(run_until(loop, [&] { return a.ended() && c.ended(); }));
    EXPECT_EQ(first, 1);
    EXPECT_EQ(last, 3);
    EXPECT_TRUE(skipped);
}

TEST(port_listing, looks_once_for_all_who_ask_at_once) {
    boost::asio::io_context loop(1);
    auto looks = std::make_shared<std::atomic<int>>(0);
    port_listing listing(loop.get_executor(), [looks] {
        std::this_thread::sleep_for(20ms);
        ++*looks;
        port_info one;
        one.path = "/dev/ttyUSB0";
        return std::vector<port_info>{one};
    });
    std::vector<std::optional<port_listing::ports>> results(200);
    std::vector<std::unique_ptr<spawned>> all;
    for (auto& each : results)
        all.push_back(std::make_unique<spawned>(loop, keep_result(listing.get(), each)));
    run_until(
        loop, [] { return false; }, 1ms);
    all.front()->cancel();  // who asked first
    EXPECT_TRUE(run_until(loop, [&] {
        return std::all_of(all.begin(), all.end(), [](const auto& each) { return each->ended(); });
    }));
    EXPECT_EQ(*looks, 1);
    EXPECT_FALSE(results.front());
    EXPECT_EQ(results.back()->get()->front().path, "/dev/ttyUSB0");
    std::optional<port_listing::ports> again;
    spawned later(loop, keep_result(listing.get(), again));
    EXPECT_TRUE(run_until(loop, [&] { return later.ended(); }));
    EXPECT_EQ(*looks, 2);
}

}  // namespace
}  // namespace weir::test
