#include <algorithm>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;

class batch : public scene {
protected:
    void say(int number) { watcher().publish("in/fast", "{\"n\":" + std::to_string(number) + "}", 1); }
    // The samples' numbers, of a payload that is JSON.
    static std::vector<std::int64_t> numbers(const boost::json::value& samples) {
        std::vector<std::int64_t> all;
        for (const auto& each : samples.as_array())
            all.push_back(each.at("n").as_int64());
        return all;
    }
};

TEST_F(batch, leaves_with_its_count_and_at_the_end) {
    start(R"(
sources:
  fast:
    topic: in/fast
    qos: 1
    decode: json
    publish: { qos: 1, batch: { count: 3 } }
)");
    await("fast/availability", "online");
    for (int number = 1; number <= 4; ++number)
        say(number);
    await_count("fast/state", 1);
    EXPECT_THAT(numbers(boost::json::parse(last("fast/state"))), ElementsAre(1, 2, 3));
    weir().stop();
    await_count("fast/state", 2);
    EXPECT_THAT(numbers(boost::json::parse(last("fast/state"))), ElementsAre(4));
}

TEST_F(batch, of_lines_leaves_in_time) {
    for (const std::string client : {"paho", "mosquitto"}) {
        SCOPED_TRACE(client);
        start(R"(
sources:
  fast:
    topic: in/fast
    qos: 1
    decode: json
    publish: { topic: "out/)" +
                  client + R"(", batch: { every: 300ms, form: lines } }
)",
              "client: " + client);
        await("status", "online");
        say(1);
        say(2);
        expect(wait_until([&] { return !all_of("out/" + client).empty(); }), "the batch");
        const std::string lines = all_of("out/" + client).front();
        EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
        EXPECT_EQ(json_of(lines.substr(0, lines.find('\n'))).at("n").as_int64(), 1);
        EXPECT_EQ(lines.back(), '\n');
        const auto all = watcher().messages();
        const auto batch = std::ranges::find(all, "out/" + client, &received::topic);
        EXPECT_EQ(batch->content_type, "application/x-ndjson");
        weir().stop();
        await("status", "offline");
    }
}

}  // namespace
}  // namespace weir::test
