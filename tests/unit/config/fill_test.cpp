#include "config/fill.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr std::array<std::string_view, 2> colours{"red", "green"};
constexpr shape number_form{.is = kind::number};
constexpr shape per_field{.is = kind::map, .max = 2, .item = &number_form};
constexpr shape short_text{.is = kind::text, .min = 1, .max = 3};
constexpr option point_keys[] = {
    {.name = "x",
     .form = {.is = kind::integer, .unit = "mm", .min = -5, .max = 5},
     .help = "to the right",
     .required = true},
    {.name = "colour", .form = {.is = kind::choice, .choices = colours}, .preset = "red"},
};
constexpr shape point_form{.is = kind::group, .members = point_keys};
constexpr shape text_or_point{.is = kind::text, .or_else = &point_form};

constexpr option everything[] = {
    {.name = "flag", .form = {.is = kind::boolean}, .preset = "true"},
    {.name = "count", .form = {.is = kind::integer, .unit = "Bd", .min = 50, .max = 4'000'000}},
    {.name = "number", .form = number_form},
    {.name = "text", .form = short_text},
    {.name = "wait", .form = {.is = kind::duration, .min = 0.1, .max = 60}, .preset = "1s"},
    {.name = "size", .form = {.is = kind::size, .max = 1024}},
    {.name = "colour", .form = {.is = kind::choice, .choices = colours}},
    {.name = "list", .form = {.is = kind::list, .min = 1, .max = 3, .item = &text_or_point}},
    {.name = "either", .form = {.is = kind::number, .or_else = &per_field}},
    {.name = "map", .form = {.is = kind::map, .item = &point_form}},
    {.name = "stage", .form = {.is = kind::component, .from = slot::stage}},
};
constexpr shape everything_form{.is = kind::group, .members = everything};

void refuse_red(const component_use& use, problems& found) {
    if (use.argument["colour"].text() == "red") found.add(use.argument["colour"].where, "not in red");
}

constexpr option drop_option[] = {{.name = "drop", .form = {.is = kind::boolean}, .preset = "false"}};
const component bare{.name = "bare", .help = "", .argument = {.is = kind::group}};
const component drop{.name = "drop", .help = "", .argument = {.is = kind::list, .item = &short_text}};
const component range{.name = "range",
                      .help = "",
                      .argument = {.is = kind::number, .or_else = &per_field},
                      .options = drop_option};
const component point{.name = "point", .help = "", .argument = point_form, .check = refuse_red};
const component* const stages_here[] = {&bare, &drop, &range, &point};

class filling : public testing::Test {
protected:
    setting fill(const std::string& yaml) {
        problems broken;
        const auto root = parse_document(yaml, broken);
        EXPECT_TRUE(root && broken.empty()) << yaml;
        found_ = {};
        return filler(known_, found_).fill(*root, everything_form, {"top", {1, 1}});
    }

    std::vector<std::string> problems_of(const std::string& yaml) {
        fill(yaml);
        std::vector<std::string> all;
        for (const problem& each : found_.all()) {
            all.push_back(std::to_string(each.where.line) + ":" + std::to_string(each.where.column) + ": " +
                          each.message + (each.hint.empty() ? "" : " | " + each.hint));
        }
        return all;
    }

    component_use use(const std::string& yaml) {
        return use_of(fill("stage: " + yaml)["stage"], stages_here);
    }

    catalogues known_{{}, {}, stages_here, {}, {}, {}, {}};
    problems found_;
};

TEST_F(filling, gives_each_kind_its_type) {
    const setting all = fill(
        "flag: false\ncount: 0x32\nnumber: 2\ntext: 12\nwait: 1.5s\nsize: 1KiB\ncolour: green\n"
        "list: [a, {x: 1}]\neither: {a: 1.5}\nmap: {p: {x: -5, colour: green}}\n");
    EXPECT_TRUE(found_.empty());
    EXPECT_FALSE(all["flag"].boolean());
    EXPECT_EQ(all["count"].integer(), 50);
    EXPECT_TRUE(all["number"].is<double>());
    EXPECT_EQ(all["text"].text(), "12");
    EXPECT_EQ(all["wait"].duration(), 1500ms);
    EXPECT_EQ(all["size"].integer(), 1024);
    EXPECT_EQ(all["colour"].text(), "green");
    EXPECT_EQ(all["list"].items().at(0).text(), "a");
    EXPECT_EQ(all["list"].items().at(1)["colour"].text(), "red");
    EXPECT_EQ(all["either"].members().at(0).value.number(), 1.5);
    EXPECT_EQ(all["map"]["p"]["x"].integer(), -5);
}

