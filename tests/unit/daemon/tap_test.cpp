#include "daemon/tap/tap.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/tap_lines.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using test::lines_of;
using test::told;

using lines = std::vector<std::string>;

class Tap : public ::testing::Test {
protected:
    std::unique_ptr<control_stream> watch(const char* keys = "{}", std::size_t most = tap::most_waiting) {
        auto made = all.watch(json::parse(keys).as_object(), most);
        EXPECT_EQ(lines_of(*made).size(), 1u);
        return made;
    }
    std::string refusal_of(const char* keys) {
        try {
            all.watch(json::parse(keys).as_object());
            return "none";
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
    }

    const monotonic_time now{1'500ns};
    tap all;
    tap_point gps{&all, tap_place::port, "gps"};
    tap_point meter{&all, tap_place::port, "meter"};
    tap_point position{&all, tap_place::source, "position"};
    tap_point self{&all, tap_place::daemon, ""};
};

TEST_F(Tap, ItsFirstLineTellsOfThePlacesAndTheClocks) {
    const auto seen = all.watch({});
    const std::vector<json::object> first = lines_of(*seen);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first.front().at("step"), "begin");
    EXPECT_EQ(json::serialize(first.front().at("ports")), R"(["gps","meter"])");
    EXPECT_EQ(json::serialize(first.front().at("sources")), R"(["position"])");
}

TEST_F(Tap, NothingIsWantedUnlessSomebodyLooks) {
    EXPECT_FALSE(gps.wants(tap_step::frame));
    {
        const auto everything = watch();
        EXPECT_TRUE(gps.wants(tap_step::frame));
        EXPECT_TRUE(position.wants(tap_step::sample));
        EXPECT_TRUE(self.wants(tap_step::message));
        EXPECT_FALSE(gps.wants(tap_step::read)) << "the frames tell it";
        const auto raw = watch(R"({"what":["raw"],"port":"gps"})");
        EXPECT_TRUE(gps.wants(tap_step::read));
        EXPECT_TRUE(gps.wants(tap_step::write));
        EXPECT_FALSE(meter.wants(tap_step::read));
    }
    EXPECT_FALSE(gps.wants(tap_step::frame));
    EXPECT_FALSE(gps.wants(tap_step::read));
    EXPECT_FALSE(tap_point(nullptr, tap_place::port, "alone").wants(tap_step::frame));
}

TEST_F(Tap, TellsEachStep) {
    const auto seen = watch(R"({"what":["raw","frame","bad","sample","stage","message"]})");
    sample one;
    one.set("t", 21.5);
    one.set("text", std::string("a\"\n"));
    gps.read(std::string_view("\0\xff$", 3), now);
    gps.write("ON\n", now);
    gps.frame("$GP", now);
    gps.bad(reject::bad_checksum, "$X", now);
    position.sample(one, now);
    position.stage("scale", 1, true, one, now);
    one.quality = quality::bad;
    position.stage("range", 2, false, one, now);
    position.message("weir/n/position/state", "{\"t\":21.5}", now);
    self.message("weir/n/status", "\xff", now);
    EXPECT_EQ(
        told(*seen),
        (lines{
            R"({"port":"gps","step":"read","bytes":"00ff24"})",
            R"({"port":"gps","step":"write","bytes":"4f4e0a"})",
            R"({"port":"gps","step":"frame","bytes":"244750"})",
            R"({"port":"gps","step":"bad","reason":"bad_checksum","bytes":"2458"})",
            R"({"source":"position","step":"sample","quality":"good","fields":{"t":2.15E1,"text":"a\"\n"}})",
            R"({"source":"position","step":"stage","stage":"scale","number":1,"held_back":false,"quality":"good","fields":{"t":2.15E1,"text":"a\"\n"}})",
            R"({"source":"position","step":"stage","stage":"range","number":2,"held_back":true,"quality":"bad","fields":{"t":2.15E1,"text":"a\"\n"}})",
            R"({"source":"position","step":"message","topic":"weir/n/position/state","payload":"{\"t\":21.5}"})",
            R"({"step":"message","topic":"weir/n/status","bytes":"ff"})"}));
}

