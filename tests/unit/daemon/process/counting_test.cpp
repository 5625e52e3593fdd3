#include <cmath>
#include <cstdint>

#include "tests/unit/daemon/process/written_stage.hpp"

namespace weir {
namespace {

using namespace test;

struct step {
    value in;
    value out;
    stage::outcome result = stage::passes;
};

// One stage, and what it makes of a field `t`, one sample after another.
void expect_course(const std::string& entry, const std::vector<step>& course) {
    const auto made = stage_of(entry);
    int number = 0;
    for (const step& each : course) {
        SCOPED_TRACE(entry + ", sample " + std::to_string(++number));
        sample through = of({{"t", each.in}});
        EXPECT_EQ(made->apply(through, start), each.result);
        EXPECT_EQ(*through.find("t"), each.out);
    }
}

TEST(hysteresis_stage, stays_as_it_was_between_its_thresholds) {
    const std::string fan = "hysteresis: { t: { on: 28, off: 25 } }";
    expect_course(fan, {{26.0, false},
                        {27.9, false},
                        {28.0, true},
                        {std::int64_t{26}, true},
                        {25.0, true},
                        {24.9, false},
                        {26.0, false}});
    expect_course(fan, {{30.0, true}, {null, null}, {26.0, true}, {infinity, true}, {26.0, true}});
    expect_course(fan, {{30.0, true}, {std::string("x"), null, stage::failed}, {26.0, true}});
    expect_course(fan, {{true, null, stage::failed}});

    sample through = of({{"t", nan}});
    EXPECT_EQ(stage_of(fan)->apply(through, start), stage::passes);
    EXPECT_TRUE(std::isnan(std::get<double>(*through.find("t"))));
}

TEST(hysteresis_stage, works_the_other_way_round_too) {
    expect_course("hysteresis: { t: { on: 18, off: 20 } }",
                  {{19.0, false}, {18.0, true}, {19.9, true}, {20.0, true}, {20.1, false}, {19.0, false}});
    expect_course("hysteresis: { t: { on: 20, off: 20 } }", {{19.9, false}, {20.0, true}, {19.9, false}});
}

TEST(hysteresis_stage, concerns_the_named_fields_alone) {
    const auto made = stage_of("hysteresis: { a: { on: 1, off: 0 }, b: { on: 1, off: 0 } }");
    sample through = of({{"a", 1.0}, {"t", 1.0}});
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(*through.find("a"), value(true));
    EXPECT_EQ(*through.find("t"), value(1.0));
    sample other = of({{"b", 0.5}});
    EXPECT_EQ(made->apply(other, start), stage::passes);
    EXPECT_EQ(*other.find("b"), value(false)) << "each field has a state of its own";
}

TEST(count_stage, numbers_samples) {
    const auto made = stage_of("count: n");
    for (const std::int64_t expected : {1, 2, 3}) {
        sample through = of({{"t", null}});
        EXPECT_EQ(made->apply(through, start), stage::passes);
        EXPECT_EQ(*through.find("n"), value(expected));
    }
}

TEST(count_stage, counts_rising_edges) {
    const auto made = stage_of("count: n, rising: t");
    const std::vector<std::pair<value, std::int64_t>> course{{true, 0},
                                                             {true, 0},
                                                             {false, 0},
                                                             {true, 1},
                                                             {null, 1},
                                                             {true, 1},
                                                             {false, 1},
                                                             {null, 1},
                                                             {true, 2},
                                                             {nan, 2},
                                                             {std::int64_t{0}, 2},
                                                             {0.5, 3},
                                                             {-1.0, 3},
                                                             {std::int64_t{0}, 3},
                                                             {false, 3},
                                                             {true, 4}};
    for (const auto& [in, expected] : course) {
        sample through = of({{"t", in}});
        EXPECT_EQ(made->apply(through, start), stage::passes);
        EXPECT_EQ(*through.find("n"), value(expected));
    }
    sample without = of({{"u", true}});
    EXPECT_EQ(made->apply(without, start), stage::passes);
    EXPECT_EQ(*without.find("n"), value(std::int64_t{4}));
    sample text = of({{"t", std::string("on")}});
    EXPECT_EQ(made->apply(text, start), stage::failed);
    EXPECT_EQ(*text.find("t"), null);
    EXPECT_EQ(*text.find("n"), value(std::int64_t{4}));
}

TEST(skip_initial_stage, holds_the_first_samples_back) {
    expect_course("skip_initial: 2",
                  {{1.0, 1.0, stage::held}, {null, null, stage::held}, {3.0, 3.0}, {4.0, 4.0}});
    expect_course("skip_initial: 0", {{1.0, 1.0}});
}

}  // namespace
}  // namespace weir
