#include "daemon/join_input.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* bench_yaml = R"(
version: 1
node: { id: n }
clock: trust
mqtt: { url: mqtt://h }
sources:
  both:
    join: { sources: [a, b] }
    fields: { t: { from: a.t } }
    process: [ { scale: { t: 10 } } ]
    publish: { topic: both }
  a: { topic: in/a, decode: json, process: [ { scale: { t: 2 } } ], publish: { topic: a } }
  b: { topic: in/b, decode: json, publish: { topic: b } }
  all: { join: { sources: [both, b] }, publish: { topic: all } }
)";

// A join, `reader`, of a and b, and a join of that join and b.
class join_input_test : public test::source_bench {
protected:
    join_input_test() : source_bench(bench_yaml, 8) {}

    void says(source& who, const std::string& payload) {
        who.take(pipeline::input{{payload, now}, false, {}}, now);
        if (!who.try_deliver()) who.drop();
    }
    void up(source& who) { who.input_up(now); }
    // What waits in the outbox, and has the topic.
    std::vector<std::string> published(const std::string& topic) {
        std::vector<std::string> all;
        while (!out.empty()) {
            const outgoing each = out.pop();
            if (each.topic == topic) all.push_back(each.payload.substr(each.payload.find("\"quality\"")));
        }
        return all;
    }
    std::string available(const std::string& who) { return announced["r/" + who + "/availability"]; }

    source::surroundings around{"r", clock, out, announce};
    source a{configured.sources.at(1), around};
    source b{configured.sources.at(2), around};
    source all{configured.sources.at(3), around};
    join_input join{reader, {&a, &b}};
    join_input join_all{all, {&reader, &b}};
    monotonic_time now = monotonic_clock::now();
};

TEST_F(join_input_test, JoinsWhatItsSourcesPublishAndGoesOnWithIt) {
    says(a, R"({"t":1,"u":"x"})");
    EXPECT_THAT(published("both"), IsEmpty());
    says(b, R"({"w":2})");
    EXPECT_THAT(published("both"), ElementsAre(R"("quality":"good","t":20.0,"a.u":"x","b.w":2})"));
    says(a, R"({"t":3})");
    EXPECT_THAT(published("both"), ElementsAre(R"("quality":"good","t":60.0,"b.w":2})"));
    EXPECT_EQ(reader.counters().published, 2U);
}

TEST_F(join_input_test, IsAvailableWhileAllItsSourcesAre) {
    EXPECT_EQ(available("both"), "offline");
    up(a);
    EXPECT_EQ(available("both"), "offline");
    up(b);
    EXPECT_EQ(available("both"), "online");
    EXPECT_EQ(available("all"), "online");
    a.input_down();
    EXPECT_EQ(available("both"), "offline");
    EXPECT_EQ(available("all"), "offline");
    EXPECT_EQ(available("b"), "online");
    up(a);
    EXPECT_EQ(available("all"), "online");
}

TEST_F(join_input_test, ASourceThatIsAwayContributesNothingUntilItSpeaks) {
    up(a);
    up(b);
    says(a, R"({"t":1})");
    says(b, R"({"w":1})");
    published("both");
    a.input_down();
    says(b, R"({"w":2})");
    EXPECT_THAT(published("both"), ElementsAre(R"("quality":"good","b.w":2})"));
    up(a);
    says(b, R"({"w":3})");
    EXPECT_THAT(published("both"), ElementsAre(R"("quality":"good","b.w":3})"));
    says(a, R"({"t":2})");
    EXPECT_THAT(published("both"), ElementsAre(R"("quality":"good","t":40.0,"b.w":3})"));
}

TEST_F(join_input_test, JoinsCanBeJoined) {
    says(a, R"({"t":1})");
    says(b, R"({"w":2})");
    // Of b the join speaks first, and b itself after it.
    EXPECT_THAT(published("all"), ElementsAre(R"("quality":"good","both.t":20.0,"both.b.w":2,"b.w":2})"));
}

TEST_F(join_input_test, WhoSpeaksNeverWaitsAndWhatHasNoRoomWaitsSomewhat) {
    test::spawned running{context, reader.run(root)};
    context.poll();
    out.connected(true);
    says(a, R"({"t":1})");
    constexpr std::uint64_t more = 20;
    for (std::uint64_t i = 0; i < 8 + join_input::most_waiting + more; ++i)
        says(b, R"({"w":1})");
    EXPECT_EQ(reader.waiting(), join_input::most_waiting);
    EXPECT_GE(join.dropped(), more - 8);
    EXPECT_LE(join.dropped(), more + 8);
    EXPECT_FALSE(b.waits());

    ASSERT_TRUE(until([&] {
        published("");
        return !reader.waits();
    }));
    end(running);
}

}  // namespace
}  // namespace weir
