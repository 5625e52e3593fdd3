#include <cmath>
#include <cstdint>

#include "tests/unit/daemon/process/stage_maker.hpp"

namespace weir {
namespace {

using namespace test;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

struct row {
    const char* stage;
    setting argument;
    value in;
    value out;
    stage::outcome result = stage::passes;
};

void expect_each(const std::vector<row>& rows) {
    for (const row& expected : rows) {
        SCOPED_TRACE(std::string(expected.stage) + " of " + testing::PrintToString(expected.in));
        sample through = of({{"t", expected.in}});
        EXPECT_EQ(make(expected.stage, expected.argument)->apply(through, start), expected.result);
        EXPECT_EQ(through.fields.begin()->data, expected.out);
        EXPECT_EQ(through.quality, quality::good);
    }
}

TEST(scale_stage, multiplies_numbers_and_integers_alone) {
    expect_each({{"scale", written(0.5), 3.0, 1.5},
                 {"scale", integer(2), 1.5, 3.0},
                 {"scale", integer(2), std::int64_t{21}, 42.0},
                 {"scale", written(0.1), std::int64_t{235}, 23.5},
                 {"scale", integer(2), largest, 2.0 * static_cast<double>(largest)},
                 {"scale", integer(2), std::string("21"), std::string("21")},
                 {"scale", integer(2), true, true},
                 {"scale", integer(2), null, null},
                 {"scale", map({{"t", integer(3)}}), 2.0, 6.0},
                 {"scale", map({{"t", integer(3)}}), std::string("x"), null, stage::failed},
                 {"scale", map({{"t", integer(3)}}), true, null, stage::failed},
                 {"scale", map({{"t", integer(3)}}), null, null},
                 {"scale", map({{"other", integer(3)}}), 2.0, 2.0},
                 {"scale", map({}), 2.0, 2.0}});
}

TEST(offset_stage, adds_and_keeps_integers_where_it_can) {
    expect_each({{"offset", written(-273.15), 300.15, 300.15 - 273.15},
                 {"offset", integer(-1), std::int64_t{42}, std::int64_t{41}},
                 {"offset", written(2.0), std::int64_t{40}, std::int64_t{42}},
                 {"offset", written(0.5), std::int64_t{42}, 42.5},
                 {"offset", integer(2), 1.5, 3.5},
                 {"offset", integer(largest), std::int64_t{-1}, largest - 1},
                 {"offset", integer(1), largest, static_cast<double>(largest) + 1},
                 {"offset", integer(-1), smallest, static_cast<double>(smallest) - 1},
                 {"offset", written(1e300), std::int64_t{1}, 1e300},
                 {"offset", written(infinity), std::int64_t{1}, infinity},
                 {"offset", integer(1), std::string("1"), std::string("1")},
                 {"offset", integer(1), false, false},
                 {"offset", integer(1), null, null},
                 {"offset", map({{"t", integer(3)}}), 2.0, 5.0},
                 {"offset", map({{"t", integer(3)}}), std::string("x"), null, stage::failed},
                 {"offset", map({{"t", integer(3)}}), true, null, stage::failed},
                 {"offset", map({{"t", integer(3)}}), null, null},
                 {"offset", map({{"other", integer(3)}}), std::int64_t{2}, std::int64_t{2}}});
}

TEST(round_stage, rounds_numbers_alone) {
    expect_each({{"round", integer(1), 23.456, 23.5},
                 {"round", integer(2), 23.456, 23.46},
                 {"round", integer(0), 2.5, 3.0},
                 {"round", integer(0), -2.5, -3.0},
                 {"round", integer(0), 23.4, 23.0},
                 {"round", integer(12), 0.1, 0.1},
                 {"round", integer(12), 1e300, 1e300},
                 {"round", integer(0), infinity, infinity},
                 {"round", integer(0), 0x1p53, 0x1p53},
                 {"round", integer(0), std::int64_t{7}, std::int64_t{7}},
                 {"round", integer(0), std::string("7.5"), std::string("7.5")},
                 {"round", integer(0), null, null},
                 {"round", map({{"t", integer(1)}}), 0.26, 0.3},
                 {"round", map({{"t", integer(1)}}), std::string("x"), null, stage::failed},
                 {"round", map({{"t", integer(1)}}), true, null, stage::failed},
                 {"round", map({{"t", integer(1)}}), null, null},
                 {"round", map({{"other", integer(1)}}), 0.26, 0.26}});
}

TEST(round_stage, leaves_nan_alone) {
    sample through = of({{"t", nan}});
    EXPECT_TRUE(make("round", integer(1))->apply(through, start));
    EXPECT_TRUE(std::isnan(std::get<double>(through.fields.begin()->data)));
}

TEST(round_stage, gives_no_negative_zero) {
    sample through = of({{"t", -0.04}});
    EXPECT_TRUE(make("round", integer(1))->apply(through, start));
    EXPECT_FALSE(std::signbit(std::get<double>(through.fields.begin()->data)));
}

TEST(scale_stage, treats_each_field_by_its_own_factor) {
    const auto made = make("scale", map({{"a", integer(2)}, {"b", written(0.5)}}));
    sample through = of({{"a", 1.0}, {"b", 1.0}, {"c", 1.0}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_EQ(*through.find("a"), value(2.0));
    EXPECT_EQ(*through.find("b"), value(0.5));
    EXPECT_EQ(*through.find("c"), value(1.0));
}

}  // namespace
}  // namespace weir