TEST_F(filling, gives_defaults_to_what_is_not_written) {
    const setting all = fill("{}");
    EXPECT_TRUE(all["flag"].boolean());
    EXPECT_FALSE(is_written(all["flag"]));
    EXPECT_EQ(all["wait"].duration(), 1s);
    EXPECT_FALSE(all["text"].present());
}

TEST_F(filling, gives_defaults_to_what_is_wrong) {
    const setting all = fill("wait: 5\ncount: x\n");
    EXPECT_EQ(found_.size(), 2U);
    EXPECT_EQ(all["wait"].duration(), 1s);
    EXPECT_TRUE(is_written(all["wait"]));
    EXPECT_FALSE(all["count"].present());
    EXPECT_TRUE(is_written(all["count"]));
}

TEST_F(filling, takes_an_empty_group_list_or_map_for_one_without_entries) {
    const setting all = fill("map:\n  p: {x: 1}\n");
    EXPECT_TRUE(found_.empty());
    EXPECT_THAT(problems_of("map:\n"), ElementsAre());
    EXPECT_THAT(problems_of("list:\n"), ElementsAre("1:1: expected 1 to 3 entries, got 0 in top.list"));
    EXPECT_THAT(problems_of("map: {p: }\n"), ElementsAre("1:7: missing key 'x' in top.map.p | to the right"));
}

TEST_F(filling, says_what_was_expected_and_what_is_there) {
    const std::pair<const char*, const char*> table[] = {
        {"flag: yes", "1:7: expected true or false, got 'yes' in top.flag | write true"},
        {"flag: \"true\"",
         "1:7: expected true or false, got the text 'true' in top.flag | write it without quotes"},
        {"flag:", "1:1: expected true or false, got nothing in top.flag"},
        {"count: [1]", "1:8: expected an integer, got a list in top.count"},
        {"count: 010",
         "1:8: expected an integer, got '010' in top.count | a leading 0 may mean octal: write 10"},
        {"count: 1", "1:8: expected 50 to 4000000 Bd, got 1 in top.count"},
        {"count: 4000001", "1:8: expected 50 to 4000000 Bd, got 4000001 in top.count"},
        {"count: 1.5", "1:8: expected an integer, got '1.5' in top.count"},
        {"number: .nan", "1:9: expected a number, got '.nan' in top.number"},
        {"text: \"\"", "1:7: expected 1 to 3 bytes, got 0 in top.text"},
        {"text: abcd", "1:7: expected 1 to 3 bytes, got 4 in top.text"},
        {"text: {a: b}", "1:7: expected text, got a map in top.text"},
        {"wait: 5",
         "1:7: expected a duration such as 500ms, got '5' in top.wait | the unit is missing: 5s or 5ms?"},
        {"wait: 99ms", "1:7: expected 100ms to 1min, got 99ms in top.wait"},
        {"size: 2KiB", "1:7: expected at most 1KiB, got 2KiB in top.size"},
        {"size: 2kb",
         "1:7: expected a size such as 64KiB, got '2kb' in top.size | the units are B, KiB, MiB and GiB"},
        {"colour: gren", "1:9: expected red or green, got 'gren' in top.colour | did you mean 'green'?"},
        {"list: a", "1:7: expected a list, got 'a' in top.list | write [a]"},
        {"list: [[a]]", "1:8: expected text or a map, got a list in top.list[1]"},
        {"list: [a, b, c, d]", "1:7: expected 1 to 3 entries, got 4 in top.list"},
        {"either: x", "1:9: expected a number or a map, got 'x' in top.either"},
        {"either: {a: 1, b: 2, c: 3}", "1:9: expected at most 2 entries, got 3 in top.either"},
        {"map: []", "1:6: expected a map, got a list in top.map"},
        {"map: {\"a b\": {x: 9}}", "1:18: expected -5 to 5 mm, got 9 in top.map.'a b'.x"},
        {"falg: true", "1:1: unknown key 'falg' in top | did you mean 'flag'?"},
        {"zzz: true", "1:1: unknown key 'zzz' in top"},
    };
    for (const auto& [yaml, message] : table)
        EXPECT_THAT(problems_of(yaml), ElementsAre(message)) << yaml;
}

