#include "daemon/cli/top_table.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "daemon/cli/columns.hpp"
#include "drivers/text.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const monotonic_time start{1h};

top_reading reading(const std::string& stats, duration after = 0s) {
    return {json::parse(stats).as_object(), start + after};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream from(text);
    for (std::string line; std::getline(from, line);)
        lines.push_back(line);
    return lines;
}

constexpr auto before = R"({"node":"bench","uptime_s":3600,
"sources":{"climate":{"available":true,"last_sample_s":0.05,"decoded":100,"published":50,"bad":{}},
           "position":{"available":false,"last_sample_s":null,"decoded":0,"published":0,"bad":{}}},
"ports":{"arduino":{"state":"open","bytes":1000,"frames":100,"bad":{}},
         "gps":{"state":"lost","bytes":0,"frames":0,"bad":{}}},
"commands":{"open":0,"waiting":0,"succeeded":0,"failed":0,"timed_out":0,"expired":0,"canceled":0,"superseded":0,"rejected":0},
"mqtt":{"connected":true,"published":100,"received":10,"outbox":0,"dropped":0,"probe":{"round_trip_ms":0.42}},
"restarts":0,"loop":{"stalls":0,"longest_ms":1},"process":{"cpu_s":1.0,"memory_bytes":14680064}})";

constexpr auto after = R"({"node":"bench","uptime_s":3602,
"sources":{"climate":{"available":true,"last_sample_s":0.05,"decoded":301,"published":150,"bad":{"bad_number":3,"not_utf8":4}},
           "position":{"available":false,"last_sample_s":null,"decoded":0,"published":0,"bad":{}}},
"ports":{"arduino":{"state":"open","bytes":51000,"frames":301,"bad":{"too_long":2}},
         "gps":{"state":"lost","bytes":0,"frames":0,"bad":{}}},
"commands":{"open":3,"waiting":1,"succeeded":12,"failed":1,"timed_out":2,"expired":1,"canceled":1,"superseded":1,"rejected":1},
"mqtt":{"connected":true,"published":300,"received":11,"outbox":5,"dropped":0,"probe":{"round_trip_ms":0.5}},
"restarts":1,"loop":{"stalls":2,"longest_ms":70},"process":{"cpu_s":1.1,"memory_bytes":14680064}})";

TEST(top_table, shows_what_happened_between_two_readings) {
    const std::string text = top_table(reading(before), reading(after, 2s), {80, 24});
    EXPECT_EQ(text,
              "weir bench  up 1h00m  cpu 5.0%  memory 14.0M  stalls 2 (70ms)  restarts 1\n"
              "link connected  out 100/s  in 0.5/s  outbox 5  dropped 0  round trip 0.50ms\n"
              "commands running 2  waiting 1  done 12  failed 1  timed out 2  others 4\n"
              "\n"
              "PORT     STATE     BYTES/s  FRAMES/s       BAD\n"
              "arduino  open        25.0k     100.5         2\n"
              "gps      lost            0         0         0\n"
              "\n"
              "SOURCE   STATE   SAMPLES/s    SENT/s       BAD     AGE\n"
              "climate  online      100.5        50         7    50ms\n"
              "position offline         0         0         0       -");
}

TEST(top_table, has_no_rates_without_time_or_after_a_new_start) {
    const std::string at_once = top_table(reading(before), reading(before), {80, 24});
    EXPECT_NE(at_once.find("arduino  open            -         -         0"), at_once.npos) << at_once;
    const std::string anew = top_table(reading(after), reading(before, 2s), {80, 24});
    EXPECT_NE(anew.find("arduino  open            -         -         0"), anew.npos) << anew;
    EXPECT_NE(anew.find("cpu -"), anew.npos) << anew;
}

