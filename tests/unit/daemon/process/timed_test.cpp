#include "tests/unit/daemon/process/course.hpp"

// The stages that say something by themselves.
namespace weir {
namespace {

using namespace test;
using lines = std::vector<std::string>;

setting seconds(double many) {
    return written(std::chrono::duration_cast<duration>(std::chrono::duration<double>(many)));
}

TEST(heartbeat_stage, repeats_the_last_sample_in_a_steady_beat) {
    course on(make("heartbeat", seconds(10)));
    on.passes_until(1h);
    EXPECT_FALSE(on.waits()) << "before the first sample";
    on.comes(1h, 1.0);
    on.comes(1h + 4s, 2.0);
    on.comes(1h + 14s, 3.0);
    on.passes_until(1h + 45s);
    EXPECT_EQ(on.said(), (lines{"3610s: x=2", "3620s: x=3", "3630s: x=3", "3640s: x=3"}));
}

TEST(heartbeat_stage, lets_samples_pass_at_once_when_it_is_optimistic) {
    course on(make("heartbeat", seconds(10), map({{"optimistic", written(true)}})));
    on.comes(0s, 1.0);
    on.comes(4s, 2.0);
    on.passes_until(20s);
    EXPECT_EQ(on.said(), (lines{"0s: x=1", "4s: x=2", "10s: x=2", "20s: x=2"}));
}

TEST(heartbeat_stage, makes_up_for_no_beat_that_it_missed) {
    course on(make("heartbeat", seconds(10)));
    on.comes(0s, 1.0);
    on.elapses(47s);
    EXPECT_EQ(on.due(), duration(50s));
    EXPECT_EQ(on.said(), (lines{"47s: x=1"}));
}

TEST(heartbeat_stage, repeats_the_quality_too) {
    course on(make("heartbeat", seconds(10)));
    sample bad = of({{"x", null}, {"state", std::string("on")}});
    bad.quality = quality::bad;
    on.comes(0s, bad);
    on.passes_until(10s);
    EXPECT_EQ(on.said(), (lines{"10s: x=null state=on bad"}));
}

TEST(debounce_stage, lets_a_sample_pass_when_none_came_behind_it) {
    course on(make("debounce", seconds(0.2)));
    on.comes(0s, 1.0);
    on.comes(100ms, 2.0);
    on.comes(250ms, 3.0);
    on.passes_until(10s);
    EXPECT_FALSE(on.waits());
    on.comes(11s, 4.0);
    on.comes(11s + 200ms, 5.0);
    on.passes_until(20s);
    EXPECT_EQ(on.said(), (lines{"0.45s: x=3 of 0.25s", "11.2s: x=4 of 11s", "11.4s: x=5 of 11.2s"}));
}

TEST(timeout_stage, says_null_once_when_nothing_comes) {
    course on(make("timeout", seconds(5)));
    on.passes_until(100s);
    EXPECT_FALSE(on.waits()) << "nothing has come yet";
    on.comes(100s, of({{"x", 1.0}, {"state", std::string("on")}}));
    on.comes(105s, of({{"x", 2.0}, {"state", std::string("on")}}));
    on.passes_until(200s);
    on.comes(200s, of({{"x", 3.0}}));
    EXPECT_EQ(on.said(), (lines{"100s: x=1 state=on", "105s: x=null state=null bad", "105s: x=2 state=on",
                                "110s: x=null state=null bad", "200s: x=3"}));
}

TEST(timeout_stage, says_what_it_is_told_to) {
    const auto said = [](setting instead) {
        course on(make("timeout", seconds(5), map({{"value", std::move(instead)}})));
        sample bad = of({{"x", 1.5}, {"n", std::int64_t{7}}, {"none", null}, {"state", std::string("on")}});
        bad.quality = quality::bad;
        on.comes(0s, bad);
        on.said();
        on.passes_until(100s);
        return on.said();
    };
    EXPECT_EQ(said(integer(0)), (lines{"5s: x=0 n=0 none=0 state=null"}));
    EXPECT_EQ(said(written(-1.5)), (lines{"5s: x=-1.5 n=-1.5 none=-1.5 state=null"}));
    EXPECT_EQ(said(text("last")), (lines{"5s: x=1.5 n=7 none=null state=on bad"}));
    EXPECT_EQ(said(setting{}), (lines{"5s: x=null n=null none=null state=null bad"}));
}

TEST(throttle_average_stage, says_the_mean_at_the_end_of_each_interval) {
    course on(make("throttle_average", seconds(10)));
    on.comes(0s, 1.0);
    on.comes(4s, 2.0);
    on.comes(9s, 6.0);
    on.comes(12s, 5.0);
    on.passes_until(60s);
    EXPECT_FALSE(on.waits()) << "nothing came";
    on.comes(67s, 8.0);
    on.passes_until(100s);
    EXPECT_EQ(on.said(), (lines{"10s: x=3", "20s: x=5", "70s: x=8"}));
}

TEST(throttle_average_stage, leaves_null_out_unless_there_is_nothing_else) {
    course on(make("throttle_average", seconds(10)));
    on.comes(0s, of({{"x", null}, {"y", null}, {"state", std::string("on")}, {"open", true}}));
    on.comes(1s, of({{"x", 2.0}, {"y", nan}, {"state", std::string("off")}, {"z", std::int64_t{3}}}));
    on.comes(2s, of({{"x", infinity}, {"z", std::int64_t{4}}}));
    on.passes_until(10s);
    EXPECT_EQ(on.said(), (lines{"10s: x=2 y=null state=off open=true z=3.5"}));
}

TEST(throttle_average_stage, says_the_worst_quality_that_came) {
    course on(make("throttle_average", seconds(10)));
    sample x = of({{"x", 1.0}});
    on.comes(0s, x);
    x.quality = quality::stale;
    on.comes(1s, x);
    on.passes_until(10s);
    x.quality = quality::bad;
    on.comes(11s, x);
    x.quality = quality::stale;
    on.comes(12s, x);
    on.passes_until(20s);
    on.comes(21s, 1.0);
    on.passes_until(30s);
    EXPECT_EQ(on.said(), (lines{"10s: x=1 stale", "20s: x=1 bad", "30s: x=1"}));
}

TEST(throttle_average_stage, says_a_large_step_at_once) {
    course on(make("throttle_average", seconds(10), map({{"delta", integer(5)}})));
    on.comes(0s, 10.0);
    on.comes(2s, 11.0);
    on.comes(4s, 13.0);
    on.comes(6s, 20.0);
    on.comes(7s, 21.0);
    on.passes_until(100s);
    EXPECT_EQ(on.said(), (lines{"0s: x=10", "6s: x=12", "6s: x=20", "16s: x=21"}));
    on.comes(101s, 26.0);
    on.passes_until(200s);
    EXPECT_EQ(on.said(), (lines{"101s: x=26"})) << "5 more than the mean that was said last";
}

TEST(throttle_average_stage, takes_steps_of_the_named_fields_alone) {
    course on(make("throttle_average", seconds(10), map({{"delta", map({{"a", text("50%")}})}})));
    on.comes(0s, of({{"a", 10.0}, {"b", 1.0}}));
    on.comes(1s, of({{"a", 14.0}, {"b", 100.0}}));
    on.comes(2s, of({{"a", 15.0}, {"b", 0.0}}));
    on.passes_until(50s);
    EXPECT_EQ(on.said(), (lines{"0s: a=10 b=1", "2s: a=14 b=100", "2s: a=15 b=0"}));
}

TEST(timed_stages, say_that_they_keep_time) {
    for (const char* name : {"heartbeat", "debounce", "timeout", "throttle_average"})
        EXPECT_TRUE(make(name, seconds(1))->keeps_time()) << name;
    EXPECT_FALSE(make("throttle", seconds(1))->keeps_time());
}

TEST(timed_stages, are_due_later_after_they_were_asked_however_late) {
    for (const char* name : {"heartbeat", "debounce", "timeout", "throttle_average"}) {
        for (const duration late : {duration(0), duration(1), duration(999ms), duration(1s), duration(3h)}) {
            const auto made = make(name, seconds(1));
            sample x = of({{"x", 1.0}});
            x.arrived = start.at;
            made->apply(x, start);
            const moment now{made->due() + late, start.wall + 1s + late};
            sample said;
            EXPECT_TRUE(made->elapse(said, now));
            EXPECT_GT(made->due(), now.at) << name;
            EXPECT_EQ(said.fields.size(), 1U);
        }
    }
}

}  // namespace
}  // namespace weir
