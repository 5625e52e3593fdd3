#include "daemon/command/conditions.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

using namespace std::chrono_literals;

TEST(rule, is_due_once_each_time_its_condition_becomes_true) {
    rule at_once(0s);
    monotonic_time now{1000s};
    EXPECT_EQ(at_once.due(), never);
    EXPECT_FALSE(at_once.take(now));
    at_once.judge(true, now);
    EXPECT_EQ(at_once.due(), now);
    EXPECT_TRUE(at_once.take(now));
    EXPECT_FALSE(at_once.take(now));
    EXPECT_EQ(at_once.due(), never);
    at_once.judge(true, now += 1s);
    EXPECT_FALSE(at_once.take(now));
    at_once.judge(false, now += 1s);
    EXPECT_FALSE(at_once.take(now));
    at_once.judge(true, now += 1s);
    EXPECT_TRUE(at_once.take(now));
}

TEST(rule, waits_until_its_condition_has_lasted) {
    rule later(10s);
    monotonic_time now{1000s};
    later.judge(true, now);
    later.judge(true, now + 4s);
    EXPECT_EQ(later.due(), now + 10s);
    EXPECT_FALSE(later.take(now + 10s - 1ns));
    later.judge(false, now + 9s);
    EXPECT_FALSE(later.take(now + 20s)) << "it did not last";
    later.judge(true, now += 30s);
    EXPECT_FALSE(later.take(now + 9s));
    EXPECT_TRUE(later.take(now + 12s));
    EXPECT_FALSE(later.take(now + 30s));
}

TEST(rule, is_due_though_its_condition_has_ceased_before_anybody_looked) {
    rule at_once(0s);
    monotonic_time now{1000s};
    at_once.judge(true, now);
    at_once.judge(false, now);
    EXPECT_TRUE(at_once.take(now));
    EXPECT_FALSE(at_once.take(now));
    at_once.judge(true, now);
    at_once.judge(false, now);
    at_once.judge(true, now);
    EXPECT_TRUE(at_once.take(now));
    EXPECT_TRUE(at_once.take(now)) << "it holds again";
    EXPECT_FALSE(at_once.take(now));
    rule later(10s);
    later.judge(true, now);
    later.judge(false, now += 11s);
    EXPECT_TRUE(later.take(now));
    EXPECT_FALSE(later.take(now));
}

// open (0) needs a temperature, shut (1) runs by a rule with `for`, alarm (2) by one on both sources.
class conditions_test : public ::testing::Test {
protected:
    static std::vector<command_settings> commands() {
        std::vector<command_settings> all(3);
        all[0].name = "open";
        all[1].name = "shut";
        all[2].name = "alarm";
        all[0].require = condition_settings{"climate.t > 5", {{"climate", "t"}}};
        all[1].rule = rule_settings{{"climate.t > 35", {{"climate", "t"}}}, 10s};
        all[2].rule =
            rule_settings{{"is_null(climate.t) and door.open", {{"climate", "t"}, {"door", "open"}}}, 0s};
        return all;
    }
    void hear(const char* source, const char* field, value data) {
        source_settings from;
        from.name = source;
        sample said;
        said.set(field, std::move(data));
        of.live().heard(from, said, now);
        of.judge(source, now);
    }
    std::string run() {
        std::string all;
        while (const auto command = of.take(now))
            all += std::to_string(*command);
        return all;
    }

    const std::vector<command_settings> commands_ = commands();
    conditions of{commands_};
    monotonic_time now{1000s};
};

TEST_F(conditions_test, say_why_a_command_may_not_run) {
    EXPECT_EQ(of.why_not(0), "climate.t > 5 does not hold: climate.t is not known");
    hear("climate", "t", 3.25);
    EXPECT_EQ(of.why_not(0), "climate.t > 5 does not hold: climate.t is 3.25");
    hear("climate", "t", std::string("ERR"));
    EXPECT_EQ(of.why_not(0),
              "climate.t > 5 does not hold: '>' takes numbers, not text, at 11; climate.t is \"ERR\"");
    hear("climate", "t", std::string(5000, 'x'));
    EXPECT_LT(of.why_not(0)->size(), 200U);
    hear("climate", "t", 5.5);
    EXPECT_EQ(of.why_not(0), std::nullopt);
    EXPECT_EQ(of.why_not(1), std::nullopt) << "it has none";
}

TEST_F(conditions_test, run_what_has_a_rule) {
    EXPECT_EQ(of.deadline(), never);
    hear("climate", "t", 36.0);
    EXPECT_EQ(of.deadline(), now + 10s);
    EXPECT_EQ(run(), "");
    now += 10s;
    EXPECT_EQ(run(), "1");
    EXPECT_EQ(of.deadline(), never);
    hear("climate", "t", 34.0);
    hear("climate", "t", 36.0);
    now += 5s;
    hear("climate", "t", value());
    EXPECT_EQ(of.deadline(), never) << "what is not known is not fulfilled";
    std::string said;
    of.on_failure = [&](std::size_t command, const std::string& why) {
        said += std::to_string(command) + ": " + why;
    };
    hear("climate", "t", 20.0);
    EXPECT_EQ(said, "");
    hear("climate", "t", std::string("ERR"));
    EXPECT_EQ(of.deadline(), never);
    EXPECT_EQ(said, "1: '>' takes numbers, not text, at 11");
}

TEST_F(conditions_test, judge_what_was_never_heard) {
    const std::vector<command_settings> silent = [] {
        std::vector<command_settings> all(1);
        all[0].name = "alarm";
        all[0].rule = rule_settings{{"is_null(climate.t)", {{"climate", "t"}}}, 10s};
        return all;
    }();
    conditions tested(silent);
    EXPECT_EQ(tested.deadline(), never);
    tested.judge_all(now);
    EXPECT_EQ(tested.deadline(), now + 10s);
}

TEST_F(conditions_test, are_taken_over_with_what_was_heard_and_done) {
    hear("climate", "t", 36.0);
    now += 10s;
    EXPECT_EQ(run(), "1");
    const auto all = [](const std::string&) { return true; };
    conditions next(commands_);
    next.take_over(of, all);
    EXPECT_EQ(next.why_not(0), std::nullopt);
    next.judge("climate", now);
    EXPECT_EQ(next.deadline(), never) << "it was done already";
    conditions changed(commands_);
    changed.take_over(of, [](const std::string&) { return false; });
    changed.judge("climate", now);
    EXPECT_EQ(changed.deadline(), now + 10s);
}

TEST_F(conditions_test, judge_a_rule_by_each_of_its_sources) {
    hear("door", "open", true);
    EXPECT_EQ(run(), "2");
    hear("climate", "t", 20.0);
    EXPECT_EQ(run(), "");
    source_settings climate;
    climate.name = "climate";
    of.live().available(climate, false);
    of.judge("climate", now);
    EXPECT_EQ(run(), "2");
    hear("door", "open", false);
    EXPECT_EQ(run(), "");
}

}  // namespace
}  // namespace weir