TEST_F(Tap, TimesAreMonotonicNanoseconds) {
    const auto seen = watch();
    gps.frame("x", now);
    EXPECT_EQ(lines_of(*seen).front().at("t_ns"), 1'500);
}

TEST_F(Tap, CutsLongFramesButNotWhatIsReadAndWritten) {
    const auto seen = watch(R"({"what":["raw","frame"]})");
    const std::string bytes(20'000, 'x');
    gps.frame(bytes, now);
    gps.read(bytes, now);
    const std::vector<json::object> all_lines = lines_of(*seen);
    EXPECT_EQ(all_lines[0].at("bytes").as_string().size(), 2u * 16 * 1024);
    EXPECT_EQ(all_lines[0].at("size"), 20'000);
    EXPECT_EQ(all_lines[1].at("bytes").as_string().size(), 2u * 20'000);
    EXPECT_FALSE(all_lines[1].contains("size"));
}

TEST_F(Tap, ShowsWhatIsAskedForAlone) {
    const auto named = watch(R"({"name":"position"})");
    const auto port = watch(R"({"port":"meter","what":["frame"]})");
    const auto source = watch(R"({"source":"position","what":["sample"]})");
    gps.frame("1", now);
    meter.frame("2", now);
    meter.write("3", now);
    position.sample({}, now);
    position.message("t", "p", now);
    self.message("t", "p", now);
    EXPECT_EQ(told(*named), (lines{R"({"source":"position","step":"sample","quality":"good","fields":{}})",
                                   R"({"source":"position","step":"message","topic":"t","payload":"p"})"}));
    EXPECT_EQ(told(*port), lines{R"({"port":"meter","step":"frame","bytes":"32"})"});
    EXPECT_EQ(told(*source), lines{R"({"source":"position","step":"sample","quality":"good","fields":{}})"});
}

TEST_F(Tap, RefusesWhatItDoesNotUnderstand) {
    const auto* const steps =
        "\"what\" is a list of steps: raw, read, write, frame, bad, sample, stage, message";
    const struct {
        const char* keys;
        std::string refusal;
    } cases[] = {{R"({"what":"raw"})", steps},
                 {R"({"what":[]})", steps},
                 {R"({"what":["raw","begin"]})", steps},
                 {R"({"what":[7]})", steps},
                 {R"({"name":7})", "\"name\" is a text"},
                 {R"({"name":"x\"y"})", R"(there is no port or source "x\"y")"},
                 {R"({"port":"position"})", R"(there is no port "position")"},
                 {R"({"source":"gps"})", R"(there is no source "gps")"},
                 {R"({"do":"tap","prot":"gps"})", R"("tap" knows no "prot")"}};
    for (const auto& [keys, refusal] : cases)
        EXPECT_EQ(refusal_of(keys), refusal) << keys;
    EXPECT_FALSE(gps.wants(tap_step::frame)) << "nobody looks";
}

TEST_F(Tap, WhatDoesNotFitIsDroppedAndCounted) {
    const auto slow = watch("{}", 300);
    const auto quick = watch();
    for (int i = 0; i < 10; ++i)
        gps.frame(std::string(30, 'x'), now);
    const lines seen = told(*slow);
    ASSERT_EQ(seen.size(), 3u) << "two fit, and then the count";
    EXPECT_EQ(seen[2], R"({"dropped":8})");
    EXPECT_EQ(told(*quick).size(), 10u);
    gps.frame("y", now);
    EXPECT_EQ(told(*slow), lines{R"({"port":"gps","step":"frame","bytes":"79"})"}) << "there is room again";
    EXPECT_EQ(told(*slow), lines{});
}

TEST_F(Tap, AfterADropNothingComesOutOfTurn) {
    const auto slow = watch("{}", 500);
    gps.frame(std::string(1000, 'x'), now);
    gps.frame("y", now);
    EXPECT_EQ(told(*slow), lines{R"({"dropped":2})"});
}

}  // namespace
}  // namespace weir
