#include <gmock/gmock.h>

#include "tests/unit/daemon/command/scheduler_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class scheduler_test : public ::testing::Test, public test::scheduler_bench {};

TEST_F(scheduler_test, RunsRequestsOfALineOneAfterTheOther) {
    add("A");
    add("B");
    build();
    EXPECT_EQ(ask("A", "1"), "");
    EXPECT_EQ(ask("B", "2"), "");
    EXPECT_THAT(lines[0].written, ElementsAre("A"));
    obey(0);
    EXPECT_THAT(lines[0].written, ElementsAre("A", "B"));
    obey(0);
    EXPECT_THAT(news, ElementsAre("1 running", "1 succeeded", "2 running", "2 succeeded"));
    EXPECT_EQ(jobs->free_slots(), 4U);
    EXPECT_THAT(audited, ElementsAre("1", "2"));
}

TEST_F(scheduler_test, GivesAnAnswerToItsCommandAndEverythingElseToTheDecoder) {
    add("A");
    build();
    EXPECT_FALSE(says(0, "OK A"));
    ask("A", "1");
    EXPECT_FALSE(says(0, "23.4"));
    write_done(0);
    EXPECT_FALSE(says(0, "OK B"));
    EXPECT_TRUE(says(0, "OK A"));
    EXPECT_FALSE(says(0, "OK A"));
    EXPECT_EQ(last(), "1 succeeded");
}

TEST_F(scheduler_test, TakesOneAnswerBeforeAllIsWrittenAndLeavesTheNextToTheDecoder) {
    add("A");
    build();
    ask("A", "1");
    EXPECT_TRUE(says(0, "OK A"));
    EXPECT_FALSE(says(0, "OK A"));
    EXPECT_FALSE(says(0, "NO"));
    write_done(0);
    EXPECT_EQ(last(), "1 succeeded");
}

TEST_F(scheduler_test, LeavesTheLineAtRestAfterATimeoutAndAuditsALateAnswer) {
    add("A");
    build();
    ask("A", "1");
    ask("A", "2");
    write_done(0);
    pass(1s);
    EXPECT_EQ(last(), "1 timed_out");
    EXPECT_THAT(lines[0].written, ElementsAre("A"));
    EXPECT_THAT(audited, IsEmpty());
    EXPECT_TRUE(says(0, "OK A"));
    EXPECT_EQ(jobs->at(0).late_answers(), 1U);
    pass(100ms);
    EXPECT_THAT(audited, ElementsAre("1"));
    EXPECT_THAT(lines[0].written, ElementsAre("A", "A"));
}

TEST_F(scheduler_test, HasNoTimeForARestAtTheEnd) {
    add("A");
    add("B");
    build();
    ask("A", "1");
    write_done(0);
    pass(1s);
    ask("B", "2", origin::dead_man);
    EXPECT_THAT(lines[0].written, ElementsAre("A"));
    ask("B", "3", origin::on_stop);
    EXPECT_THAT(lines[0].written, ElementsAre("A", "B"));
}

TEST_F(scheduler_test, HasNoMoreAtOnceThanItsSlots) {
    limits.running = 1;
    add("A", 0);
    add("B", 1);
    build();
    ask("A", "1");
    ask("B", "2");
    EXPECT_THAT(lines[1].written, IsEmpty());
    obey(0);
    EXPECT_THAT(lines[1].written, ElementsAre("B"));
}

TEST_F(scheduler_test, RefusesBeyondTheQueueOfALineAndOfAll) {
    limits = {4, 3, 2};
    add("A", 0);
    add("B", 1);
    build();
    EXPECT_EQ(ask("A", "runs"), "");
    EXPECT_EQ(ask("A", "1"), "");
    EXPECT_EQ(ask("A", "2"), "");
    EXPECT_EQ(ask("A", "3"), "RESOURCE_EXHAUSTED");
    EXPECT_EQ(ask("B", "runs"), "");
    EXPECT_EQ(ask("B", "4"), "");
    EXPECT_EQ(ask("B", "5"), "RESOURCE_EXHAUSTED");
    obey(0);
    EXPECT_EQ(ask("A", "6"), "");
}

TEST_F(scheduler_test, RefusesWhileBusyIfToldSo) {
    add("A").on_busy = busy_policy::reject;
    add("B");
    build();
    EXPECT_EQ(ask("A", "1"), "");
    EXPECT_EQ(ask("A", "2"), "RESOURCE_EXHAUSTED");
    EXPECT_EQ(ask("B", "3"), "");
    obey(0);
    EXPECT_EQ(ask("A", "4"), "");
    EXPECT_EQ(ask("A", "5"), "RESOURCE_EXHAUSTED");
}

