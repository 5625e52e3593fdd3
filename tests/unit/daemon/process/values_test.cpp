#include <cmath>
#include <cstdint>

#include "tests/unit/daemon/process/written_stage.hpp"

namespace weir {
namespace {

using namespace test;

using whole = std::int64_t;
const value word{std::string("x")};

TEST(clamp_stage, brings_numbers_between_its_limits) {
    expect_each({{"clamp: { min: 0, max: 100 }", 103.2, 100.0},
                 {"clamp: { min: 0, max: 100 }", -0.1, 0.0},
                 {"clamp: { min: 0, max: 100 }", 100.0, 100.0},
                 {"clamp: { min: 0 }", 1e9, 1e9},
                 {"clamp: { min: 0 }", -1.0, 0.0},
                 {"clamp: { max: 5 }", -1e9, -1e9},
                 {"clamp: { max: 5 }", 6.0, 5.0},
                 {"clamp: { max: 5 }", whole{6}, whole{5}},
                 {"clamp: { max: 5.5 }", whole{6}, 5.5},
                 {"clamp: { max: 5 }", whole{4}, whole{4}},
                 {"clamp: { max: 5 }", nan, nan},
                 {"clamp: { max: 5 }", infinity, 5.0},
                 {"clamp: { max: 5 }", null, null},
                 {"clamp: { max: 5 }", word, word},
                 {"clamp: { max: 5 }", true, true},
                 {"clamp: { t: { max: 5 } }", 6.0, 5.0},
                 {"clamp: { u: { max: 5 } }", 6.0, 6.0},
                 {"clamp: { t: { max: 5 } }", null, null},
                 {"clamp: { t: { max: 5 } }", word, null, stage::failed}});
}

TEST(clamp_stage, removes_what_is_out_of_range_where_it_shall) {
    expect_each({{"clamp: { max: 5 }, ignore_out_of_range: true", 6.0, null, stage::held},
                 {"clamp: { max: 5 }, ignore_out_of_range: true", 5.0, 5.0},
                 {"clamp: { max: 5 }, ignore_out_of_range: true", nan, nan},
                 {"clamp: { max: 5 }, ignore_out_of_range: true", word, word},
                 {"clamp: { t: { max: 5 } }, ignore_out_of_range: true", word, null, stage::failed},
                 {"clamp: { u: { max: 5 } }, ignore_out_of_range: true", 6.0, 6.0}});
    const auto made = stage_of("clamp: { a: { max: 5 }, b: { max: 5 } }, ignore_out_of_range: true");
    sample one = of({{"a", 6.0}, {"b", 1.0}, {"c", 9.0}});
    EXPECT_EQ(made->apply(one, start), stage::passes);
    EXPECT_EQ(names_in(one), "b c");
    sample both = of({{"a", 6.0}, {"b", 7.0}, {"c", 9.0}});
    EXPECT_EQ(made->apply(both, start), stage::held);
    sample neither = of({{"c", 9.0}});
    EXPECT_EQ(made->apply(neither, start), stage::passes) << "it does not concern the stage";
}

TEST(round_to_multiple_of_stage, rounds_to_multiples) {
    expect_each({{"round_to_multiple_of: 0.5", 21.3, 21.5},
                 {"round_to_multiple_of: 0.5", 21.2, 21.0},
                 {"round_to_multiple_of: 10", 25.0, 20.0},
                 {"round_to_multiple_of: 10", 35.0, 40.0},
                 {"round_to_multiple_of: 10", whole{26}, whole{30}},
                 {"round_to_multiple_of: 10", whole{-26}, whole{-30}},
                 {"round_to_multiple_of: 2.5", whole{4}, 5.0},
                 {"round_to_multiple_of: 0.3", 1.0, 0.9},
                 {"round_to_multiple_of: 10", nan, nan},
                 {"round_to_multiple_of: 10", infinity, infinity},
                 {"round_to_multiple_of: 10", 1e300, 1e300},
                 {"round_to_multiple_of: 10", whole{1} << 60, whole{1} << 60},
                 {"round_to_multiple_of: 0.0000000000001", 0.5, 0.5},
                 {"round_to_multiple_of: 10", word, word},
                 {"round_to_multiple_of: { t: 10 }", null, null},
                 {"round_to_multiple_of: { t: 10 }", word, null, stage::failed}});
}

TEST(round_to_multiple_of_stage, gives_decimals_as_they_are_written) {
    for (const auto& [in, out] : std::initializer_list<std::pair<double, double>>{
             {0.29, 0.3}, {0.71, 0.7}, {23.449, 23.4}, {-0.04, 0.0}}) {
        sample through = of({{"t", in}});
        EXPECT_EQ(stage_of("round_to_multiple_of: 0.1")->apply(through, start), stage::passes);
        EXPECT_EQ(std::get<double>(through.fields.begin()->data), out);
        EXPECT_FALSE(std::signbit(std::get<double>(through.fields.begin()->data)));
    }
}

TEST(filter_out_stage, removes_values) {
    expect_each({{"filter_out: 85", 85.0, null, stage::held},
                 {"filter_out: 85", whole{85}, null, stage::held},
                 {"filter_out: 85", 85.01, 85.01},
                 {"filter_out: 85.0, accuracy_decimals: 1", 85.04, null, stage::held},
                 {"filter_out: 85.0, accuracy_decimals: 1", 85.06, 85.06},
                 {"filter_out: 85, accuracy_decimals: 0", 84.5, null, stage::held},
                 {"filter_out: [ 85, -127 ]", -127.0, null, stage::held},
                 {"filter_out: [ 85, -127 ]", 20.0, 20.0},
                 {"filter_out: nan", nan, null, stage::held},
                 {"filter_out: nan", null, null, stage::held},
                 {"filter_out: nan, accuracy_decimals: 1", nan, null, stage::held},
                 {"filter_out: nan", 1.0, 1.0},
                 {"filter_out: 85, accuracy_decimals: 1", nan, nan},
                 {"filter_out: 85", null, null},
                 {"filter_out: [ ERR, true ]", std::string("ERR"), null, stage::held},
                 {"filter_out: [ ERR, true ]", true, null, stage::held},
                 {"filter_out: [ ERR, true ]", false, false},
                 {"filter_out: '85'", 85.0, 85.0},
                 {"filter_out: '85'", std::string("85"), null, stage::held},
                 {"filter_out: { t: 85 }", 85.0, null, stage::held},
                 {"filter_out: { t: [ 0, 85 ] }", 0.0, null, stage::held},
                 {"filter_out: { u: 85 }", 85.0, 85.0}});
}

TEST(filter_out_stage, lets_a_sample_through_when_a_field_does) {
    const auto made = stage_of("filter_out: { a: 85, b: [ 85, nan ] }");
    sample one = of({{"a", 85.0}, {"b", 20.0}, {"c", 85.0}});
    EXPECT_EQ(made->apply(one, start), stage::passes);
    EXPECT_EQ(names_in(one), "b c");
    sample both = of({{"a", 85.0}, {"b", null}, {"c", 1.0}});
    EXPECT_EQ(made->apply(both, start), stage::held);
    sample neither = of({{"c", 85.0}});
    EXPECT_EQ(made->apply(neither, start), stage::passes);
}

TEST(map_stage, makes_one_value_of_another) {
    const std::string valve =
        "map: { t: { OPEN: 1, CLOSED: 0, 3: '?', 0x10: 16.5, true: yes!, 2.5: false } }";
    expect_each({{valve, std::string("OPEN"), whole{1}},
                 {valve, std::string("CLOSED"), whole{0}},
                 {valve, whole{3}, std::string("?")},
                 {valve, 3.0, std::string("?")},
                 {valve, std::string("3"), std::string("?")},
                 {valve, whole{16}, 16.5},
                 {valve, true, std::string("yes!")},
                 {valve, std::string("true"), std::string("yes!")},
                 {valve, 2.5, false},
                 {valve, null, null},
                 {valve, nan, nan},
                 {valve, false, null, stage::failed},
                 {valve, std::string("open"), null, stage::failed},
                 {valve, whole{4}, null, stage::failed},
                 {valve + ", default: -1", std::string("open"), whole{-1}},
                 {valve + ", default: ''", false, std::string()},
                 {valve + ", default: -1", null, null},
                 {"map: { ON: true, OFF: false }", std::string("ON"), true},
                 {"map: { ON: true, OFF: false }", std::string("AUTO"), std::string("AUTO")},
                 {"map: { ON: true }, default: false", std::string("AUTO"), false},
                 {"map: { u: { ON: true } }", std::string("ON"), std::string("ON")}});
}

TEST(set_stage, gives_constant_values) {
    const auto made = stage_of("set: { site: north, height: 2.5, floor: 2, spare: false }");
    sample through = of({{"floor", std::string("first")}, {"t", null}});
    EXPECT_EQ(made->apply(through, start), stage::passes);
    EXPECT_EQ(names_in(through), "floor t site height spare");
    EXPECT_EQ(*through.find("site"), value(std::string("north")));
    EXPECT_EQ(*through.find("height"), value(2.5));
    EXPECT_EQ(*through.find("floor"), value(whole{2}));
    EXPECT_EQ(*through.find("spare"), value(false));
}

TEST(stage_options, that_contradict_themselves_are_errors) {
    const std::vector<std::pair<const char*, const char*>> rows{
        {"clamp: { t: {} }", "neither 'min' nor 'max' of 't'"},
        {"clamp: { min: 5, max: 1 }", "'min' is above 'max'"},
        {"clamp: { t: { min: 5, max: 1 } }", "'min' of 't' is above 'max'"},
        {"clamp: 5", "expected a map, got '5'"},
        {"clamp: { t: 5 }", "expected a map, got '5'"},
        {"round_to_multiple_of: 0", "the multiple is not above 0"},
        {"round_to_multiple_of: { t: 0 }", "the multiple of 't' is not above 0"},
        {"filter_out: []", "at least 1 entry"},
        {"map: { ON: 1, t: { ON: 1 } }", "'ON' has a value, and others have maps"},
        {"map: {}", "at least 1 entry"},
        {"set: { seq: 1 }", "a sample has a 'seq' of its own"},
        {"set: { 'a b': 1 }", "'a b' is no name for a field"},
        {"count: ts", "a sample has a 'ts' of its own"},
        {"count: n, rising: n", "the count would replace the field"},
        {"hysteresis: { t: { on: 5 } }", "missing key 'off'"},
        {"skip_initial: -1", "got -1"},
    };
    for (const auto& [entry, error] : rows) {
        const std::string errors = errors_of(entry);
        EXPECT_NE(errors.find(error), errors.npos) << entry << "\n" << errors;
    }
}

}  // namespace
}  // namespace weir
