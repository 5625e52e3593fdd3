#include "daemon/command/run.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace weir {
namespace {

using namespace std::chrono_literals;
using phase = command_run::phase;
using kind = command_event::kind;
using state = command_state;
using code = command_code;
using effect = command_effect;

constexpr monotonic_time begin{1000s};

command_run::plan full_plan() {
    command_run::plan plan;
    plan.device = "arduino";
    plan.awaits_answer = true;
    plan.calls_off = true;
    plan.awaits_stop = true;
    plan.timeout = 500ms;
    plan.retries = 1;
    plan.settle = 100ms;
    plan.stop_timeout = 200ms;
    plan.start_by = begin + 10s;
    return plan;
}

command_event event_of(kind what) {
    return command_event(what, "because");
}

// The events that bring a run from the queue to each phase.
const std::map<phase, std::vector<kind>> ways_to{
    {phase::queued, {}},
    {phase::writing, {kind::start}},
    {phase::waiting, {kind::start, kind::written}},
    {phase::pausing, {kind::start, kind::written, kind::time}},
    {phase::stopping, {kind::start, kind::cancel}},
    {phase::calling_off, {kind::start, kind::written, kind::cancel}},
    {phase::unwinding, {kind::start, kind::written, kind::cancel, kind::written}},
    {phase::yielding, {kind::start, kind::preempt}},
    {phase::ended, {kind::start, kind::written, kind::answer}},
};

command_run run_in(phase wanted, command_run::plan plan = full_plan()) {
    command_run run(std::move(plan));
    for (const kind each : ways_to.at(wanted))
        run.step(event_of(each), each == kind::time ? begin + 500ms : begin);
    EXPECT_EQ(run.at(), wanted);
    return run;
}

// What an event does in a phase: "=" nothing; else the phase that follows, or the end as STATE/CODE/EFFECT;
// then what is to be done: r(eport) w(rite) o(ff: the bytes that call it off) a(bandon).
struct row {
    phase from;
    std::string start, written, refused, line_lost, answer, denial, stopped, cancel, supersede, preempt,
        abort, time;
};

std::string name_of_phase(phase which) {
    static const std::vector<std::string> names{"queued",      "writing",   "waiting",  "pausing", "stopping",
                                                "calling_off", "unwinding", "yielding", "ended"};
    return names.at(static_cast<std::size_t>(which));
}

std::string told(const command_run& run, phase before, const command_run::todo& what) {
    std::string text = run.at() == before ? "=" : name_of_phase(run.at());
    if (run.ended() && before != phase::ended) {
        text = std::string(name_of(run.now().state)) + "/" + std::string(name_of(run.now().code)) + "/" +
               std::string(name_of(run.now().effect));
    }
    std::string todo;
    if (what.report) todo += 'r';
    if (what.write) todo += 'w';
    if (what.write_off) todo += 'o';
    if (what.abandon) todo += 'a';
    return todo.empty() ? text : text + " " + todo;
}

const std::string yes = "succeeded/OK/applied";
const std::string no = "failed/DEVICE_ERROR/none";
const std::string gone = "failed/UNAVAILABLE/unknown";
const std::string off = "canceled/CANCELLED/unknown";

const std::vector<row> table{
    // from, start, written, refused, line_lost, answer, denial, stopped, cancel, supersede, preempt, abort,
    // time
    {phase::queued, "writing rw", "=", "=", "failed/UNAVAILABLE/none", "=", "=", "=",
     "canceled/CANCELLED/none", "superseded/ABORTED/none", "=", "canceled/CANCELLED/none",
     "expired/DEADLINE_EXCEEDED/none"},
    {phase::writing, "=", "waiting", "failed/UNAVAILABLE/none", "failed/UNAVAILABLE/none", "=", "=", "=",
     "stopping r", "stopping r", "yielding", off + " a", "timed_out/DEADLINE_EXCEEDED/unknown a"},
    {phase::waiting, "=", "=", "=", gone, yes, no, "=", "calling_off ro", "calling_off ro", off, off,
     "pausing"},
    {phase::pausing, "=", "=", "=", gone, yes, no, "=", "calling_off ro", "calling_off ro", off, off,
     "writing w"},
    {phase::stopping, "=", "calling_off o", "failed/UNAVAILABLE/none", "failed/UNAVAILABLE/none", "=", "=",
     "=", "=", "=", "yielding", off + " a", off + " a"},
    {phase::calling_off, "=", "unwinding", off, gone, "=", "=", "=", "=", "=", "yielding", off + " a",
     off + " a"},
    {phase::unwinding, "=", "=", "=", gone, yes, no, off, "=", "=", off, off, off},
    {phase::yielding, "=", off, "failed/UNAVAILABLE/none", "failed/UNAVAILABLE/none", "=", "=", "=", "=", "=",
     "=", off + " a", off + " a"},
    {phase::ended, "=", "=", "=", "=", "=", "=", "=", "=", "=", "=", "=", "="},
};

TEST(CommandRun, DoesInEachStateWhatTheTableSaysOfEachEvent) {
    ASSERT_EQ(table.size(), command_run::phases);
    for (const row& each : table) {
        const std::vector<std::pair<kind, std::string>> cells{
            {kind::start, each.start},         {kind::written, each.written},
            {kind::refused, each.refused},     {kind::line_lost, each.line_lost},
            {kind::answer, each.answer},       {kind::denial, each.denial},
            {kind::stopped, each.stopped},     {kind::cancel, each.cancel},
            {kind::supersede, each.supersede}, {kind::preempt, each.preempt},
            {kind::abort, each.abort},         {kind::time, each.time}};
        ASSERT_EQ(cells.size(), command_event::kinds);
        for (const auto& [what, expected] : cells) {
            command_run run = run_in(each.from);
            const auto todo = run.step(event_of(what), begin + 60s);
            EXPECT_EQ(told(run, each.from, todo), expected)
                << name_of_phase(each.from) << " with event " << static_cast<int>(what);
        }
    }
}

TEST(CommandRun, LooksAtTheTimeOnlyWhenItIsUp) {
    for (const row& each : table) {
        command_run run = run_in(each.from);
        if (run.ended()) continue;
        EXPECT_EQ(told(run, each.from, run.step(event_of(kind::time), run.deadline() - 1ns)), "=");
        EXPECT_NE(told(run, each.from, run.step(event_of(kind::time), run.deadline())), "=");
    }
}

TEST(CommandRun, WithoutAnExpectedAnswerWhatIsWrittenCounts) {
    command_run::plan plan = full_plan();
    plan.awaits_answer = false;
    command_run run = run_in(phase::writing, plan);
    EXPECT_EQ(told(run, phase::writing, run.step(event_of(kind::written), begin)), "succeeded/OK/unknown");
    EXPECT_FALSE(run.wants_rest());
}

TEST(CommandRun, TimesOutAfterAllItsAttemptsAndWantsRest) {
    command_run run = run_in(phase::pausing);
    run.step(event_of(kind::time), begin + 600ms);
    run.step(event_of(kind::written), begin + 600ms);
    EXPECT_EQ(told(run, phase::waiting, run.step(event_of(kind::time), begin + 1100ms)),
              "timed_out/DEADLINE_EXCEEDED/unknown");
    EXPECT_EQ(run.attempts(), 2U);
    EXPECT_EQ(run.now().message, "no reply from arduino in 500 ms");
    EXPECT_TRUE(run.wants_rest());
}

TEST(CommandRun, AnAnswerBeforeTheWriteIsKnownToBeDoneCountsThen) {
    for (const phase from : {phase::writing, phase::stopping, phase::yielding, phase::calling_off}) {
        command_run run = run_in(from);
        EXPECT_EQ(told(run, from, run.step(event_of(kind::answer), begin)), "=");
        EXPECT_EQ(told(run, from, run.step(event_of(kind::written), begin)), yes) << name_of_phase(from);
    }
    command_run stopped = run_in(phase::calling_off);
    stopped.step(event_of(kind::stopped), begin);
    EXPECT_EQ(told(stopped, phase::calling_off, stopped.step(event_of(kind::written), begin)), off);
    EXPECT_EQ(stopped.now().message, "because; confirmed by arduino");
}

TEST(CommandRun, TellsOfADenialOfALaterAttemptThatAnEarlierOneMayHaveBeenHeard) {
    command_run run = run_in(phase::pausing);
    run.step(event_of(kind::time), begin + 600ms);
    run.step(event_of(kind::written), begin + 600ms);
    run.step(event_of(kind::denial), begin + 700ms);
    EXPECT_EQ(run.now().effect, effect::unknown);
    EXPECT_EQ(run.now().message, "arduino says: because");
}

TEST(CommandRun, KnowsWhetherAnyByteWasSentWhenTheLineIsLost) {
    struct loss {
        phase from;
        std::size_t bytes;
        effect happened;
    };
    for (const loss& each :
         {loss{phase::queued, 0, effect::none}, loss{phase::writing, 0, effect::none},
          loss{phase::writing, 1, effect::unknown}, loss{phase::stopping, 1, effect::unknown},
          loss{phase::yielding, 0, effect::none}, loss{phase::calling_off, 0, effect::unknown}}) {
        command_run run = run_in(each.from);
        command_event lost(kind::line_lost, "the device is gone");
        lost.bytes = each.bytes;
        run.step(lost, begin);
        EXPECT_EQ(run.now().effect, each.happened) << name_of_phase(each.from) << " " << each.bytes;
        EXPECT_EQ(run.now().message, "the device is gone");
    }
}

TEST(CommandRun, AStuckWriteHoldsAnEmergencyUpForHalfASecond) {
    command_run::plan plan = full_plan();
    plan.timeout = 20s;
    for (const phase from : {phase::writing, phase::stopping}) {
        command_run run = run_in(from, plan);
        run.step(event_of(kind::preempt), begin);
        EXPECT_EQ(run.deadline(), begin + 500ms);
        const auto todo = run.step(event_of(kind::time), begin + 500ms);
        EXPECT_EQ(told(run, phase::yielding, todo), off + " a");
    }
}

TEST(CommandRun, ASupersededOneEndsAsSuch) {
    for (const phase from : {phase::waiting, phase::pausing}) {
        command_run run = run_in(from);
        run.step(event_of(kind::supersede), begin);
        run.step(event_of(kind::written), begin);
        EXPECT_EQ(told(run, phase::unwinding, run.step(event_of(kind::stopped), begin)),
                  "superseded/ABORTED/unknown");
    }
}

TEST(CommandRun, WithoutBytesThatCallItOffACancelEndsItAtOnce) {
    command_run::plan plan = full_plan();
    plan.calls_off = false;
    command_run run = run_in(phase::waiting, plan);
    EXPECT_EQ(told(run, phase::waiting, run.step(event_of(kind::cancel), begin)), off);
    EXPECT_TRUE(run.wants_rest());
}

// --- Whatever happens
// -------------------------------------------------------------------------------------------

// Drives a run with events as they can come, and remembers what was written.
class world {
public:
    explicit world(unsigned seed) : random_(seed), run_(plan()) {}

