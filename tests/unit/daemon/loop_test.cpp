#include "daemon/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <csignal>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace weir {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

TEST(Loop, RunsItsMainToTheEnd) {
    loop tested;
    int steps = 0;
    const auto main = [&]() -> awaitable<void> {
        ++steps;
        co_await sleep_for(1ms);
        ++steps;
    };
    tested.run(main());
    EXPECT_EQ(steps, 2);
    EXPECT_EQ(tested.root().name(), "weir");
    EXPECT_EQ(tested.root().awaits(), "its tasks");
}

TEST(Loop, ThrowsWhatItsMainThrew) {
    loop tested;
    const auto main = []() -> awaitable<void> {
        throw std::runtime_error("no sources");
        co_return;
    };
    EXPECT_THROW(tested.run(main()), std::runtime_error);
}

TEST(Loop, EndsWithItsMainWhateverElseIsAtWork) {
    loop tested;
    const auto guard = asio::make_work_guard(tested.context());
    const auto main = []() -> awaitable<void> { co_return; };
    tested.run(main());
}

awaitable<void> work_until_stopped(loop& within, std::vector<std::string>& log) {
    const auto work = [](std::vector<std::string>& notes) -> awaitable<void> {
        const bool slept = co_await sleep_until(never);
        notes.push_back(slept ? "slept" : "work cancelled");
    };
    std::vector<awaitable<void>> parts;
    parts.push_back(work(log));
    parts.push_back(within.stop_requested());
    co_await race(std::move(parts));
    co_await sleep_for(1ms);
    log.push_back("finished");
}

TEST(Loop, StopsWhenAsked) {
    for (const int signal : {SIGINT, SIGTERM}) {
        loop tested;
        std::vector<std::string> log;
        std::raise(signal);
        tested.run(work_until_stopped(tested, log));
        EXPECT_TRUE(tested.stopping());
        EXPECT_EQ(log, (std::vector<std::string>{"work cancelled", "finished"}));
    }
}

TEST(Loop, StopsWithoutASignalToo) {
    loop tested;
    std::vector<std::string> log;
    tested.request_stop();
    tested.run(work_until_stopped(tested, log));
    EXPECT_EQ(log.back(), "finished");
}

TEST(Loop, OutlivesOtherSignals) {
    loop tested;
    const auto main = [&]() -> awaitable<void> {
        std::raise(SIGPIPE);
        std::raise(SIGHUP);
        co_await sleep_for(5ms);
        std::raise(SIGHUP);
        co_await sleep_for(5ms);
    };
    tested.run(main());
    EXPECT_FALSE(tested.stopping());
}

// Main that does not heed the first signal: it holds the loop when the second comes.
awaitable<void> be_stubborn(loop& within, int signal) {
    std::raise(signal);
    co_await within.stop_requested();
    std::raise(signal);
    _exit(1);
}

TEST(LoopDeathTest, ASecondSignalEndsItAtOnce) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const auto die = [signal] {
            loop tested;
            tested.run(be_stubborn(tested, signal));
        };
        EXPECT_EXIT(die(), ::testing::ExitedWithCode(128 + signal), "stopping");
    }
}

TEST(Loop, LeavesTheSignalsAsTheyWereAfterAStop) {
    {
        loop tested;
        std::vector<std::string> log;
        std::raise(SIGTERM);
        tested.run(work_until_stopped(tested, log));
    }
    struct sigaction now {};
    sigaction(SIGTERM, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_DFL);
}

TEST(Loop, CountsAndNamesStalls) {
    std::vector<std::string> names;
    loop tested(
        "weir", [&](const task& who, duration) { names.push_back(who.path()); }, 20ms);
    const auto main = [&]() -> awaitable<void> {
        task self(tested.root(), "busy");
        const monotonic_time end = monotonic_clock::now() + 30ms;
        while (monotonic_clock::now() < end) {
        }
        self.awaiting("nothing");
        co_await sleep_for(1ms);
        self.resumed();
    };
    tested.run(main());
    EXPECT_GE(tested.stalls().stalls(), 1u);
    ASSERT_FALSE(names.empty());
    EXPECT_EQ(names.front(), "weir/busy");
}

}  // namespace
}  // namespace weir
