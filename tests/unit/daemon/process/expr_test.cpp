#include "tests/unit/daemon/process/stage_maker.hpp"

namespace weir {
namespace {

using namespace test;

value number(const sample& in, const char* name) {
    const value* found = in.find(name);
    return found == nullptr ? value(std::string("none")) : *found;
}

TEST(expr_stage, computes_new_fields_behind_the_others) {
    const auto made = make("expr", map({{"dew_point", text("temperature - (100 - humidity) / 5")}}));
    sample through = of({{"temperature", 21.5}, {"humidity", 40.0}});
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(names_in(through), "temperature humidity dew_point");
    EXPECT_EQ(number(through, "dew_point"), value(9.5));
}

TEST(expr_stage, replaces_fields_where_they_stand_and_goes_on_with_what_it_made) {
    const auto made = make("expr", map({{"a", text("a * 2")}, {"b", text("a + 1")}, {"c", text("b")}}));
    sample through = of({{"a", std::int64_t{3}}, {"z", true}});
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(names_in(through), "a z b c");
    EXPECT_EQ(number(through, "a"), value(std::int64_t{6}));
    EXPECT_EQ(number(through, "c"), value(std::int64_t{7}));
}

// The list of fields moves when it grows, and with it what an expression gave.
TEST(expr_stage, copies_text) {
    const std::string long_text(200, 'x');
    const auto made = make("expr", map({{"b", text("a")}, {"c", text("true ? b : a")}, {"a", text("a")}}));
    for (int i = 0; i < 3; ++i) {
        sample through = of({{"a", long_text}});
        EXPECT_EQ(made->apply(through, start), stage::passes);
        for (const char* name : {"a", "b", "c"})
            EXPECT_EQ(number(through, name), value(long_text)) << name;
    }
}

TEST(expr_stage, makes_null_of_what_is_unknown) {
    const auto made = make("expr", map({{"a", text("missing + 1")}, {"b", text("1 / 0")}}));
    sample through = of({{"a", 1.0}});
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(number(through, "a"), null);
    EXPECT_EQ(number(through, "b"), null);
}

TEST(expr_stage, fails_for_a_type_that_does_not_fit_and_goes_on) {
    const auto made = make("expr", map({{"a", text("t + 1")}, {"b", text("x + 1")}}));
    sample through = of({{"t", std::string("ERR")}, {"x", 1.0}, {"a", 5.0}});
    EXPECT_EQ(made->apply(through, start), stage::failed);
    EXPECT_EQ(number(through, "a"), null);
    EXPECT_EQ(number(through, "b"), value(2.0));
    through = of({{"t", 2.0}, {"x", 1.0}});
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(number(through, "a"), value(3.0));
}

TEST(expr_stage, knows_the_quality_and_names_with_dots_and_hyphens) {
    const auto made =
        make("expr",
             map({{"ok", text("quality == 'good'")}, {"sum", text("a.b + room_1")}, {"own", text("x_y")}}));
    sample through = of({{"a.b", 1.0}, {"room-1", 2.0}, {"x-y", 3.0}, {"x_y", 4.0}});
    through.quality = quality::bad;
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(number(through, "ok"), value(false));
    EXPECT_EQ(number(through, "sum"), value(3.0));
    EXPECT_EQ(number(through, "own"), value(4.0)) << "the field that is called so comes first";
}

TEST(when_stage, lets_through_what_it_is_true_for) {
    struct {
        const char* condition;
        stage::outcome outcome;
    } const cases[] = {
        {"t > 30 and quality == 'good'", stage::passes},
        {"t > 40", stage::held},
        {"missing > 30", stage::held},
        {"missing > 30 or t > 30", stage::passes},
        {"null", stage::held},
        {"t", stage::failed},
        {"word > 30", stage::failed},
        {"word", stage::failed},
    };
    for (const auto& each : cases) {
        const auto made = make("when", text(each.condition));
        sample through = of({{"t", 31.0}, {"word", std::string("ERR")}});
        EXPECT_EQ(made->apply(through, start), each.outcome) << each.condition;
        EXPECT_EQ(names_in(through), "t word");
    }
}

}  // namespace
}  // namespace weir
