#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

// One source for all rooms, each of which has a state of its own.
class many_topics : public scene {
protected:
    static constexpr std::string_view rooms = R"(
sources:
  rooms:
    topic: sensors/+/state
    levels: [room]
    max_topics: 2
    decode: json
    process: [ { delta: { t: 1 } } ]
    publish: { topic: "site/{room}/climate" }
)";

    void say(const std::string& room, int temperature) {
        watcher().publish("sensors/" + room + "/state", "{\"t\":" + std::to_string(temperature) + "}", 1);
    }
    std::size_t count(const std::string& room) const { return all_of("site/" + room + "/climate").size(); }
};

TEST_F(many_topics, go_their_own_ways_and_are_forgotten_when_there_are_too_many) {
    start(rooms, "stats: 1s");
    await("rooms/availability", "online");
    say("hall", 20);
    say("attic", 30);
    say("hall", 20);
    say("attic", 30);
    say("cellar", 12);  // the hall is forgotten
    say("hall", 20);
    expect(wait_until([&] { return count("hall") == 2; }), "the hall for a second time");
    EXPECT_EQ(count("attic"), 1U);
    EXPECT_EQ(count("cellar"), 1U);
    const auto latest = json_of(all_of("site/hall/climate").back());
    EXPECT_EQ(latest.at("room"), "hall");
    EXPECT_EQ(latest.at("seq").as_int64(), 4);
    const auto stats = await_stats(
        [](const auto& all) { return all.at("sources").at("rooms").at("topics_forgotten").as_int64() == 2; });
    EXPECT_EQ(stats.at("sources").at("rooms").at("topics").as_int64(), 2);
    EXPECT_EQ(stats.at("sources").at("rooms").at("filtered").as_int64(), 2);
}

TEST_F(many_topics, may_come_by_a_shared_subscription) {
    start(R"(
sources:
  rooms:
    topic: $share/weirs/sensors/+/#
    levels: [room, what]
    decode: { text: { type: number } }
    publish: { topic: "site/{what}/{room}" }
)");
    await("rooms/availability", "online");
    watcher().publish("sensors/hall/air/t", "20.5");
    expect(wait_until([&] { return !all_of("site/air/t/hall").empty(); }), "the sample");
    const auto sample = json_of(all_of("site/air/t/hall").front());
    EXPECT_EQ(sample.at("room"), "hall");
    EXPECT_EQ(sample.at("what"), "air/t");
    EXPECT_EQ(sample.at("value").to_number<double>(), 20.5);
}

}  // namespace
}  // namespace weir::test