TEST_F(scheduler_test, SupersedesTheWaitingOneInItsPlace) {
    add("A").on_busy = busy_policy::supersede;
    add("B");
    build();
    ask("A", "1");
    ask("A", "2");
    ask("B", "3");
    ask("A", "4");
    EXPECT_EQ(last(), "2 superseded");
    obey(0);
    EXPECT_EQ(last(), "4 running");
    obey(0);
    EXPECT_EQ(last(), "3 running");
}

TEST_F(scheduler_test, ASupersedingCommandHasItsPlaceInAFullQueue) {
    limits = {4, 2, 2};
    add("A").on_busy = busy_policy::supersede;
    add("B");
    build();
    ask("B", "1");
    ask("B", "2");
    ask("B", "3");
    EXPECT_EQ(ask("B", "4"), "RESOURCE_EXHAUSTED");
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(ask("A", "value " + std::to_string(i)), "");
    EXPECT_EQ(jobs->waiting(), 3U);
    obey(0), obey(0), obey(0), obey(0);
    EXPECT_EQ(last(), "value 99 succeeded");
}

TEST_F(scheduler_test, PreemptingSupersessionCallsTheRunningOneOffAndRunsTheLastValue) {
    command_settings& a = add("A");
    a.on_busy = busy_policy::supersede;
    a.preempt = true;
    a.cancel = cancel_settings{"X", "^STOPPED$", 1s};
    build();
    ask("A", "1");
    write_done(0);
    ask("A", "2");
    EXPECT_EQ(last(), "1 canceling");
    EXPECT_THAT(lines[0].written, ElementsAre("A", "X"));
    write_done(0);
    says(0, "STOPPED");
    EXPECT_EQ(last(), "1 superseded");
    pass(100ms);
    EXPECT_EQ(last(), "2 running");
}

TEST_F(scheduler_test, HoldsARateByRefusingOrBySpacing) {
    add("A").rate = rate_settings{2, 1s};
    command_settings& b = add("B", 1);
    b.rate = rate_settings{1, 1s};
    b.on_busy = busy_policy::supersede;
    build();
    EXPECT_EQ(ask("A", "1"), "");
    EXPECT_EQ(ask("A", "2"), "");
    EXPECT_EQ(ask("A", "3"), "RESOURCE_EXHAUSTED");
    EXPECT_EQ(ask("B", "4"), "");
    obey(1);
    EXPECT_EQ(ask("B", "5"), "");
    EXPECT_EQ(ask("B", "6"), "");
    EXPECT_EQ(last(), "5 superseded");
    EXPECT_EQ(jobs->deadline(now), now + 1s);
    pass(1s);
    EXPECT_THAT(lines[1].written, ElementsAre("B", "B"));
    obey(1);
    EXPECT_EQ(last(), "6 succeeded");
}

TEST_F(scheduler_test, LetsNothingOfItsOwnWaitForASlot) {
    limits.running = 1;
    add("A", 0);
    add("B", 1);
    build();
    ask("A", "1");
    ask("B", "2");
    EXPECT_THAT(lines[1].written, IsEmpty());
    ask("B", "3", origin::on_open);
    EXPECT_EQ(last(), "3 running");
    obey(1);
    ask("B", "4", origin::on_stop);
    EXPECT_EQ(last(), "4 running");
    obey(1);
    EXPECT_EQ(jobs->free_slots(), 0U);
    obey(0);
    EXPECT_EQ(last(), "2 running");
}

TEST_F(scheduler_test, NeverRunsInterlockedCommandsAtOnce) {
    add("A", 0).interlock = {1};
    add("B", 1).interlock = {0};
    add("C", 1);
    build();
    ask("A", "1");
    ask("B", "2");
    ask("C", "3");
    EXPECT_THAT(lines[1].written, ElementsAre("C"));
    obey(1);
    EXPECT_THAT(lines[1].written, ElementsAre("C"));
    obey(0);
    EXPECT_THAT(lines[1].written, ElementsAre("C", "B"));
}

TEST_F(scheduler_test, AnEmergencyLetsTheWriteFinishThenWritesAtOnce) {
    limits.running = 1;
    add("A").cancel = cancel_settings{"X", "", 1s};
    add("STOP").emergency = true;
    build();
    ask("A", "1");
    ask("A", "2");
    ask("STOP", "3");
    EXPECT_THAT(lines[0].written, ElementsAre("A"));
    write_done(0);
    EXPECT_THAT(lines[0].written, ElementsAre("A", "STOP"));
    EXPECT_THAT(news, ElementsAre("1 running", "1 canceled", "3 running"));
    obey(0);
    pass(100ms);
    EXPECT_EQ(last(), "2 running");
}

