#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// What is wrong with where a source's samples come from, and where they go.
namespace weir {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr std::string_view head =
    "version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtt://x'}\nports: {p: {path: /p}}\n";

// Of the only error: its headline, and the hint behind the caret.
struct broken {
    std::string sources;
    std::string headline;  // "LINE:COL: error: MESSAGE"
    std::string hint;      // the line's end; empty: any
};

void expect_each(const std::vector<broken>& table) {
    for (const broken& each : table) {
        const load_result loaded = parse_config(std::string(head) + each.sources, "f", all_catalogues());
        EXPECT_FALSE(loaded.settings) << each.sources;
        const std::string& said = loaded.errors;
        EXPECT_EQ(said.substr(0, said.find('\n')), "f:" + each.headline) << each.sources << said;
        EXPECT_EQ(said.find("\nf:"), said.npos) << "one error is meant: " << said;
        EXPECT_THAT(said, HasSubstr(each.hint)) << each.sources;
    }
}

std::string source(const std::string& keys) {
    return "sources:\n  a: {" + keys + "}\n";
}
std::string wild(const std::string& keys) {
    return source("topic: s/+/x/#, decode: json, " + keys);
}

TEST(broken_levels, are_as_many_as_the_wildcards) {
    expect_each({
        {wild("levels: [room]"), "6:45: error: 1 name for 2 wildcards in sources.a.levels",
         "one for each '+', and for '#', of the topic, in their order"},
        {wild("levels: [a, b, c]"), "6:45: error: 3 names for 2 wildcards in sources.a.levels", ""},
        {source("topic: s/x, levels: [room], decode: json"),
         "6:27: error: 1 name for 0 wildcards in sources.a.levels", "the topic has neither '+' nor '#'"},
        {source("topic: $share/g/+, levels: [a, b], decode: json"),
         "6:34: error: 2 names for 1 wildcard in sources.a.levels", ""},
        {wild("levels: []"), "6:45: error: expected 1 to 64 entries, got 0 in sources.a.levels", ""},
        {source("port: p, levels: [room], decode: json"),
         "6:24: error: 'levels' without 'topic' in sources.a", "they name what the topic's wildcards take"},
        {source("port: p, max_topics: 5, decode: json"),
         "6:28: error: 'max_topics' without 'topic' in sources.a", ""},
        {source("topic: s/x, max_topics: 5, decode: json"),
         "6:31: error: 'max_topics' without a wildcard in 'topic' in sources.a", ""},
        {wild("max_topics: 0"), "6:49: error: expected 1 to 10000 topics, got 0 in sources.a.max_topics", ""},
    });
}

TEST(broken_levels, have_names_that_mean_nothing_else) {
    expect_each({
        {wild("levels: [Room, b]"), "6:46: error: bad name 'Room' in sources.a.levels",
         "small letters, digits and '_', no digit first"},
        {wild("levels: ['a}{b', b]"), "6:46: error: bad name 'a}{b' in sources.a.levels", ""},
        {wild("levels: [a, '']"), "6:49: error: expected 1 to 4096 bytes, got 0 in sources.a.levels[2]", ""},
        {wild("levels: [a, a]"), "6:49: error: 'a' is named twice in sources.a.levels", ""},
        {wild("levels: [a, ts]"), "6:49: error: bad name 'ts' in sources.a.levels",
         "a sample says it of itself"},
        {wild("levels: [node, b]"), "6:46: error: bad name 'node' in sources.a.levels",
         "{node} has a meaning in topics already"},
    });
}

TEST(broken_levels, in_topics_may_be_anything) {
    expect_each({
        {wild("levels: [room, rest], publish: {topic: 'x/{rom}'}"),
         "6:76: error: unknown name '{rom}' in sources.a.publish.topic", "did you mean 'room'?"},
        {wild("publish: {topic: 'x/{room}'}"),
         "6:54: error: unknown name '{room}' in sources.a.publish.topic", ""},
        {wild("levels: [room, rest], publish: {topic: 's/{room}/x'}"),
         "6:14: error: a loop: 's/+/x/#' takes what weir itself publishes in sources.a.topic", "to s/+/x"},
        {wild("levels: [room, rest], publish: {topic: 's/r-{room}/{rest}/y'}"),
         "6:14: error: a loop: 's/+/x/#' takes what weir itself publishes in sources.a.topic", "to s/+/#"},
        {wild("levels: [room, rest], publish: {topic: '{prefix}/{node}/a/{room}'}"),
         "6:76: error: 'weir/pi/a/+' meets weir's own topic 'weir/pi/+/availability' in "
         "sources.a.publish.topic",
         "a level may be called so"},
        {wild("levels: [room, rest], publish: {topic: '{prefix}/{rest}'}"),
         "6:76: error: 'weir/#' meets weir's own topic 'weir/pi/status' in sources.a.publish.topic", ""},
        {wild("levels: [room, rest], publish: [{topic: 'y/{room}'}, {topic: 'y/{room}'}]"),
         "6:98: error: two outputs have the topic 'y/+' in sources.a.publish[2].topic", ""},
        {source("topic: $share/g/s/+, levels: [room], decode: json, publish: {topic: 's/{room}'}"),
         "6:14: error: a loop: '$share/g/s/+' takes what weir itself publishes in sources.a.topic", ""},
    });
}

}  // namespace
}  // namespace weir
