#include "daemon/pipeline.hpp"

#include <gtest/gtest.h>

#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

// A source as a user writes it, its pipeline and a clock that stands at `now`.
class bench {
public:
    explicit bench(const std::string& source) : loaded_(load(source)) {}

    reject feed(std::string_view line, bool retained = false) {
        return way_.feed({{line, now}, retained}, now, out);
    }
    // What has been published since the last call, without the time stamp.
    std::vector<std::string> published() {
        std::vector<std::string> all;
        for (const outgoing& each : out) {
            const auto seq = each.payload.find("\"seq\"");
            all.push_back(each.topic + ' ' +
                          (seq == std::string::npos ? each.payload : each.payload.substr(seq)));
        }
        out.clear();
        return all;
    }
    pipeline& way() { return way_; }
    // Time passes; what is due is done, each in its time.
    void wait(duration time) {
        const monotonic_time until = now + time;
        while (way_.due() <= until) {
            now = std::max(now, way_.due());
            way_.elapse(now, out);
            ASSERT_GT(way_.due(), now) << "it would be asked for ever";
        }
        now = until;
    }

    monotonic_time now = monotonic_clock::now();
    std::vector<outgoing> out;

private:
    static settings load(const std::string& source) {
        const std::string text =
            "version: 1\nnode: { id: n }\nclock: trust\nmqtt: { url: mqtt://h }\n"
            "ports: { p: { path: /dev/null } }\nsources:\n  s:\n" +
            source;
        return test::settings_of(text);
    }

    settings loaded_;
    sample_clock clock_{now, wall_time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + 400ms}};
    pipeline way_{loaded_.sources.at(0), clock_};
};

using lines = std::vector<std::string>;

TEST(Pipeline, DecodesProcessesNumbersAndEncodes) {
    bench on(
        "    port: p\n    decode: { csv: { columns: [t, h] } }\n    process: [ { scale: { t: 0.1 } } ]\n");
    EXPECT_EQ(on.feed("235,41.0"), reject::none);
    EXPECT_EQ(on.feed("236,"), reject::none);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":23.5,"h":41.0})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":23.6,"h":null})"}));
}

TEST(Pipeline, ARefusedFrameIsCountedAndTakesNoNumber) {
    bench on("    port: p\n    decode: { csv: { columns: [t] } }\n");
    EXPECT_EQ(on.feed("1"), reject::none);
    EXPECT_EQ(on.feed("1,2"), reject::wrong_columns);
    EXPECT_EQ(on.feed("x"), reject::bad_number);
    EXPECT_EQ(on.feed("2"), reject::none);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":1})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":2})"}));
    EXPECT_EQ(on.way().counters().bad.at(static_cast<std::size_t>(reject::wrong_columns)), 1U);
    EXPECT_EQ(on.way().counters().bad.at(static_cast<std::size_t>(reject::bad_number)), 1U);
}

TEST(Pipeline, AFilteredSampleTakesNoNumber) {
    bench on("    port: p\n    decode: { csv: { columns: [t] } }\n    process: [ { throttle: 1s } ]\n");
    on.feed("1");
    on.feed("2");
    on.now += 2s;
    on.feed("3");
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":1})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":3})"}));
    EXPECT_EQ(on.way().counters().filtered, 1U);
    EXPECT_EQ(on.way().counters().decoded, 3U);
}

TEST(Pipeline, FieldsAreRenamedAndOurOwnNamesAreKeptApart) {
    bench on("    port: p\n    decode: json\n    fields: { temperature: { from: t } }\n");
    on.feed(R"({"t":1,"ts":5,"seq":6,"quality":"x","clock":"y","other":2})");
    EXPECT_EQ(on.published(),
              (lines{R"(weir/n/s/state "seq":1,"quality":"good","temperature":1,"ts_":5,"seq_":6,)"
                     R"("quality_":"x","clock_":"y","other":2})"}));
}

TEST(Pipeline, ANameThatComesUpTwiceBelongsToTheLastField) {
    bench on("    port: p\n    decode: json\n    fields: { temp: { from: t } }\n");
    on.feed(R"({"t":1,"temp":2,"ts":3,"ts_":4})");
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","temp":2,"ts_":4})"}));
}

TEST(Pipeline, ARetainedMessageIsStaleAndAStageMaySayBad) {
    bench on("    port: p\n    decode: json\n    process: [ { range: { t: [0, 10] } } ]\n");
    on.feed(R"({"t":1})", true);
    on.feed(R"({"t":11})");
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"stale","t":1})",
                                     R"(weir/n/s/state "seq":2,"quality":"bad","t":null})"}));
}

TEST(Pipeline, AStageThatCannotWorkMakesTheSampleBadAndIsCounted) {
    bench on(
        "    port: p\n    decode: json\n    process: [ { scale: { t: 0.1, h: 0.1 } }, { offset: { t: 1 } } "
        "]\n");
    on.feed(R"({"t":"ERR","h":410})");
    on.feed(R"({"t":235,"h":null})");
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"bad","t":null,"h":41.0})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":24.5,"h":null})"}));
    EXPECT_EQ(on.way().counters().failed, 1U);
    EXPECT_EQ(on.way().counters().filtered, 0U);
}

TEST(Pipeline, OneSampleMayGoToSeveralOutputs) {
    bench on(
        "    port: p\n    decode: { csv: { columns: [t, h] } }\n"
        "    publish: [ { topic: a/state }, { topic: \"a/{field}\", format: value, qos: 1, retain: true } "
        "]\n");
    on.feed("1,2.5");
    ASSERT_EQ(on.out.size(), 3U);
    EXPECT_EQ(on.out[1].qos, 1);
    EXPECT_TRUE(on.out[1].retain);
    EXPECT_EQ(on.published(),
              (lines{R"(a/state "seq":1,"quality":"good","t":1,"h":2.5})", "a/t 1", "a/h 2.5"}));
}

