// What the sample configurations make of what their devices say.
#include <gtest/gtest.h>

#include "daemon/pipeline.hpp"
#include "tests/support/published_sample.hpp"
#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

struct row {
    const char* file;
    const char* source;
    const char* frame;
    const char* published;  // nothing: it is held back
};

const source_settings& source_of(const settings& all, std::string_view name) {
    for (const source_settings& each : all.sources) {
        if (each.name == name) return each;
    }
    throw std::out_of_range(std::string(name));
}

TEST(sample_configurations, make_of_their_devices_what_they_say) {
    const std::vector<row> rows{
        {"greenhouse", "climate", "23.44,101.2,455", R"({"temperature":23.4,"humidity":100.0,"soil":45.0})"},
        {"greenhouse", "climate", "-127,40,1023", R"({"temperature":null,"humidity":40,"soil":null} bad)"},
        {"boat", "wind", "$IIMWV,045.2,R,12.0,N,A*0D", R"({"wind_angle":45.0,"wind_speed":12.0})"},
        {"boat", "depth", "$SDDPT,3.6,0.5*57", R"({"depth":3.2})"},
        {"boat", "depth", "$SDDPT,0.0,0.5*52", ""},
        {"energy", "tank", "top=2000 bottom=10000", R"({"top":65.9,"bottom":25.0})"},
        {"energy", "tank", "top=0 bottom=10000", R"({"top":null,"bottom":25.0} bad)"},
        {"bridge", "weather",
         R"({"temperature_F":68,"wind_avg_mi_h":4.2,"rain_in":0.1,"battery_ok":1,"id":7})",
         R"({"temperature":20.0,"wind":1.9,"rain":2.5,"battery":"ok"})"},
        {"bridge", "cellar", R"({"temperature":-100,"humidity":61,"contact":true,"linkquality":9})",
         R"({"temperature":null,"humidity":61,"door":"closed"} bad)"},
        {"bridge", "freezer", "-0.4", R"({"power":0.0,"room":"cellar"})"},
        {"bridge", "bell", "OFF", R"({"ringing":false,"rings":0})"},
    };
    for (const auto& [file, source, frame, published] : rows) {
        SCOPED_TRACE(std::string(file) + ' ' + source + ' ' + frame);
        const load_result loaded =
            load_config(std::string(WEIR_SOURCE_DIR "/config/") + file + ".yaml", all_catalogues());
        ASSERT_EQ(loaded.errors, "");
        sample_clock clock(monotonic_time{1h}, wall_time{});
        pipeline way(source_of(*loaded.settings, source), clock);
        std::vector<outgoing> out;
        const monotonic_time now{1h};
        EXPECT_EQ(way.feed({{frame, now}, false}, now, out), reject::none);
        EXPECT_EQ(out.empty() ? "" : test::shown(out.front().payload), published);
    }
}

}  // namespace
}  // namespace weir
