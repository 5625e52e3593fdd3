#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// What is wrong with where a source's samples come from, and where they go.
namespace weir {
namespace {

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
        {source("topic: s/+x, levels: [room], decode: json, publish: {topic: 'x/{room}'}"),
         "6:14: error: not a valid topic filter in sources.a.topic", ""},
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

constexpr const char* three =
    "sources:\n"
    "  a: {topic: ta, decode: json}\n"
    "  b: {topic: tb, decode: json}\n"
    "  j: ";

TEST(broken_joins, name_other_sources) {
    const std::string all = three;
    expect_each({
        {all + "{join: {sources: [a, c]}}", "8:27: error: unknown source 'c' in sources.j.join.sources", ""},
        {"sources:\n  climate: {topic: t, decode: json}\n  wind: {topic: u, decode: json}\n"
         "  j: {join: {sources: [clmate, wind]}}",
         "8:24: error: unknown source 'clmate' in sources.j.join.sources", "did you mean 'climate'?"},
        {all + "{join: {sources: [a, b, a]}}", "8:30: error: 'a' is named twice in sources.j.join.sources",
         ""},
        {all + "{join: {sources: [a, j]}}", "8:27: error: 'j' is the source itself in sources.j.join.sources",
         ""},
        {all + "{join: {sources: [a]}}",
         "8:23: error: expected 2 to 32 entries, got 1 in sources.j.join.sources", ""},
        {all + "{join: {within: 1s}}", "8:7: error: missing key 'sources' in sources.j.join", ""},
        {all + "{join: {sources: [a, b], within: 0s}}",
         "8:39: error: expected 1ms to 1h, got 0s in sources.j.join.within", ""},
        {all + "{join: {sources: [a, b], withn: 1s}}", "8:31: error: unknown key 'withn' in sources.j.join",
         "did you mean 'within'?"},
    });
}

TEST(broken_joins, have_no_other_input) {
    const std::string all = three;
    expect_each({
        {all + "{join: {sources: [a, b]}, decode: json}",
         "8:40: error: both 'join' and 'decode' in sources.j", "what is joined has been read and decoded"},
        {all + "{join: {sources: [a, b]}, poll: {write: x, every: 1s}}",
         "8:38: error: both 'join' and 'poll' in sources.j", ""},
        {all + "{join: {sources: [a, b]}, modbus: {registers: {x: {input: 1}}}}",
         "8:40: error: both 'join' and 'modbus' in sources.j", ""},
        {all + "{join: {sources: [a, b]}, topic: t}", "8:13: error: both 'topic' and 'join' in sources.j",
         "a source has one of them"},
        {all + "{join: {sources: [a, b]}, port: p}", "8:13: error: both 'port' and 'join' in sources.j", ""},
        {all + "{join: {sources: [a, b]}, qos: 1}", "8:37: error: 'qos' without 'topic' in sources.j", ""},
    });
}

TEST(broken_joins, are_not_made_of_themselves) {
    const std::string all = three;
    expect_each({
        {all + "{join: {sources: [a, k]}}\n  k: {join: {sources: [b, j]}}",
         "9:27: error: a cycle: j joins k joins j in sources.k.join.sources",
         "a source cannot be made of itself"},
        {all + "{join: {sources: [l, a]}}\n  k: {join: {sources: [j, b]}}\n  l: {join: {sources: [a, k]}}",
         "9:24: error: a cycle: j joins l joins k joins j in sources.k.join.sources", ""},
    });
    // The same source by two ways is none.
    const load_result diamond = parse_config(std::string(head) + all +
                                                 "{join: {sources: [k, l]}}\n  k: {join: {sources: [a, b]}}\n"
                                                 "  l: {join: {sources: [a, k]}}",
                                             "f", all_catalogues());
    EXPECT_EQ(diamond.errors, "");
}

TEST(broken_joins, do_not_grow_without_bounds) {
    std::string doubled =
        std::string(head) + three + "{join: {sources: [a, b]}}\n  k0: {join: {sources: [a, j]}}\n";
    for (int i = 1; i < 60; ++i) {
        const std::string before = "k" + std::to_string(i - 1);
        doubled += "  k" + std::to_string(i) + ": {join: {sources: [" + before + ", " +
                   (i == 1 ? "j" : "k" + std::to_string(i - 2)) + "]}}\n";
    }
    EXPECT_THAT(parse_config(doubled, "f", all_catalogues()).errors,
                testing::HasSubstr("made of more than 256 sources in sources.k10.join.sources"));
}

TEST(broken_batches, end_some_time_and_hold_samples) {
    const auto output = [](const std::string& keys) {
        return source("topic: t, decode: json, publish: {" + keys + "}");
    };
    const std::string value = "format: value, topic: 'x/{field}', ";
    expect_each({
        {output("batch: {form: lines}"), "6:41: error: missing key 'count' in sources.a.publish.batch", ""},
        {output("batch: {count: 0}"),
         "6:56: error: expected 1 to 10000 samples, got 0 in sources.a.publish.batch.count", ""},
        {output("batch: {every: 1ms}"),
         "6:56: error: expected 10ms to 1d, got 1ms in sources.a.publish.batch.every", ""},
        {output("batch: {count: 5, form: lnes}"),
         "6:65: error: expected array or lines, got 'lnes' in sources.a.publish.batch.form",
         "did you mean 'lines'?"},
        {output(value + "batch: {count: 5}"),
         "6:40: error: 'batch' with the format 'value' in sources.a.publish", "it makes one message a field"},
        {"publish: {batch: {count: 5}}\n" + output("format: value, topic: 'x/{field}'"),
         "7:40: error: 'batch' with the format 'value' in sources.a.publish", "'batch: off'"},
    });
}

TEST(inputs, are_as_written) {
    const load_result loaded =
        parse_config(std::string(head) +
                         "publish: {batch: {every: 2s, form: lines}}\n"
                         "sources:\n"
                         "  j: {join: {sources: [b, a], within: 100ms}, publish: {batch: off}}\n"
                         "  a: {topic: $share/g/s/+/#, levels: [one, two], max_topics: 7, decode: json}\n"
                         "  b: {port: p, decode: json, publish: {batch: {count: 3}}}\n"
                         "  k: {join: {sources: [b, a]}}\n",
                     "f", all_catalogues());
    ASSERT_EQ(loaded.errors, "");
    const auto& sources = loaded.settings->sources;
    ASSERT_TRUE(sources[0].join);
    EXPECT_THAT(sources[0].join->sources, testing::ElementsAre(2, 1));
    EXPECT_EQ(sources[0].join->within, std::chrono::milliseconds(100));
    EXPECT_FALSE(sources[0].publish[0].batch);
    EXPECT_THAT(sources[1].levels, testing::ElementsAre("one", "two"));
    EXPECT_TRUE(sources[1].takes_rest());
    EXPECT_EQ(sources[1].max_topics, 7U);
    ASSERT_TRUE(sources[1].publish[0].batch);
    EXPECT_EQ(sources[1].publish[0].batch->count, 0U);
    EXPECT_EQ(sources[1].publish[0].batch->every, std::chrono::seconds(2));
    EXPECT_EQ(sources[1].publish[0].batch->form, batch_form::lines);
    ASSERT_TRUE(sources[2].publish[0].batch);
    EXPECT_EQ(sources[2].publish[0].batch->count, 3U);
    EXPECT_EQ(sources[2].publish[0].batch->form, batch_form::array);
    EXPECT_EQ(sources[3].join->within, duration::zero());
    EXPECT_EQ(sources[2].max_topics, 64U);
}

}  // namespace
}  // namespace weir