    void live() {
        for (int i = 0; i < 60; ++i)
            happen();
        now_ += 100s;
        for (int i = 0; i < 20 && !run_.ended(); ++i) {
            tell(command_event(kind::time));
            now_ += 100s;
        }
        ASSERT_TRUE(run_.ended());
        check_effect();
    }

private:
    int pick(int below) { return std::uniform_int_distribution<>(0, below - 1)(random_); }

    command_run::plan plan() {
        command_run::plan made = full_plan();
        made.awaits_answer = pick(4) != 0;
        made.calls_off = pick(2) != 0;
        made.awaits_stop = made.calls_off && pick(2) != 0;
        made.retries = static_cast<std::uint32_t>(pick(3));
        return made;
    }

    void happen() {
        now_ += std::chrono::milliseconds(pick(300));
        const kind what = static_cast<kind>(pick(command_event::kinds));
        // What tells of a write comes only for one, and the line is lost once.
        const bool of_write = what == kind::written || what == kind::refused;
        if (of_write && !writing_) return;
        if (what == kind::start && started_) return;
        started_ = started_ || what == kind::start;
        command_event event = event_of(what);
        if (what == kind::line_lost) event.bytes = writing_ ? static_cast<std::size_t>(pick(2)) : 0;
        if (what == kind::written || event.bytes > 0) sent_ = true;
        if (of_write || what == kind::line_lost) writing_ = false;
        tell(event);
    }

