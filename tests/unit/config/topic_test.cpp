#include "config/topic.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(topic, names_without_wildcards_can_be_published_to) {
    for (const std::string& good : {std::string("a"), std::string("/"), std::string("a//b"),
                                    std::string("a b/ä"), std::string("$SYS/x"), std::string(65535, 'x')}) {
        EXPECT_EQ(why_bad_topic(good), "") << good.substr(0, 20);
    }
    const std::pair<std::string, std::string> bad[] = {
        {"", "it is empty"},
        {"a/+", "it holds a wildcard"},
        {"a#", "it holds a wildcard"},
        {std::string("a\0b", 3), "it holds control characters or is not UTF-8"},
        {"a\tb", "it holds control characters or is not UTF-8"},
        {"a\x80", "it holds control characters or is not UTF-8"},
        {std::string(65536, 'x'), "it is longer than 65535 bytes"},
    };
    for (const auto& [topic, why] : bad)
        EXPECT_EQ(why_bad_topic(topic), why) << topic.substr(0, 20);
}

TEST(topic, filters_have_wildcards_as_whole_levels) {
    for (const char* good :
         {"#", "+", "a/#", "+/b/+", "/+", "a//#", "$share/group/a/+", "$share/g/#", "$SYS/#"})
        EXPECT_EQ(why_bad_filter(good), "") << good;
    const std::pair<std::string, std::string> bad[] = {
        {"", "it is empty"},
        {"a#", "a wildcard must be a whole level"},
        {"a/b+/c", "a wildcard must be a whole level"},
        {"a/##", "a wildcard must be a whole level"},
        {"#/a", "'#' must be the last level"},
        {"a/#/b", "'#' must be the last level"},
        {"$share/", "the group of $share is empty or has a wildcard"},
        {"$share//a", "the group of $share is empty or has a wildcard"},
        {"$share/g+/a", "the group of $share is empty or has a wildcard"},
        {"$share/g", "nothing follows $share and its group"},
        {"$share/g/", "nothing follows $share and its group"},
        {"$share/g/a#", "a wildcard must be a whole level"},
        {std::string(65536, 'x'), "it is longer than 65535 bytes"},
    };
    for (const auto& [filter, why] : bad)
        EXPECT_EQ(why_bad_filter(filter), why) << filter.substr(0, 20);
}

TEST(topic, a_shared_filter_is_matched_without_its_group) {
    EXPECT_EQ(without_share("$share/group/a/+"), "a/+");
    EXPECT_EQ(without_share("$share/group//a"), "/a");
    EXPECT_EQ(without_share("$shared/group/a"), "$shared/group/a");
    EXPECT_EQ(without_share("a/b"), "a/b");
}

TEST(topic, wildcards_take_levels) {
    struct row {
        const char* filter;
        const char* name;
        std::vector<std::string_view> taken;
    };
    const row table[] = {
        {"a/b", "a/b", {}},
        {"a/+/c", "a/b/c", {"b"}},
        {"+/b/+", "a/b/c", {"a", "c"}},
        {"+", "", {""}},
        {"a/+", "a/", {""}},
        {"+/+", "/", {"", ""}},
        {"#", "a/b", {"a/b"}},
        {"a/#", "a/b/c", {"b/c"}},
        {"a/#", "a/", {""}},
        {"a/#", "a", {""}},
        {"a/+/#", "a/b", {"b", ""}},
        {"a/+/#", "a/b//c", {"b", "/c"}},
        {"$share/g/a/+", "a/b", {"b"}},
        {"$share/g/#", "a", {"a"}},
        {"a/+/+", "a", {"", ""}},  // does not match
        {"a/+/+", "", {"", ""}},
    };
    for (const row& each : table)
        EXPECT_EQ(taken_by_wildcards(each.filter, each.name), each.taken) << each.filter << ' ' << each.name;
}

struct pair_of_topics {
    const char* one;
    const char* other;
    bool meet;
};

TEST(topic, filters_take_topics_as_section_4_7_says) {
    const pair_of_topics table[] = {
        {"sport/tennis/#", "sport/tennis", true},
        {"sport/tennis/#", "sport/tennis/player1/ranking", true},
        {"sport/#", "sport", true},
        {"#", "anything/at/all", true},
        {"sport/tennis/+", "sport/tennis/player1", true},
        {"sport/tennis/+", "sport/tennis/player1/ranking", false},
        {"sport/+", "sport", false},
        {"sport/+", "sport/", true},
        {"+/+", "/finance", true},
        {"/+", "/finance", true},
        {"+", "/finance", false},
        {"#", "$SYS/uptime", false},
        {"+/uptime", "$SYS/uptime", false},
        {"$SYS/#", "$SYS/uptime", true},
        {"a/+", "a/$b", true},
        {"a/b", "a/B", false},
        {"$share/group/a/+", "a/b", true},
        {"a/b", "a/b/c", false},
        {"a/b/c", "a/b", false},
    };
    for (const auto& [filter, name, meet] : table)
        EXPECT_EQ(topic_matches(filter, name), meet) << filter << " and " << name;
}

TEST(topic, filters_overlap_when_one_topic_suits_both) {
    const pair_of_topics table[] = {
        {"a/+", "+/b", true},          {"a/+", "b/+", false},    {"a/+/c", "a/b/#", true},
        {"a/+", "a/#", true},          {"a", "a/#", true},       {"a/+/c", "a/+", false},
        {"#", "$SYS/#", false},        {"+/+", "$SYS/+", false}, {"+/#", "#", true},
        {"$share/g/a/#", "a/b", true}, {"a/b/#", "a", false},    {"$share/g/a", "$share/h/a", true},
    };
    for (const auto& [one, other, meet] : table) {
        EXPECT_EQ(filters_overlap(one, other), meet) << one << " and " << other;
        EXPECT_EQ(filters_overlap(other, one), meet) << other << " and " << one;
    }
}

TEST(topic, templates_replace_names_in_braces_and_nothing_else) {
    const auto lookup = [](std::string_view name) -> std::optional<std::string> {
        if (name == "node") return "pi";
        if (name == "a_1") return "{node}";
        return std::nullopt;
    };
    const std::pair<const char*, const char*> table[] = {
        {"x/{node}/y", "x/pi/y"},
        {"{node}{node}", "pipi"},
        {"{a_1}", "{node}"},
        {"{Node}", "{Node}"},
        {"{}", "{}"},
        {"{node", "{node"},
        {"{{node}}", "{pi}"},
        {"{no de}", "{no de}"},
        {"{1a}", "{1a}"},
        {"", ""},
        {"}{", "}{"},
    };
    for (const auto& [text, expanded] : table) {
        std::string unknown;
        EXPECT_EQ(expand(text, lookup, unknown), expanded) << text;
        EXPECT_EQ(unknown, "") << text;
    }
    std::string unknown;
    EXPECT_EQ(expand("a/{node}/{nod}/{other}", lookup, unknown), std::nullopt);
    EXPECT_EQ(unknown, "nod");
}

}  // namespace
}  // namespace weir
