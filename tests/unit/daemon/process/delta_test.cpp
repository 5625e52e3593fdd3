#include "tests/unit/daemon/process/stage_maker.hpp"

namespace weir {
namespace {

using namespace test;

struct row {
    double least;
    value before;
    value now;
    bool passes;
};

constexpr std::int64_t large = std::int64_t{1} << 62;

TEST(delta_stage, judges_a_change) {
    const std::vector<row> rows{
        {0.1, 23.4, 23.45, false},
        {0.1, 23.4, 23.3, true},
        {0.1, 23.3, 23.4, true},
        {0.1, 23.4, 23.5, true},
        {0.1, -0.05, 0.05, true},
        {1, 20.0, 30.0, true},
        {2, std::int64_t{5}, std::int64_t{6}, false},
        {2, std::int64_t{5}, std::int64_t{7}, true},
        {2, std::int64_t{5}, 6.5, false},
        {2, std::int64_t{5}, 7.0, true},
        {0, 1.0, 1.0, false},
        {0, 1.0, 1.0000001, true},
        {1, large, large + 1, true},
        {2, large, large + 1, false},
        {1, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), true},
        {9, 1.0, null, true},
        {9, null, 1.0, true},
        {9, 1.0, nan, true},
        {9, nan, null, false},
        {9, 1.0, infinity, true},
        {9, infinity, infinity, false},
        {9, infinity, -infinity, true},
        {9, std::string("S"), std::string("U"), true},
        {9, std::string("S"), std::string("S"), false},
        {9, true, false, true},
        {9, 1.0, std::string("1"), true},
        {9, true, 1.0, true}};
    for (const auto& [least, before, now, passes] : rows) {
        SCOPED_TRACE(testing::PrintToString(before) + " to " + testing::PrintToString(now));
        const auto made = make("delta", written(least));
        sample first = of({{"x", before}});
        sample second = of({{"x", now}});
        EXPECT_TRUE(made->apply(first, start)) << "the first passes";
        EXPECT_FALSE(made->apply(first, start + 1s)) << "nothing changed";
        EXPECT_EQ(made->apply(second, start + 2s), passes);
    }
}

TEST(delta_stage, measures_from_the_last_sample_that_passed) {
    const auto made = make("delta", integer(1));
    for (const auto& [at, passes] : {std::pair(10.0, true),
                                     {10.4, false},
                                     {10.8, false},
                                     {11.2, true},
                                     {11.9, false},
                                     {10.9, false},
                                     {10.2, true}}) {
        sample through = of({{"x", at}});
        EXPECT_EQ(made->apply(through, start), passes) << at;
    }
}

TEST(delta_stage, passes_the_whole_sample_when_any_field_lets_it) {
    const auto made = make("delta", integer(1));
    sample first = of({{"a", 1.0}, {"b", 1.0}});
    sample second = of({{"a", 1.1}, {"b", 3.0}});
    EXPECT_TRUE(made->apply(first, start));
    EXPECT_TRUE(made->apply(second, start));
    EXPECT_EQ(*second.find("a"), value(1.1));
}

TEST(delta_stage, looks_at_the_named_fields_alone) {
    const auto made = make("delta", map({{"a", integer(1)}, {"state", integer(0)}}));
    sample first = of({{"a", 1.0}, {"b", 1.0}, {"state", std::string("on")}});
    sample other = of({{"a", 1.0}, {"b", 99.0}, {"state", std::string("on")}});
    sample named = of({{"a", 1.0}, {"b", 99.0}, {"state", std::string("off")}});
    EXPECT_TRUE(made->apply(first, start));
    EXPECT_FALSE(made->apply(other, start));
    EXPECT_TRUE(made->apply(named, start));
}

TEST(delta_stage, takes_a_new_field_for_a_change_and_a_missing_one_for_none) {
    const auto made = make("delta", integer(1));
    sample a = of({{"a", 1.0}});
    sample b = of({{"b", 1.0}});
    EXPECT_TRUE(made->apply(a, start));
    EXPECT_TRUE(made->apply(b, start)) << "b is new";
    EXPECT_FALSE(made->apply(a, start)) << "a is as it was";
    EXPECT_FALSE(made->apply(b, start));
}

TEST(delta_stage, lets_one_pass_after_at_least_every) {
    const auto made = make("delta", integer(1), map({{"at_least_every", written(duration(60s))}}));
    sample same = of({{"x", 1.0}});
    sample other = of({{"x", 5.0}});
    EXPECT_TRUE(made->apply(same, start));
    EXPECT_FALSE(made->apply(same, start + 59s));
    EXPECT_TRUE(made->apply(same, start + 60s));
    EXPECT_FALSE(made->apply(same, start + 61s));
    EXPECT_TRUE(made->apply(other, start + 100s));
    EXPECT_FALSE(made->apply(other, start + 159s));
    EXPECT_TRUE(made->apply(other, start + 160s));
}

TEST(delta_stage, outlives_a_device_that_invents_names) {
    const auto made = make("delta", integer(1));
    for (int i = 0; i < 20'000; ++i) {
        sample through = of({{("x" + std::to_string(i)).c_str(), 1.0}});
        EXPECT_TRUE(made->apply(through, start));
    }
    sample known = of({{"x19999", 1.0}});
    EXPECT_FALSE(made->apply(known, start));
}

TEST(delta_stage, takes_a_share_of_the_number_before) {
    struct step {
        const char* share;
        double before;
        double now;
        bool passes;
    };
    for (const auto& [share, before, now, passes] : {step{"5%", 100, 104.9, false},
                                                     {"5%", 100, 105, true},
                                                     {"5%", 100, 95, true},
                                                     {"5%", -100, -95, true},
                                                     {"5%", -100, -95.1, false},
                                                     {"5%", 0, 0.001, true},
                                                     {"5%", 0, 0, false},
                                                     {"0.1%", 1000, 1001, true},
                                                     {"100%", 3, 0.1, false},
                                                     {"0%", 3, 3.1, true}}) {
        SCOPED_TRACE(share + testing::PrintToString(now));
        const auto made = make("delta", map({{"x", text(share)}}));
        sample first = of({{"x", before}});
        sample second = of({{"x", now}});
        EXPECT_EQ(made->apply(first, start), stage::passes);
        EXPECT_EQ(made->apply(second, start), passes ? stage::passes : stage::held);
    }
}

TEST(delta_stage, is_not_made_with_text_that_is_no_percentage) {
    for (const char* wrong : {"five", "5 %", "%", "%5", "-5%", "5%%", "nan%", "inf%", "5", "1e999%"}) {
        for (const setting& argument : {text(wrong), map({{"x", text(wrong)}})}) {
            problems found;
            EXPECT_EQ(make_stage(use("delta", argument), found), nullptr);
            ASSERT_EQ(found.size(), 1U);
            EXPECT_EQ(found.all()[0].message,
                      std::string("'") + wrong + "' is neither a number nor a percentage");
        }
    }
}

}  // namespace
}  // namespace weir