    void tell(const command_event& event) {
        const bool was_final = is_final(run_.now().state);
        const verdict before = run_.now();
        const auto todo = run_.step(event, now_);
        if (was_final) {
            EXPECT_EQ(run_.now().state, before.state);
            EXPECT_EQ(run_.now().effect, before.effect);
            EXPECT_FALSE(todo.write || todo.write_off || todo.report || todo.abandon);
        }
        EXPECT_EQ(is_final(run_.now().state), run_.ended());
        EXPECT_EQ(run_.deadline() == never, run_.ended());
        EXPECT_FALSE(todo.report && run_.ended()) << "the end is told by itself";
        if (todo.abandon) {
            EXPECT_TRUE(writing_ && run_.ended());
            sent_ = true;  // some of it may have been
            writing_ = false;
        }
        if (todo.write || todo.write_off) {
            EXPECT_FALSE(writing_) << "a write beside a write";
            EXPECT_FALSE(run_.ended()) << "a write after the end";
            writing_ = true;
        }
        if (event.what == kind::answer || event.what == kind::denial) answered_ = true;
    }

    void check_effect() const {
        const verdict& how = run_.now();
        const bool none = how.effect == effect::none;
        const bool applied = how.effect == effect::applied;
        EXPECT_TRUE(sent_ || none) << name_of(how.state) << how.message;
        EXPECT_TRUE(!sent_ || !none || how.code == code::device_error) << name_of(how.state);
        EXPECT_TRUE(!applied || (sent_ && answered_ && how.state == state::succeeded));
        EXPECT_FALSE(how.state == state::expired && started_);
        EXPECT_NE(how.code, code::none);
    }

    std::mt19937 random_;
    command_run run_;
    monotonic_time now_ = begin;
    bool started_ = false;
    bool writing_ = false;
    bool sent_ = false;
    bool answered_ = false;
};

TEST(CommandRun, EndsOnceAndTrulyWhateverHappens) {
    for (unsigned seed = 0; seed < 20'000; ++seed) {
        world(seed).live();
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
    }
}

}  // namespace
}  // namespace weir