TEST_F(scheduler_test, AnEmergencyPassesRestQueueAndSlots) {
    limits = {1, 1, 1};
    add("A");
    add("B", 1);
    add("STOP").emergency = true;
    build();
    ask("A", "1");
    write_done(0);
    ask("A", "2");
    pass(1s);  // "1" has timed out, the line rests
    ask("B", "3");
    EXPECT_EQ(ask("STOP", "4"), "");
    EXPECT_THAT(lines[0].written, ElementsAre("A", "STOP"));
}

TEST_F(scheduler_test, AnEmergencyOutlivesTheStuckWriteBeforeIt) {
    add("A").timeout = 20s;
    add("STOP").emergency = true;
    build();
    ask("A", "1");
    ask("A", "2");
    ask("STOP", "3");
    pass(500ms);
    EXPECT_TRUE(lines[0].abandoned);
    lose(0);
    EXPECT_EQ(last(), "2 failed");
    EXPECT_THAT(lines[0].written, ElementsAre("A"));
    jobs->at(0).opened();
    jobs->advance(now);
    EXPECT_THAT(lines[0].written, ElementsAre("A", "STOP"));
    lose(0);  // this one is nobody's doing
    EXPECT_EQ(last(), "3 failed");
}

TEST_F(scheduler_test, EmergenciesAreBoundedToo) {
    add("STOP").emergency = true;
    build();
    int taken = 0;
    while (taken < 1000 && ask("STOP", std::to_string(taken)).empty())
        ++taken;
    EXPECT_LT(taken, 200);
}

TEST_F(scheduler_test, ALatchShutsOthersOutUntilArmed) {
    add("A");
    command_settings& stop = add("STOP");
    stop.emergency = true;
    stop.latch = true;
    add("B", 1);
    build();
    ask("A", "1");
    ask("A", "2");
    jobs->latch(1, now);
    EXPECT_THAT(news, ElementsAre("1 running", "2 canceled", "1 canceling"));
    EXPECT_EQ(ask("A", "3"), "FAILED_PRECONDITION");
    EXPECT_EQ(ask("STOP", "4"), "");
    EXPECT_EQ(ask("B", "5"), "");
    EXPECT_THAT(jobs->latched(), ElementsAre("one"));
    jobs->arm();
    EXPECT_EQ(ask("A", "6"), "");
    EXPECT_THAT(jobs->latched(), IsEmpty());
}

TEST_F(scheduler_test, ALatchedLineTakesWhatMakesItSafe) {
    command_settings& stop = add("STOP");
    stop.emergency = stop.latch = true;
    add("PARK").on_stop = true;
    build();
    jobs->latch(0, now);
    EXPECT_EQ(ask("PARK", "1"), "FAILED_PRECONDITION");
    EXPECT_EQ(ask("PARK", "2", origin::on_open), "FAILED_PRECONDITION");
    for (const origin from : {origin::dead_man, origin::safe_state, origin::on_stop, origin::on_disconnect})
        EXPECT_EQ(ask("PARK", "3", from), "");
}

TEST_F(scheduler_test, ALostLineEndsWhatWaitsForIt) {
    add("A");
    build();
    ask("A", "1");
    ask("A", "2");
    write_done(0);
    lose(0);
    EXPECT_THAT(news, ElementsAre("1 running", "1 failed", "2 failed"));
    EXPECT_THAT(audited, ElementsAre("1", "2"));
    EXPECT_EQ(jobs->free_slots(), 4U);
    EXPECT_EQ(jobs->deadline(now), never);
}

TEST_F(scheduler_test, AStuckWriteCostsTheLine) {
    add("A");
    build();
    ask("A", "1");
    ask("A", "2");
    pass(1s);
    EXPECT_TRUE(lines[0].abandoned);
    EXPECT_EQ(last(), "1 timed_out");
    EXPECT_THAT(lines[0].written, ElementsAre("A"));  // the second is not begun on it
    lose(0);
    EXPECT_EQ(last(), "2 failed");
}

TEST_F(scheduler_test, WhatWaitsTooLongExpires) {
    add("A").timeout = 60s;
    build();
    ask("A", "1");
    ask("A", "2");
    EXPECT_EQ(jobs->deadline(now), now + 10s);
    write_done(0);
    pass(10s);
    EXPECT_EQ(last(), "2 expired");
}

}  // namespace
}  // namespace weir
