#include <csignal>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class join : public scene {
protected:
    static constexpr std::string_view station = R"(
ports:
  wind: { path: PTY/wind }
sources:
  weather:
    join: { sources: [climate, wind] }
    fields: { temperature: { from: climate.t } }
    process: [ { scale: { wind.speed: 0.1 } } ]
  climate: { topic: in/climate, decode: json, process: [ { scale: { t: 2 } } ] }
  wind: { port: wind, decode: { csv: { columns: [speed] } } }
  pairs:
    join: { sources: [left, right], within: 10s }
  left: { topic: in/left, decode: json }
  right: { topic: in/right, decode: json }
)";
};

TEST_F(join, and_what_it_joins_are_offline_at_an_orderly_stop) {
    plug("wind");
    start(station);
    await("weather/availability", "online");
    weir().child().signal(SIGTERM);
    EXPECT_EQ(weir().child().wait(), 0) << weir().log();
    await("status", "offline");
    for (const std::string source : {"weather", "climate", "wind"})
        EXPECT_EQ(late_comer("weir/bench/" + source + "/availability"), "offline") << source;
}

TEST_F(join, makes_one_sample_of_the_latest_of_a_port_and_a_topic) {
    pty& wind = plug("wind");
    start(station);
    await("weather/availability", "online");
    watcher().publish("in/climate", R"({"t":10.5})");
    await_count("climate/state", 1);
    EXPECT_EQ(payloads("weather/state").size(), 0U);
    wind.write("35\n");
    await_count("weather/state", 1);
    const auto first = json_of(last("weather/state"));
    EXPECT_EQ(first.at("temperature").to_number<double>(), 21);
    EXPECT_EQ(first.at("wind.speed").to_number<double>(), 3.5);
    EXPECT_EQ(first.at("seq").as_int64(), 1);
    watcher().publish("in/climate", R"({"t":11})");
    await_count("weather/state", 2);
    EXPECT_EQ(json_of(last("weather/state")).at("temperature").to_number<double>(), 22);

    wind.hang_up();
    await("weather/availability", "offline");
    watcher().publish("in/climate", R"({"t":12})");
    await_count("weather/state", 3);
    EXPECT_FALSE(json_of(last("weather/state")).contains("wind.speed"));
}

TEST_F(join, pairs_what_arrives_together_and_counts_the_rest) {
    plug("wind");
    start(station, "stats: 1s");
    await("pairs/availability", "online");
    for (const char* payload : {R"({"n":1})", R"({"n":2})"})
        watcher().publish("in/left", payload, 1);
    watcher().publish("in/right", R"({"n":3})", 1);
    await_count("pairs/state", 1);
    const auto pair = json_of(last("pairs/state"));
    EXPECT_EQ(pair.at("left.n").as_int64(), 1);
    EXPECT_EQ(pair.at("right.n").as_int64(), 3);
    const auto stats = await_stats(
        [](const auto& all) { return all.at("sources").at("pairs").at("published").as_int64() == 1; });
    EXPECT_EQ(stats.at("sources").at("pairs").at("unmatched").as_int64(), 0);
}

TEST_F(join, drops_what_finds_no_partner_in_time) {
    start(R"(
sources:
  pairs: { join: { sources: [left, right], within: 50ms } }
  left: { topic: in/left, decode: json }
  right: { topic: in/right, decode: json }
)",
          "stats: 100ms");
    await("pairs/availability", "online");
    const auto unmatched = [](const auto& all) {
        return all.at("sources").at("pairs").at("unmatched").as_int64();
    };
    watcher().publish("in/left", R"({"n":1})", 1);
    await_count("left/state", 1);
    await_stats([](const boost::json::object& all) {
        const auto& age = all.at("sources").at("left").at("last_sample_s");
        return age.is_number() && age.to_number<double>() > 0.06;
    });
    watcher().publish("in/right", R"({"n":2})", 1);
    await_stats([&](const auto& all) { return unmatched(all) == 1; });
    EXPECT_EQ(payloads("pairs/state").size(), 0U);
}

}  // namespace
}  // namespace weir::test
