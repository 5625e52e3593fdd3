#include <set>

#include "tests/unit/daemon/process/stage_maker.hpp"

namespace weir {
namespace {

using namespace test;

TEST(keep_stage, keeps_the_named_fields_in_their_order) {
    const auto made = make("keep", list({text("c"), text("a"), text("absent")}));
    sample through = of({{"a", 1.0}, {"b", 2.0}, {"c", null}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_EQ(names_in(through), "a c");
}

TEST(keep_stage, takes_one_bare_name) {
    const auto made = make("keep", text("b"));
    sample through = of({{"a", 1.0}, {"b", 2.0}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_EQ(names_in(through), "b");
}

TEST(keep_stage, stops_a_sample_that_has_none_of_them) {
    const auto made = make("keep", text("b"));
    sample through = of({{"a", 1.0}});
    EXPECT_FALSE(made->apply(through, start));
}

TEST(drop_stage, removes_the_named_fields) {
    const auto made = make("drop", list({text("a"), text("absent")}));
    sample through = of({{"a", 1.0}, {"b", 2.0}, {"aa", 3.0}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_EQ(names_in(through), "b aa");
}

TEST(drop_stage, takes_one_bare_name) {
    const auto made = make("drop", text("b"));
    sample through = of({{"a", 1.0}, {"b", 2.0}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_EQ(names_in(through), "a");
}

TEST(drop_stage, stops_a_sample_that_has_no_others) {
    const auto made = make("drop", list({text("a"), text("b")}));
    sample through = of({{"b", 1.0}});
    EXPECT_FALSE(made->apply(through, start));
}

TEST(throttle_stage, lets_one_sample_through_in_its_time) {
    const auto made = make("throttle", written(duration(1s)));
    sample through = of({{"a", 1.0}});
    EXPECT_TRUE(made->apply(through, start)) << "the first";
    EXPECT_FALSE(made->apply(through, start));
    EXPECT_FALSE(made->apply(through, start + 999ms));
    EXPECT_TRUE(made->apply(through, start + 1500ms));
    EXPECT_FALSE(made->apply(through, start + 2s)) << "the second counts from the last that passed";
    EXPECT_TRUE(made->apply(through, start + 2500ms));
}

TEST(throttle_stage, lets_everything_through_when_its_time_is_zero) {
    const auto made = make("throttle", written(duration::zero()));
    sample through = of({{"a", 1.0}});
    EXPECT_TRUE(made->apply(through, start));
    EXPECT_TRUE(made->apply(through, start));
}

TEST(stages, are_in_the_table_once_each_with_help) {
    std::set<std::string_view> names;
    for (const component* each : stages()) {
        EXPECT_TRUE(names.insert(each->name).second) << each->name << " twice";
        EXPECT_FALSE(each->help.empty()) << each->name;
    }
    EXPECT_TRUE(names.contains("scale"));
}

}  // namespace
}  // namespace weir
