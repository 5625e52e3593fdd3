#include "daemon/command/safety.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

using namespace std::chrono_literals;

// drive (0) has a dead man's switch of 2 s that runs stop (1); init (2) runs on open, home (3) on start.
std::vector<command_settings> robot() {
    std::vector<command_settings> commands(4);
    commands[0].deadman = deadman_settings{2s, 1};
    commands[1].on_stop = commands[1].on_disconnect = true;
    commands[2].on_open = true;
    commands[3].on_start = true;
    return commands;
}

class safety_test : public ::testing::Test {
protected:
    // What is due, as COMMAND and who asks; nothing: "".
    std::string due() {
        const auto found = safe.take(now);
        if (!found) return "";
        last = *found;
        return std::to_string(found->command) + (found->from == origin::dead_man ? " dead man" : " run_on");
    }

    const std::vector<command_settings> commands = robot();
    monotonic_time now{1000s};
    safety safe{commands, 5s, now};
    safety::due last{};
};

TEST_F(safety_test, ADeadManTripsOnceNobodyShowsThatHeIsThere) {
    EXPECT_EQ(due(), "");
    safe.connection(true, now);
    safe.accepted(0, now);
    now += 1999ms;
    EXPECT_EQ(due(), "");
    safe.content(0, now);
    now += 1999ms;
    EXPECT_EQ(due(), "");
    EXPECT_EQ(safe.deadline(), now + 1ms);
    now += 1ms;
    EXPECT_EQ(due(), "1 dead man");
    safe.began(last, 7, now);
    now += 10s;
    EXPECT_EQ(due(), "");  // while it runs
    safe.ended(7, true, now);
    now += 10s;
    EXPECT_EQ(due(), "");
    EXPECT_EQ(safe.deadline(), never);
    safe.content(0, now);  // it is disarmed
    EXPECT_EQ(safe.deadline(), never);
}

TEST_F(safety_test, ATrippedDeadManTriesEachSecondUntilItSucceeds) {
    safe.connection(true, now);
    safe.accepted(0, now);
    now += 2s;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(due(), "1 dead man");
        safe.began(last, i == 0 ? 0 : 7, now);  // the first could not even begin
        if (i > 0) safe.ended(7, false, now);
        EXPECT_EQ(due(), "");
        now += 1s;
    }
    EXPECT_EQ(due(), "1 dead man");
    safe.began(last, 8, now);
    safe.ended(8, true, now);
    now += 10s;
    EXPECT_EQ(due(), "");
}

TEST_F(safety_test, WhoComesBackWhileItTripsKeepsHisTime) {
    safe.connection(true, now);
    safe.accepted(0, now);
    now += 2s;
    EXPECT_EQ(due(), "1 dead man");
    safe.began(last, 7, now);
    safe.accepted(0, now);
    safe.ended(7, true, now);
    EXPECT_EQ(safe.deadline(), now + 2s);
    now += 2s;
    EXPECT_EQ(due(), "1 dead man");
}

TEST_F(safety_test, AnotherRequestOfTheSameCommandDoesNotDisarmIt) {
    safe.connection(true, now);
    safe.accepted(0, now);
    safe.ended(99, true, now);
    now += 2s;
    EXPECT_EQ(due(), "1 dead man");
}

TEST_F(safety_test, RunsOnceEachTimeTheBrokerIsAwayForTooLong) {
    now += 4999ms;
    EXPECT_EQ(due(), "");
    now += 1ms;
    EXPECT_EQ(due(), "1 run_on");  // it never came
    now += 60s;
    EXPECT_EQ(due(), "");
    safe.connection(true, now);
    safe.connection(false, now);
    now += 2s;
    safe.connection(false, now);  // an attempt that failed
    EXPECT_EQ(safe.deadline(), now + 3s);
    now += 3s;
    EXPECT_EQ(due(), "1 run_on");
    EXPECT_EQ(due(), "");
    EXPECT_EQ(safe.deadline(), never);
}

TEST_F(safety_test, RunsAtEachOpeningAndOnceAtTheStart) {
    const std::vector<std::size_t> all{0, 1, 2, 3};
    safe.line_opened(all);
    EXPECT_EQ(due(), "2 run_on");
    EXPECT_EQ(due(), "3 run_on");
    EXPECT_EQ(due(), "");
    safe.line_opened(all);
    EXPECT_EQ(due(), "2 run_on");
    EXPECT_EQ(due(), "");
    EXPECT_EQ(safe.at_stop(), std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace weir
