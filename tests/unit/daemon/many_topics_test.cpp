#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/pipeline.hpp"
#include "tests/support/source_bench.hpp"

// A source whose topic has wildcards: each topic that it takes goes its own way.
namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class bench {
public:
    explicit bench(const std::string& source)
        : loaded_(test::settings_of("version: 1\nnode: { id: n }\nclock: trust\nmqtt: { url: mqtt://h }\n"
                                    "sources:\n  s: { " +
                                    source + " }\n")) {}

    reject says(std::string_view topic, std::string_view payload) {
        return way.feed({{payload, now}, false, topic}, now, out_);
    }
    // What has been published since the last call, without what a sample says of itself.
    std::vector<std::string> published() {
        std::vector<std::string> all;
        for (const outgoing& each : out_) {
            constexpr std::string_view before = R"(,"quality":"good")";
            const auto at = each.payload.find(before);
            all.push_back(each.topic + ' ' +
                          (at == std::string::npos ? each.payload : each.payload.substr(at + before.size())));
        }
        out_.clear();
        return all;
    }
    std::vector<int> numbers() {
        std::vector<int> all;
        for (const outgoing& each : out_)
            all.push_back(std::stoi(each.payload.substr(each.payload.find("\"seq\":") + 6)));
        out_.clear();
        return all;
    }
    void elapse() { way.elapse(now, out_); }
    void finish() { way.flush(now, out_); }

private:
    settings loaded_;
    sample_clock clock_{loaded_.clock};
    std::vector<outgoing> out_;

public:
    monotonic_time now = monotonic_clock::now();
    pipeline way{loaded_.sources.at(0), clock_};
};

TEST(many_topics, LevelsBecomeFieldsAndPartsOfTopics) {
    bench on(
        "topic: sensors/+/state/#, levels: [room, rest], decode: json, "
        "publish: [ { topic: 'site/{room}/{node}' }, { topic: 'all/{rest}' } ]");
    on.says("sensors/hall/state/a/b", R"({"t":1})");
    on.says("sensors/attic/state", R"({"t":2,"room":"?"})");
    EXPECT_THAT(on.published(), ElementsAre(R"(site/hall/n ,"t":1,"room":"hall","rest":"a/b"})",
                                            R"(all/a/b ,"t":1,"room":"hall","rest":"a/b"})",
                                            R"(site/attic/n ,"t":2,"room":"attic","rest":""})",
                                            R"(all/_ ,"t":2,"room":"attic","rest":""})"));
}

TEST(many_topics, AFieldIsAMessageOfItsOwnBelowItsLevel) {
    bench on(
        "topic: s/+, levels: [room], decode: json, process: [ { drop: [room] } ], "
        "publish: { topic: 'x/{room}/{field}', format: value }");
    on.says("s/hall", R"({"t":1})");
    EXPECT_THAT(on.published(), ElementsAre("x/hall/t 1"));
}

TEST(many_topics, StagesSeeTheLevelsAndForgetNothingOfOtherTopics) {
    bench on("topic: s/+, levels: [room], decode: json, process: [ { delta: { t: 1 } } ]");
    on.says("s/a", R"({"t":1})");
    on.says("s/b", R"({"t":5})");
    on.says("s/a", R"({"t":1})");
    on.says("s/b", R"({"t":5})");
    on.says("s/b", R"({"t":6})");
    EXPECT_THAT(on.numbers(), ElementsAre(1, 2, 3)) << "numbers are the source's, not the topic's";
    EXPECT_EQ(on.way.counters().filtered, 2U);
    EXPECT_EQ(on.way.topics(), 2U);
}

TEST(many_topics, HaveStatesOfTheirOwnWithoutLevelsToo) {
    bench on("topic: 's/#', decode: json, process: [ { throttle: 1min } ]");
    for (const char* topic : {"s", "s/a", "s/b/c", "s/a", "s"})
        on.says(topic, R"({"t":1})");
    EXPECT_THAT(on.published(), ElementsAre(R"(weir/n/s/state ,"t":1})", R"(weir/n/s/state ,"t":1})",
                                            R"(weir/n/s/state ,"t":1})"));
    bench single("topic: s/a, decode: json");
    EXPECT_EQ(single.way.topics(), std::nullopt);
}

