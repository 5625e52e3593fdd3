#include <cmath>
#include <random>

#include "tests/unit/daemon/process/streams.hpp"

namespace weir {
namespace {

using namespace test;
using values = std::vector<value>;

setting per(const char* unit) {
    return map({{"time_unit", text(unit)}});
}

TEST(derivative_stage, says_how_fast_a_number_changes) {
    struct row {
        const char* unit;
        std::vector<coming> in;
        values out;
    };
    const std::vector<row> rows{
        {"s", {{0s, 1.0}, {2s, 5.0}, {3s, 4.0}, {4s, 4.0}}, {null, 2.0, -1.0, 0.0}},
        {"min", {{0s, 1.0}, {30s, 2.0}}, {null, 2.0}},
        {"h", {{0s, std::int64_t{100}}, {30min, std::int64_t{99}}}, {null, -2.0}},
        {"ms", {{0s, 0.0}, {1s, 500.0}}, {null, 0.5}},
        {"d", {{0s, 0.0}, {12h, 1.0}}, {null, 2.0}},
        {"s", {{0s, 1.0}, {1s, null}, {2s, 5.0}, {3s, nan}, {4s, 5.0}}, {null, null, 2.0, null, 0.0}},
        {"s", {{0s, 1.0}, {0s, 9.0}, {1s, 3.0}, {1s, 77.0}, {2s, 3.0}}, {null, null, 2.0, 2.0, 0.0}},
    };
    for (const auto& [unit, in, out] : rows) {
        SCOPED_TRACE(unit + testing::PrintToString(out));
        EXPECT_EQ(sent_through(*make("derivative", text("x"), per(unit)), in), out);
    }
}

TEST(integrate_stage, adds_up_what_a_number_amounts_to) {
    struct row {
        const char* unit;
        const char* method;
        std::vector<coming> in;
        values out;
    };
    const std::vector<coming> hours{{0h, 100.0}, {1h, 200.0}, {3h, 0.0}};
    const std::vector<row> rows{
        {"h", "trapezoid", hours, {0.0, 150.0, 350.0}},
        {"h", "left", hours, {0.0, 100.0, 500.0}},
        {"h", "right", hours, {0.0, 200.0, 200.0}},
        {"min", "trapezoid", {{0s, 1.0}, {30s, 1.0}}, {0.0, 0.5}},
        {"s",
         "trapezoid",
         {{0s, 1.0}, {1s, null}, {2s, 3.0}, {2s, 5.0}, {3s, 5.0}},
         {0.0, 0.0, 4.0, 4.0, 9.0}},
        {"s", "trapezoid", {{0s, null}, {1s, 1.0}, {2s, 1.0}}, {0.0, 0.0, 1.0}},
        {"s", "left", {{0s, -1.0}, {2s, infinity}, {3s, 1.0}}, {0.0, 0.0, -3.0}},
    };
    for (const auto& [unit, method, in, out] : rows) {
        SCOPED_TRACE(unit + testing::PrintToString(out));
        const setting options = map({{"time_unit", text(unit)}, {"integration_method", text(method)}});
        EXPECT_EQ(sent_through(*make("integrate", text("x"), options), in), out);
    }
}

TEST(integrate_stage, leaves_gaps_out) {
    const auto made =
        make("integrate", text("x"), map({{"time_unit", text("s")}, {"max_gap", written(duration(10s))}}));
    EXPECT_EQ(sent_through(*made, {{0s, 1.0}, {10s, 1.0}, {20s + 1ms, 1.0}, {21s + 1ms, 1.0}}),
              (values{0.0, 10.0, 10.0, 11.0}));
}

TEST(integrate_stage, agrees_with_the_derivative_of_what_it_gives) {
    std::mt19937 random(1);
    const auto integral =
        make("integrate", text("x"), map({{"time_unit", text("s")}, {"integration_method", text("right")}}));
    const auto slope = make("derivative", text("x"));
    duration at{};
    for (int i = 0; i < 1000; ++i) {
        at += std::uniform_int_distribution(1, 5000)(random) * 1ms;
        const double x = std::normal_distribution(0.0, 10.0)(random);
        sample through = of({{"x", x}});
        through.arrived = start.at + at;
        integral->apply(through, start);
        slope->apply(through, start);
        if (i == 0) continue;
        ASSERT_NEAR(std::get<double>(*through.find("x")), x, 1e-6) << i;
    }
}

TEST(following_stages, put_the_result_where_they_are_told_to) {
    for (const auto& [name, options] : {std::pair("derivative", map({})), {"integrate", per("s")}}) {
        SCOPED_TRACE(name);
        const sample in = of({{"a", 1.0}, {"b", 2.0}, {"c", std::string("x")}});
        sample one = in;
        sample list_of_two = in;
        sample other = in;
        EXPECT_EQ(make(name, text("a"), options)->apply(one, start), stage::passes);
        EXPECT_EQ(names_in(one), "a b c");
        EXPECT_EQ(*one.find("b"), value(2.0));
        EXPECT_EQ(
            make(name, list({text("a"), text("b"), text("absent")}), options)->apply(list_of_two, start),
            stage::passes);
        EXPECT_NE(*list_of_two.find("b"), value(2.0));
        EXPECT_EQ(make(name, map({{"a", text("new")}}), options)->apply(other, start), stage::passes);
        EXPECT_EQ(names_in(other), "a b c new");
        EXPECT_EQ(*other.find("a"), value(1.0));
    }
}

TEST(following_stages, fail_where_a_field_holds_no_number) {
    for (const auto& [name, options] : {std::pair("derivative", map({})), {"integrate", per("s")}}) {
        SCOPED_TRACE(name);
        for (const value& wrong : {value(std::string("1")), value(true)}) {
            sample through = of({{"x", wrong}});
            EXPECT_EQ(make(name, text("x"), options)->apply(through, start), stage::failed);
            EXPECT_EQ(*through.find("x"), null);
            sample other = of({{"x", wrong}});
            EXPECT_EQ(make(name, map({{"x", text("y")}}), options)->apply(other, start), stage::failed);
            EXPECT_EQ(*other.find("y"), null);
            EXPECT_EQ(*other.find("x"), wrong);
        }
    }
}

TEST(following_stages, refuse_two_results_of_one_name) {
    for (const setting& argument :
         {map({{"a", text("x")}, {"b", text("x")}}), list({text("x"), text("x")})}) {
        problems found;
        EXPECT_EQ(make_stage(use("derivative", argument), found), nullptr);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.all()[0].message, "'x' gets two results");
    }
}

}  // namespace
}  // namespace weir
