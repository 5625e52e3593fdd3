#include "drivers/pattern.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/cpu_time.hpp"

namespace weir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

pattern made(std::string_view text) {
    std::string why;
    const auto compiled = pattern::compile(text, why);
    EXPECT_TRUE(compiled) << text << ": " << why;
    EXPECT_EQ(why, "");
    return compiled.value();
}

using named = std::vector<std::pair<std::string, std::string_view>>;

named groups_of(std::string_view text, std::string_view in) {
    const pattern form = made(text);
    pattern::groups found{{"left over", "from before"}};
    EXPECT_TRUE(form.search(in, &found)) << text;
    return {found.begin(), found.end()};
}

TEST(pattern, is_found_anywhere_unless_it_is_tied) {
    struct {
        std::string_view text, in;
        bool found, whole;
    } const cases[] = {
        {"OK", "OK", true, true},
        {"OK", "NOT OK!", true, false},
        {"^OK", "OK 1", true, false},
        {"^OK", "NOT OK", false, false},
        {"OK$", "NOT OK", true, false},
        {"OK$", "OK\n", false, false},
        {"", "", true, true},
        {"", "any", true, false},
        {"^$", "", true, true},
        {"a|ab", "ab", true, true},
        {"ok", "OK", false, false},
        {"(?i)ok", "OK", true, true},
        {"[0-9]{2,3}", "x1234", true, false},
        {"V \\d+", "V 20", true, true},
        {"V 2\\.0\\ \\\\\\$", "V 2.0 \\$", true, true},
        {"V 2\\.0", "V 2x0", false, false},
        {"^\\^$", "^", true, true},
        {"^\\^$", "^^", false, false},
        {"^a$b", "a$b", false, false},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(made(each.text).search(each.in), each.found) << each.text << " in " << each.in;
        EXPECT_EQ(made(each.text).matches(each.in), each.whole) << each.text << " of " << each.in;
    }
}

TEST(pattern, gives_its_named_groups_in_their_order) {
    EXPECT_THAT(groups_of("^(?P<stable>S|U) *(?P<weight>[-0-9.]+) (kg)", "S  20.5 kg"),
                ElementsAre(Pair("stable", "S"), Pair("weight", "20.5")));
    EXPECT_THAT(groups_of("(?P<z>z)?(?P<a>a)", "a"), ElementsAre(Pair("a", "a")));
    EXPECT_THAT(groups_of("A (?P<n>.)|B (?P<n>.)", "B 2"), ElementsAre(Pair("n", "2")));
    EXPECT_THAT(groups_of("(a)(b)", "ab"), IsEmpty());
    EXPECT_THAT(groups_of("(?P<nothing>x*)b", "b"), ElementsAre(Pair("nothing", "")));
    EXPECT_THAT(groups_of("(?P<nothing>x*)", {}), ElementsAre(Pair("nothing", "")));
}

TEST(pattern, names_its_groups) {
    EXPECT_THAT(made("(?P<z>z)?(a)(?P<b>(?P<c>c))").names(), ElementsAre("z", "b", "c"));
    EXPECT_THAT(made("A (?P<n>.)|B (?P<n>.)").names(), ElementsAre("n", "n"));
    EXPECT_THAT(made("(a)").names(), IsEmpty());
}

TEST(pattern, gives_any_number_of_groups) {
    std::string text, in;
    for (int i = 0; i < 100; ++i) {
        text += "(?P<g" + std::to_string(i) + ">.)";
        in += static_cast<char>('a' + i % 26);
        const auto found = groups_of(text, in);
        ASSERT_EQ(found.size(), in.size());
        EXPECT_EQ(found.back().second, in.substr(in.size() - 1));
    }
}

TEST(pattern, clears_the_groups_when_it_is_not_found) {
    pattern::groups found{{"old", "one"}};
    EXPECT_FALSE(made("(?P<a>a)").search("b", &found));
    EXPECT_THAT(found, IsEmpty());
}

TEST(pattern, groups_are_views_into_the_text) {
    const std::string text = "ERR too hot";
    pattern::groups found;
    const pattern form = made("^ERR (?P<reason>.*)");
    ASSERT_TRUE(form.search(text, &found));
    EXPECT_EQ(found.at(0).second.data(), text.data() + 4);
}