TEST(many_topics, TheOneUnheardForLongestIsForgotten) {
    bench on("topic: s/+, max_topics: 2, decode: json, process: [ { throttle: 1min } ]");
    const auto passes = [&](const char* topic) {
        on.says(topic, R"({"t":1})");
        return !on.published().empty();
    };
    EXPECT_TRUE(passes("s/a"));
    EXPECT_TRUE(passes("s/b"));
    EXPECT_FALSE(passes("s/a"));
    EXPECT_TRUE(passes("s/c"));  // b goes: a was heard after it
    EXPECT_FALSE(passes("s/a"));
    EXPECT_TRUE(passes("s/b"));
    EXPECT_EQ(on.way.counters().topics_forgotten, 2U);
    EXPECT_EQ(on.way.topics(), 2U);
}

// An epoch of NMEA waits for more of it: for so long on each topic.
constexpr const char* gathers = "topic: s/+, max_topics: 2, levels: [boat], decode: nmea";
constexpr std::string_view sentence = "$GPGLL,4916.45,N,12311.12,W,225444,A*31";

TEST(many_topics, EachIsDueAtItsOwnTime) {
    bench on(gathers);
    EXPECT_EQ(on.way.due(), never);
    on.says("s/a", sentence);
    const monotonic_time first = on.way.due();
    ASSERT_NE(first, never);
    on.now += 1ms;
    on.says("s/b", sentence);
    EXPECT_EQ(on.way.due(), first);

    on.now = first;
    on.elapse();
    EXPECT_THAT(on.published(), ElementsAre(testing::HasSubstr(R"("boat":"a")")));
    EXPECT_EQ(on.way.due(), first + 1ms);
    on.now = first + 1ms;
    on.elapse();
    EXPECT_THAT(on.published(), ElementsAre(testing::HasSubstr(R"("boat":"b")")));
    EXPECT_EQ(on.way.due(), never);
}

TEST(many_topics, WhatAForgottenOneGatheredIsPublished) {
    bench on(gathers);
    for (const char* topic : {"s/a", "s/b", "s/c"})
        on.says(topic, sentence);
    EXPECT_THAT(on.published(), ElementsAre(testing::HasSubstr(R"("boat":"a")")));
    on.finish();
    EXPECT_THAT(on.published(),
                ElementsAre(testing::HasSubstr(R"("boat":"b")"), testing::HasSubstr(R"("boat":"c")")));
    EXPECT_EQ(on.way.due(), never);
}

TEST(many_topics, AnInterruptionForgetsWhatDecodersGathered) {
    bench on(gathers);
    on.says("s/a", sentence);
    on.way.reset();
    EXPECT_EQ(on.way.due(), never);
    on.finish();
    EXPECT_THAT(on.published(), IsEmpty());
}

TEST(many_topics, WhateverALevelHoldsTopicsStayValid) {
    bench on("topic: a/b/+/#, levels: [one, rest], decode: json, publish: { topic: '{one}/x/{rest}' }");
    struct row {
        std::string topic;
        std::string published;  // empty: refused
    };
    const std::vector<row> table{
        {"a/b/x/y/z", "x/x/y/z"},
        {"a/b//", "_/x/_"},
        {"a/b", "_/x/_"},
        {"a/b/$SYS/x", "_SYS/x/x"},
        {"a/b/{rest}/{one}", "{rest}/x/{one}"},
        {"elsewhere", "_/x/_"},
        {"a/b/" + std::string(65'520, 'x'), std::string(65'520, 'x') + "/x/_"},
        {"a/b/+/x", ""},
        {"a/b/x/#", ""},
        {std::string("a/b/\0/x", 7), ""},
        {"a/b/\xff/x", ""},
        {"a/b/\n/x", ""},
        {"", ""},
    };
    for (const row& each : table) {
        const reject why = on.says(each.topic, R"({"t":1})");
        EXPECT_EQ(why, each.published.empty() ? reject::not_utf8 : reject::none) << each.topic.substr(0, 20);
        std::string published;
        for (const std::string& one : on.published())
            published += one.substr(0, one.find(' '));
        EXPECT_EQ(published, each.published) << each.topic.substr(0, 20);
    }
    EXPECT_EQ(on.way.counters().bad.at(static_cast<std::size_t>(reject::not_utf8)), 6U);
}

TEST(many_topics, OneWhoseOutputWouldBeTooLongIsRefusedAndTakesNoPlace) {
    bench on("topic: a/+, levels: [one], max_topics: 1, decode: json, publish: { topic: '{one}{one}' }");
    on.says("a/x", R"({"t":1})");
    EXPECT_EQ(on.says("a/" + std::string(40'000, 'x'), R"({"t":1})"), reject::too_long);
    EXPECT_EQ(on.way.topics(), 1U);
    EXPECT_EQ(on.way.counters().topics_forgotten, 0U);
}

}  // namespace
}  // namespace weir