TEST_F(filling, finds_every_problem) {
    EXPECT_THAT(problems_of("flag: 1\nlist: [{x: 9}, {X: 1, colour: blue}]\nzzz: 1\n"),
                ElementsAre("1:7: expected true or false, got '1' in top.flag | write true",
                            "2:12: expected -5 to 5 mm, got 9 in top.list[1].x",
                            "2:17: unknown key 'X' in top.list[2] | did you mean 'x'?",
                            "2:31: expected red or green, got 'blue' in top.list[2].colour",
                            "3:1: unknown key 'zzz' in top"));
}

TEST_F(filling, takes_a_misspelt_key_for_the_missing_one) {
    EXPECT_THAT(problems_of("map: {p: {X: 1}}"),
                ElementsAre("1:11: unknown key 'X' in top.map.p | did you mean 'x'?"));
    EXPECT_THAT(problems_of("map: {p: {other: 1}}"),
                ElementsAre("1:11: unknown key 'other' in top.map.p",
                            "1:7: missing key 'x' in top.map.p | to the right"));
}

TEST_F(filling, makes_a_component_of_its_name) {
    for (const char* yaml : {"bare", "{bare: }", "{bare: {}}"}) {
        const component_use made = use(yaml);
        EXPECT_TRUE(found_.empty()) << yaml;
        EXPECT_EQ(made.kind, &bare) << yaml;
        EXPECT_TRUE(made.argument.members().empty()) << yaml;
    }
}

TEST_F(filling, makes_a_component_of_its_argument_and_options) {
    const component_use plain = use("{range: 5}");
    EXPECT_EQ(plain.kind, &range);
    EXPECT_EQ(plain.argument.number(), 5);
    EXPECT_FALSE(plain.options["drop"].boolean());

    const component_use other = use("{range: {a: 1}, drop: true}");
    EXPECT_EQ(other.argument["a"].number(), 1);
    EXPECT_TRUE(other.options["drop"].boolean());
}

// `drop` is a stage, and an option of `range`.
TEST_F(filling, tells_a_component_from_an_option_of_the_same_name) {
    EXPECT_EQ(use("{drop: true, range: 5}").kind, &range);
    EXPECT_EQ(use("{drop: [a]}").kind, &drop);
}

TEST_F(filling, says_what_is_wrong_with_a_component) {
    const std::pair<const char*, const char*> table[] = {
        {"stage: rnage", "1:8: unknown stage 'rnage' in top.stage | did you mean 'range'?"},
        {"stage: {rnage: 5}", "1:9: unknown stage 'rnage' in top.stage | did you mean 'range'?"},
        {"stage: [bare]", "1:8: expected a stage, got a list in top.stage"},
        {"stage:", "1:1: expected a stage, got nothing in top.stage"},
        {"stage: {}", "1:8: expected a stage, got an empty map in top.stage | bare, drop, range or point"},
        {"stage: range", "1:8: 'range' needs an argument: a number or a map in top.stage"},
        {"stage: {range: x}", "1:16: expected a number or a map, got 'x' in top.stage.range"},
        {"stage: {range: 5, drp: true}", "1:19: unknown key 'drp' in top.stage | did you mean 'drop'?"},
        {"stage: {range: 5, drop: 5}", "1:25: expected true or false, got '5' in top.stage.drop"},
        {"stage: {range: 5, bare: }", "1:19: unknown key 'bare' in top.stage"},
        {"stage: point", "1:8: missing key 'x' in top.stage.point | to the right"},
        {"stage: {point: {x: 1, colour: red}}", "1:31: not in red in top.stage.point"},
        {"stage: {point: {x: 1}}", "1:9: not in red in top.stage.point"},
    };
    for (const auto& [yaml, message] : table)
        EXPECT_THAT(problems_of(yaml), ElementsAre(message)) << yaml;
}

TEST_F(filling, asks_a_component_only_about_what_is_right) {
    EXPECT_THAT(problems_of("stage: {point: {x: 9, colour: red}}"),
                ElementsAre("1:20: expected -5 to 5 mm, got 9 in top.stage.point.x"));
    EXPECT_EQ(use("{point: {x: 9}}").kind, nullptr);
}

}  // namespace
}  // namespace weir