TEST(pattern, takes_any_bytes) {
    const std::string bytes("\x01\x00\xFF\x80", 4);
    EXPECT_TRUE(made("^\\x01\\x00(?P<rest>..)$").search(bytes));
    EXPECT_TRUE(made("\xFF").search(bytes));
    EXPECT_TRUE(made("20 °C").matches("20 °C"));
    EXPECT_TRUE(made("^.$").search("\xB0"));
}

TEST(pattern, finds_alternatives_that_begin_alike_beyond_ascii) {
    for (const char* each : {"°C|°F", "^(?:°C|°F)", "^°(?:C|F)", "(?i)°c|°f", "\\xC2\\xB0C|\\302\\260F"}) {
        EXPECT_TRUE(made(each).search("°C")) << each;
        EXPECT_TRUE(made(each).matches("°F")) << each;
        EXPECT_FALSE(made(each).search("°K")) << each;
    }
    EXPECT_TRUE(made("\\p{Pi}a|\\p{Pi}b").search("\253b"));
}

TEST(pattern, that_is_none_says_why) {
    struct {
        std::string_view text, why;
    } const cases[] = {
        {"(", "missing ): ("},
        {"[a", "missing ]: [a"},
        {"*", "no argument for repetition operator: *"},
        {"a**", "bad repetition operator: **"},
        {"\\", "trailing \\"},
        {"(?<=x)y", "invalid perl operator: (?<"},
        {"a\\1", "invalid escape sequence: \\1"},
        {"((a{100}){100}){100}", "invalid repetition size: {100}"},
    };
    for (const auto& each : cases) {
        std::string why;
        EXPECT_FALSE(pattern::compile(each.text, why)) << each.text;
        EXPECT_THAT(why, testing::StartsWith(each.why)) << each.text;
    }
    std::string large;
    for (int i = 0; i < 100; ++i)
        large += "[0-9]{1000}";
    std::string why;
    EXPECT_FALSE(pattern::compile(large, why));
    EXPECT_THAT(why, testing::StartsWith("pattern too large"));
    std::string why_heavy;  // of one that RE2 would take
    EXPECT_FALSE(pattern::compile("(?:" + std::string(60, 'x') + "){1000}", why_heavy));
    EXPECT_THAT(why_heavy, testing::StartsWith("pattern too large"));
    EXPECT_FALSE(pattern::compile(std::string(4000, '('), why));
    EXPECT_LE(why.size(), 120U);
}

TEST(pattern, weighs_more_the_more_it_repeats) {
    EXPECT_LT(made("^OK (?P<value>[-0-9.]+)$").weight(), 100U);
    EXPECT_GT(made("[a-y]{1000}").weight(), 1000U);
    std::string heavy = "x";
    std::string why;
    for (char first = 'a'; pattern::compile(heavy, why); ++first)
        heavy += std::string("|[") + first + "-z]{1000}";
    heavy.resize(heavy.rfind('|'));
    EXPECT_LE(made(heavy).weight(), pattern::heaviest);
}

TEST(pattern, escaped_text_is_matched_as_it_is) {
    for (const std::string& each : {std::string("20.5"), std::string("a|b"), std::string("[x]{2}(y)*+?^$\\"),
                                    std::string("°C"), std::string("\x00\xFF\n", 3), std::string()}) {
        EXPECT_TRUE(made("^" + pattern::escaped(each) + "$").matches(each)) << each;
        EXPECT_FALSE(made(pattern::escaped(each)).matches(each + "0")) << each;
    }
    EXPECT_FALSE(made(pattern::escaped("2.5")).matches("205"));
}

TEST(pattern, takes_time_linear_to_the_text) {
    const std::string text(std::size_t{1} << 16U, 'a');
    const auto start = test::cpu_time();
    EXPECT_FALSE(made("^(a|aa)+$").search(text + "b"));
    EXPECT_FALSE(made("(x+x+)+y").search(text));
    EXPECT_FALSE(made("(.*)(.*)(.*)(.*)(.*)[^a]$").search(text));
    EXPECT_LT(test::cpu_time() - start, std::chrono::seconds(2));
}

}  // namespace
}  // namespace weir
