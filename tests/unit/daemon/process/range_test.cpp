#include "tests/unit/daemon/process/stage_maker.hpp"

namespace weir {
namespace {

using namespace test;

struct row {
    value in;
    bool inside;
};

TEST(range_stage, makes_null_or_drops_what_lies_outside) {
    const std::vector<row> rows{{0.0, true},
                                {100.0, true},
                                {41.5, true},
                                {std::int64_t{0}, true},
                                {std::int64_t{100}, true},
                                {-0.001, false},
                                {100.001, false},
                                {std::int64_t{-1}, false},
                                {std::int64_t{101}, false},
                                {nan, false},
                                {infinity, false},
                                {-infinity, false},
                                {std::string("200"), true},
                                {true, true},
                                {null, true}};
    for (const auto& [in, inside] : rows) {
        SCOPED_TRACE(testing::PrintToString(in));
        sample through = of({{"h", in}});
        EXPECT_TRUE(make("range", pair(0, 100))->apply(through, start));
        EXPECT_EQ(through.fields.begin()->data, inside ? in : null);
        EXPECT_EQ(through.quality, inside ? quality::good : quality::bad);

        sample dropped = of({{"h", in}});
        EXPECT_EQ(make("range", pair(0, 100), map({{"drop", written(true)}}))->apply(dropped, start), inside);
    }
}

TEST(range_stage, judges_the_named_fields_alone) {
    const auto made = make("range", map({{"t", pair(-40, 85)}, {"h", pair(0, 100)}}));
    sample through = of({{"t", 90.0}, {"h", 90.0}, {"other", 1e6}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_EQ(*through.find("t"), null);
    EXPECT_EQ(*through.find("h"), value(90.0));
    EXPECT_EQ(*through.find("other"), value(1e6));
    EXPECT_EQ(through.quality, quality::bad);
}

TEST(range_stage, fails_for_what_is_no_number_in_a_named_field) {
    const auto made = make("range", map({{"t", pair(-40, 85)}, {"h", pair(0, 100)}}));
    sample through = of({{"t", std::string("85")}, {"h", null}});
    EXPECT_EQ(made->apply(through, start), stage::failed);
    EXPECT_EQ(*through.find("t"), null);
    EXPECT_EQ(through.quality, quality::good) << "the pipeline's to say";
}

TEST(range_stage, keeps_the_sample_when_drop_is_false) {
    sample through = of({{"t", 90.0}});
    EXPECT_TRUE(make("range", pair(0, 1), map({{"drop", written(false)}}))->apply(through, start));
}

TEST(range_stage, takes_a_range_of_one_value) {
    sample through = of({{"t", 5.0}});
    EXPECT_TRUE(make("range", pair(5, 5), map({{"drop", written(true)}}))->apply(through, start));
}

TEST(range_stage, is_not_made_with_its_bounds_the_wrong_way_round) {
    for (const setting& argument : {pair(1, 0), pair(nan, 1), pair(0, nan)}) {
        problems found;
        EXPECT_EQ(make_stage(use("range", argument), found), nullptr);
        ASSERT_EQ(found.size(), 1u);
        EXPECT_EQ(found.all()[0].message, "the lower bound is above the upper one");
        EXPECT_EQ(found.all()[0].where.line, argument.where.line);
    }
}

TEST(range_stage, names_each_field_whose_bounds_are_the_wrong_way_round) {
    problems found;
    const setting argument = map({{"a", pair(2, 1)}, {"b", pair(1, 2)}, {"c", pair(4, 3)}});
    EXPECT_EQ(make_stage(use("range", argument), found), nullptr);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found.all()[0].message, "the lower bound of 'a' is above the upper one");
    EXPECT_EQ(found.all()[1].message, "the lower bound of 'c' is above the upper one");
}

}  // namespace
}  // namespace weir