// Ports p0, p1, ..., each busier than the one before, and sources alike.
top_reading many(int ports, int sources, double factor, const std::string& name = "") {
    json::object all = json::parse(before).as_object();
    json::object some_ports;
    for (int i = 0; i < ports; ++i)
        some_ports["p" + std::to_string(i) + name] = {
            {"state", "open"}, {"bytes", i * factor}, {"frames", 0}};
    json::object some_sources;
    for (int i = 0; i < sources; ++i)
        some_sources["s" + std::to_string(i) + name] = {{"decoded", i * factor}, {"published", 0}};
    all["ports"] = some_ports;
    all["sources"] = some_sources;
    return {std::move(all), start + (factor > 0 ? 1s : 0s)};
}

TEST(top_table, shows_the_busiest_of_what_does_not_fit) {
    const auto lines = lines_of(top_table(many(20, 30, 0), many(20, 30, 1), {80, 24}));
    ASSERT_EQ(lines.size(), 24u);
    EXPECT_EQ(lines[5].substr(0, 4), "p19 ");
    EXPECT_EQ(lines[11].substr(0, 4), "p13 ");
    EXPECT_EQ(lines[12], "… and 13 more");
    EXPECT_EQ(lines[15].substr(0, 4), "s29 ");
    EXPECT_EQ(lines[23], "… and 22 more");
    const auto all_fit = lines_of(top_table(many(3, 3, 0), many(3, 3, 1), {80, 24}));
    EXPECT_EQ(all_fit[5].substr(0, 3), "p0 ") << "in the configuration's order";
}

TEST(top_table, gives_the_room_that_one_table_leaves_to_the_other) {
    const auto few_ports = lines_of(top_table(many(2, 30, 0), many(2, 30, 1), {80, 24}));
    EXPECT_EQ(few_ports[23], "… and 16 more");
    const auto few_sources = lines_of(top_table(many(30, 2, 0), many(30, 2, 1), {80, 24}));
    EXPECT_EQ(few_sources.size(), 24u);
    EXPECT_EQ(few_sources[19], "… and 16 more");
    const auto no_ports = lines_of(top_table(many(0, 30, 0), many(0, 30, 1), {80, 24}));
    EXPECT_EQ(no_ports[23], "… and 12 more");
}

TEST(top_table, keeps_to_any_size_with_any_names) {
    for (const std::string& name :
         {std::string(), std::string("-") + std::string(400, 'x'), std::string("äöüß温度計"),
          std::string("\x1b[2J\n\t\x7f"), std::string("\xff\xc3"), std::string("\xc2\x9b")}) {
        for (std::size_t width = 20; width <= 300; width += 7) {
            for (std::size_t height = 5; height <= 100; height += 5) {
                const std::string text =
                    top_table(many(12, 25, 0, name), many(12, 25, 1e9, name), {width, height});
                const auto lines = lines_of(text);
                ASSERT_LE(lines.size(), height) << width << 'x' << height;
                for (const std::string& line : lines) {
                    ASSERT_LE(text_width(line), width) << line;
                    ASSERT_TRUE(is_text(line)) << line;
                }
            }
        }
    }
}

TEST(top_table, cuts_a_name_rather_than_the_numbers) {
    const std::string name = "-" + std::string(100, 'x');
    const auto lines = lines_of(top_table(many(1, 1, 0, name), many(1, 1, 1, name), {80, 24}));
    EXPECT_EQ(text_width(lines[8]), 80u);
    EXPECT_NE(lines[8].find("x… offline"), std::string::npos) << lines[8];
}

TEST(top_table, survives_stats_of_another_form) {
    for (const char* const stats :
         {"{}", R"({"node":7,"ports":[1],"sources":{"s":7,"t":{}},"mqtt":null,"process":{"cpu_s":"x"}})",
          R"({"ports":{"p":{"bytes":1e308,"frames":-1e308,"bad":{"x":"y","z":1e308}}},"uptime_s":1e300})"}) {
        const std::string text = top_table(reading(stats), reading(stats, 1s), {80, 24});
        EXPECT_FALSE(text.empty());
        for (const std::string& line : lines_of(text))
            EXPECT_LE(text_width(line), 80u) << line;
    }
}

}  // namespace
}  // namespace weir