TEST(Pipeline, WhatADecoderGatheredIsFlushedWhenItIsDue) {
    bench on("    port: p\n    decode: nmea\n");
    EXPECT_EQ(on.feed("$GPGLL,4916.45,N,12311.12,W,225444,A*31"), reject::none);
    EXPECT_TRUE(on.out.empty());
    ASSERT_NE(on.way().due(), never);
    on.way().elapse(on.way().due(), on.out);
    ASSERT_EQ(on.out.size(), 1U);
    EXPECT_NE(on.out[0].payload.find("\"lat\":49.27416"), std::string::npos) << on.out[0].payload;
    EXPECT_EQ(on.way().due(), never);
}

TEST(Pipeline, AStageSaysSomethingThoughNothingComes) {
    bench on("    port: p\n    decode: json\n    process: [ { heartbeat: 10s }, { scale: 2 } ]\n");
    EXPECT_EQ(on.way().due(), never);
    on.feed(R"({"t":1})");
    EXPECT_EQ(on.way().due(), on.now + 10s);
    on.wait(25s);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":2.0})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":2.0})"}));
    EXPECT_EQ(on.way().counters().decoded, 1U);
    EXPECT_EQ(on.way().counters().filtered, 1U);
    EXPECT_EQ(on.way().counters().made, 2U);
    EXPECT_EQ(on.way().counters().published, 2U);
}

TEST(Pipeline, WhatAStageMakesGoesThroughThoseBehindItAlone) {
    bench on(
        "    port: p\n    decode: json\n"
        "    process: [ { range: { t: [0, 10] }, drop: true }, { timeout: 5s, value: 99 }, { throttle: 8s } "
        "]\n");
    on.feed(R"({"t":1})");
    on.wait(5s);
    EXPECT_EQ(on.way().counters().filtered, 1U) << "the throttle's";
    on.wait(3s);
    on.feed(R"({"t":2})");
    on.wait(100s);
    on.feed(R"({"t":11})");
    on.wait(100s);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":1})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":2})"}));
    EXPECT_EQ(on.way().counters().filtered, 3U);
    EXPECT_EQ(on.way().counters().made, 2U) << "no timeout begins with what did not reach it";
}

TEST(Pipeline, WhatIsDueIsSaidAheadOfASampleThatComesAtThatTime) {
    bench on(
        "    port: p\n    decode: json\n    process: [ { throttle_average: 10s }, { heartbeat: 1s, "
        "optimistic: true } ]\n");
    on.feed(R"({"t":1})");
    on.now += 30s;  // nobody asked what was due
    on.feed(R"({"t":9})");
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":1.0})"}));
    on.now += 1s;
    sample ready_made;
    ready_made.arrived = on.now;
    ready_made.set("t", 5.0);
    on.way().take(ready_made, on.now, on.out);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":2,"quality":"good","t":1.0})"}));
}

TEST(Pipeline, SeveralStagesMayWaitForTheirTime) {
    bench on(
        "    port: p\n    decode: json\n"
        "    process: [ { debounce: 100ms }, { throttle_average: 1s }, { timeout: 5s } ]\n");
    on.feed(R"({"t":1})");
    on.wait(50ms);
    on.feed(R"({"t":2})");
    on.wait(100ms);
    on.feed(R"({"t":4})");
    on.wait(1h);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":3.0})",
                                     R"(weir/n/s/state "seq":2,"quality":"bad","t":null})"}));
    EXPECT_EQ(on.way().due(), never);
}

TEST(Pipeline, AStageHasSaidWhatIsDueBeforeOneAheadOfItSaysMore) {
    bench on(
        "    port: p\n    decode: json\n    process: [ { heartbeat: 10s }, { throttle_average: 20s } ]\n");
    on.feed(R"({"t":1})");
    on.wait(60s);
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"good","t":1.0})",
                                     R"(weir/n/s/state "seq":2,"quality":"good","t":1.0})"}))
        << "at 30 s and at 50 s, when a beat comes too";
}

TEST(Pipeline, AStageThatFailsMakesTheSampleBadAndIsCounted) {
    bench on("    port: p\n    decode: json\n    process: [ { median: { t: 5 } } ]\n");
    on.feed(R"({"t":"warm","h":1})");
    EXPECT_EQ(on.published(), (lines{R"(weir/n/s/state "seq":1,"quality":"bad","t":null,"h":1})"}));
    EXPECT_EQ(on.way().counters().failed, 1U);
}

TEST(Pipeline, AWindowOfTheWallClockEndsAtAWholeSecond) {
    bench on(
        "    port: p\n    decode: json\n    process: [ { aggregate: { every: 1s, functions: [count] } } ]\n");
    for (int i = 0; i < 10; ++i) {
        on.feed(R"({"t":1})");
        on.wait(1s);
    }
    ASSERT_GE(on.out.size(), 9U);
    for (const outgoing& each : on.out)
        EXPECT_EQ(each.payload.substr(26, 4), ".000") << each.payload;
}

TEST(Pipeline, ATimeStampIsThatOfTheFirstByte) {
    bench on("    port: p\n    decode: { csv: { columns: [t] } }\n");
    on.feed("1");
    const std::string first = on.out.at(0).payload;
    on.way().feed({{"2", on.now + 1500ms}}, on.now + 1600ms, on.out);
    EXPECT_NE(first.substr(0, 31), on.out.at(1).payload.substr(0, 31));
    EXPECT_EQ(first.substr(0, 7), "{\"ts\":\"");
}

}  // namespace
}  // namespace weir
