#include "daemon/encode/batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/pipeline.hpp"
#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A batch, and what it sends.
class bench {
public:
    bench(std::size_t count, duration every, batch_form form = batch_form::array) {
        to_.topic = "t";
        to_.qos = 1;
        to_.retain = true;
        to_.linger = short_time(7);
        to_.batch = batch_settings{count, every, form};
    }

    void takes(const std::string& sample) {
        out_.emplace_back("t", sample);
        batched.take_last(out_, now);
    }
    std::vector<std::string> sent() {
        std::vector<std::string> all;
        for (const outgoing& each : out_)
            all.push_back(each.payload);
        last = out_.empty() ? std::nullopt : std::optional(out_.back());
        out_.clear();
        return all;
    }
    void flush() { batched.flush(out_); }

private:
    publish_settings to_;
    std::vector<outgoing> out_;

public:
    batch batched{to_};
    monotonic_time now = monotonic_clock::now();
    std::optional<outgoing> last;
};

TEST(batch, LeavesWithItsCount) {
    bench on(3, 0s);
    for (const char* each : {"1", "2", "3", "4"})
        on.takes(each);
    EXPECT_EQ(on.batched.due(), never);
    EXPECT_THAT(on.sent(), ElementsAre("[1,2,3]"));
    ASSERT_TRUE(on.last);
    EXPECT_EQ(on.last->topic, "t");
    EXPECT_EQ(on.last->qos, 1);
    EXPECT_TRUE(on.last->retain);
    EXPECT_EQ(on.last->linger, short_time(7));
    EXPECT_EQ(on.last->content, content::json);
    on.flush();
    on.flush();
    EXPECT_THAT(on.sent(), ElementsAre("[4]"));
}

TEST(batch, IsDueSoLongAfterItsFirstSample) {
    bench on(3, 10s);
    EXPECT_EQ(on.batched.due(), never);
    on.takes("1");
    const monotonic_time due = on.now + 10s;
    on.now += 4s;
    on.takes("2");
    EXPECT_EQ(on.batched.due(), due);
    on.flush();
    EXPECT_EQ(on.batched.due(), never);
    on.takes("3");
    EXPECT_EQ(on.batched.due(), on.now + 10s);
    EXPECT_THAT(on.sent(), ElementsAre("[1,2]"));
}

TEST(batch, OfLinesEndsEachWithALineFeed) {
    bench on(2, 0s, batch_form::lines);
    on.takes("{\"a\":1}");
    on.takes("{\"a\":2}");
    EXPECT_THAT(on.sent(), ElementsAre("{\"a\":1}\n{\"a\":2}\n"));
    EXPECT_EQ(on.last->content, content::ndjson);
}

TEST(batch, NeverGrowsBeyondItsBytes) {
    for (const batch_form form : {batch_form::array, batch_form::lines}) {
        bench on(0, 1h, form);
        const std::string kilobyte(1'000, '7');
        std::size_t samples = 0;
        std::size_t messages = 0;
        for (; messages < 3; ++samples) {
            on.takes(kilobyte);
            for (const std::string& each : on.sent()) {
                EXPECT_LE(each.size(), batch::most_bytes);
                EXPECT_GE(each.size(), batch::most_bytes - 1'100);
                ++messages;
            }
        }
        EXPECT_EQ(samples, 3 * 261 + 1U);
    }
}

TEST(batch, ASampleThatIsTooLargeForItGoesAlone) {
    bench on(10, 1h);
    on.takes("1");
    on.takes(std::string(batch::most_bytes + 1, '2'));
    on.takes("3");
    EXPECT_THAT(on.sent(), ElementsAre("[1]", "[" + std::string(batch::most_bytes + 1, '2') + "]"));
    on.flush();
    EXPECT_THAT(on.sent(), ElementsAre("[3]"));
}

// A source whose outputs batch.
class batching {
public:
    explicit batching(const std::string& source)
        : loaded_(test::settings_of("version: 1\nnode: { id: n }\nclock: trust\nmqtt: { url: mqtt://h }\n"
                                    "sources:\n  s: { " +
                                    source + " }\n")) {}

    void says(std::string_view topic, int number) {
        const std::string payload = "{\"t\":" + std::to_string(number) + "}";
        way.feed({{payload, now}, false, topic}, now, out);
    }
    // Each message as its topic and the samples' numbers.
    std::vector<std::string> sent() {
        std::vector<std::string> all;
        for (const outgoing& each : out) {
            std::string line = each.topic;
            for (auto at = each.payload.find("\"t\":"); at != std::string::npos;
                 at = each.payload.find("\"t\":", at + 4))
                line += ' ' + std::to_string(std::stoi(each.payload.substr(at + 4)));
            all.push_back(line);
        }
        out.clear();
        return all;
    }

private:
    settings loaded_;
    sample_clock clock_{loaded_.clock};

public:
    monotonic_time now = monotonic_clock::now();
    std::vector<outgoing> out;
    pipeline way{loaded_.sources.at(0), clock_};
};

TEST(batches, AreOfEachOutput) {
    batching on(
        "topic: in, decode: json, publish: [ { topic: one }, { topic: two, batch: { count: 2 } },"
        " { topic: three, batch: { count: 3, every: 1s, form: lines } } ]");
    for (int i = 1; i <= 4; ++i)
        on.says("in", i);
    EXPECT_THAT(on.sent(),
                ElementsAre("one 1", "one 2", "two 1 2", "one 3", "three 1 2 3", "one 4", "two 3 4"));
    EXPECT_EQ(on.way.due(), on.now + 1s);
    on.now += 1s;
    on.way.elapse(on.now, on.out);
    EXPECT_THAT(on.sent(), ElementsAre("three 4"));
    EXPECT_EQ(on.way.due(), never);
}

TEST(batches, AreOfEachTopic) {
    batching on(
        "topic: in/+, levels: [l], decode: json, max_topics: 2, publish: { topic: 'out/{l}', batch: { count: "
        "2 } }");
    on.says("in/a", 1);
    on.says("in/b", 2);
    on.says("in/a", 3);
    EXPECT_THAT(on.sent(), ElementsAre("out/a 1 3"));
    on.says("in/a", 4);
    on.says("in/c", 5);  // b is forgotten, and what it gathered leaves
    EXPECT_THAT(on.sent(), ElementsAre("out/b 2"));
    on.way.flush(on.now, on.out);
    EXPECT_THAT(on.sent(), ElementsAre("out/a 4", "out/c 5"));
}

TEST(batches, LeaveAtTheEnd) {
    batching on("topic: in, decode: json, publish: { batch: { every: 1h } }");
    on.says("in", 1);
    EXPECT_THAT(on.sent(), IsEmpty());
    on.way.flush(on.now, on.out);
    EXPECT_THAT(on.sent(), ElementsAre("weir/n/s/state 1"));
    on.way.flush(on.now, on.out);
    EXPECT_THAT(on.sent(), IsEmpty());
}

}  // namespace
}  // namespace weir
