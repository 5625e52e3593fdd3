#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;

class topic_source : public scene {
protected:
    static constexpr std::string_view outdoor = R"(
sources:
  outdoor:
    topic: zigbee/outdoor
    decode: json
    process: [ { keep: [temperature, humidity] } ]
)";
};

TEST_F(topic_source, makes_one_retained_message_a_field) {
    start(std::string(outdoor) +
          "    publish: { topic: \"site/{node}/{source}/{field}\", format: value, qos: 1, retain: true }\n");
    await("outdoor/availability", "online");
    watcher().publish("zigbee/outdoor", R"({"temperature":7.5,"humidity":81,"linkquality":120})");

    ASSERT_TRUE(wait_until([&] { return !all_of("site/bench/outdoor/humidity").empty(); }));
    EXPECT_THAT(all_of("site/bench/outdoor/temperature"), ElementsAre("7.5"));
    EXPECT_THAT(all_of("site/bench/outdoor/humidity"), ElementsAre("81"));
    EXPECT_THAT(all_of("site/bench/outdoor/linkquality"), ElementsAre());
    EXPECT_EQ(late_comer("site/bench/outdoor/temperature"), "7.5");
}

TEST_F(topic_source, calls_a_retained_message_stale) {
    watcher().publish("zigbee/outdoor", R"({"temperature":6})", 1, true);
    ASSERT_NE(late_comer("zigbee/outdoor"), "");
    start(outdoor);
    await_count("outdoor/state", 1);
    EXPECT_EQ(json_of(last("outdoor/state")).at("quality"), "stale");

    watcher().publish("zigbee/outdoor", R"({"temperature":7})");
    await_count("outdoor/state", 2);
    EXPECT_EQ(json_of(last("outdoor/state")).at("quality"), "good");
    EXPECT_EQ(json_of(last("outdoor/state")).at("temperature").as_int64(), 7);
}

TEST_F(topic_source, counts_bad_messages_and_goes_on) {
    start(outdoor, "stats: 1s");
    await("outdoor/availability", "online");
    watcher().publish("zigbee/outdoor", "{\"temperature\":");
    watcher().publish("zigbee/outdoor", std::string(100, '['));
    watcher().publish("zigbee/outdoor", "");
    watcher().publish("zigbee/outdoor", R"({"temperature":7})");

    await_count("outdoor/state", 1);
    EXPECT_EQ(json_of(last("outdoor/state")).at("seq").as_int64(), 1);
    await_stats([](const auto& stats) {
        return stats.at("sources").at("outdoor").at("bad").as_object().contains("bad_syntax");
    });
}

TEST_F(topic_source, gets_a_message_once_although_filters_overlap) {
    start(R"(
sources:
  all: { topic: zigbee/#, decode: json }
  one: { topic: zigbee/one, decode: json }
)");
    await("all/availability", "online");
    await("one/availability", "online");
    watcher().publish("zigbee/one", R"({"t":1})");
    watcher().publish("zigbee/two", R"({"t":2})");
    watcher().publish("zigbee/one", R"({"t":3})");
    await_count("all/state", 3);
    await_count("one/state", 2);
    EXPECT_EQ(json_of(last("all/state")).at("seq").as_int64(), 3);
    EXPECT_EQ(json_of(last("all/state")).at("t").as_int64(), 3);
    EXPECT_EQ(json_of(last("one/state")).at("seq").as_int64(), 2);
}

TEST_F(topic_source, becomes_unavailable_when_nothing_comes) {
    start(std::string(outdoor) + "    stale_after: 1s\n");
    await("outdoor/availability", "offline");
    watcher().publish("zigbee/outdoor", R"({"temperature":7})");
    await("outdoor/availability", "online");
    await("outdoor/availability", "offline");
}

TEST_F(topic_source, speaks_the_older_protocol_too) {
    start(outdoor, "protocol: 3.1.1");
    await("outdoor/availability", "online");
    watcher().publish("zigbee/outdoor", R"({"temperature":7})");
    await_count("outdoor/state", 1);
    EXPECT_EQ(json_of(last("info")).at("protocol"), "3.1.1");
}

TEST_F(topic_source, loses_nothing_of_a_burst) {
    start(std::string(outdoor) + "    publish: { qos: 1 }\n    qos: 1\n");
    await("outdoor/availability", "online");
    for (int number = 1; number <= 500; ++number) {
        watcher().publish("zigbee/outdoor", "{\"temperature\":" + std::to_string(number) + "}", 1);
    }
    await_count("outdoor/state", 500);
    EXPECT_EQ(json_of(last("outdoor/state")).at("temperature").as_int64(), 500);
}

}  // namespace
}  // namespace weir::test
