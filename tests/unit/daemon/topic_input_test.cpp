#include "daemon/topic_input.hpp"

#include <gtest/gtest.h>

#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

constexpr const char* bench_yaml = R"(
version: 1
node: { id: n }
clock: trust
mqtt: { url: mqtt://h }
sources:
  s: { topic: in/s, decode: json }
)";

// A topic's input between messages that the test plays and an outbox for two that it reads.
class topic_input_test : public test::source_bench {
protected:
    topic_input_test() : source_bench(bench_yaml, 2) {}
    ~topic_input_test() override { end(running); }

    void says(int number, bool retained = false) {
        who.on_message({"in/s", "{\"n\":" + std::to_string(number) + "}", 0, retained});
    }
    // Takes what waits in the outbox; the numbers in their order.
    void take() {
        while (!out.empty()) {
            const outgoing message = out.pop();
            taken.push_back(std::stoi(message.payload.substr(message.payload.find("\"n\":") + 4)));
        }
    }

    topic_input input{reader};
    subscriber who = input.as_subscriber();
    std::vector<int> taken;
    test::spawned running{context, input.run(root)};
};

TEST_F(topic_input_test, IsAvailableWhileItsSubscriptionStands) {
    EXPECT_EQ(announced["r/s/availability"], "offline");
    who.on_state(true, "");
    EXPECT_EQ(announced["r/s/availability"], "online");
    who.on_state(false, "connection lost");
    EXPECT_EQ(announced["r/s/availability"], "offline");
}

TEST_F(topic_input_test, APublishedMessageNeedsNoTurnOfTheLoop) {
    says(1);
    says(2, true);
    ASSERT_EQ(out.size(), 2U);
    EXPECT_NE(out.pop().payload.find("\"quality\":\"good\""), std::string::npos);
    EXPECT_NE(out.pop().payload.find("\"quality\":\"stale\""), std::string::npos);
}

TEST_F(topic_input_test, MessagesWaitForRoomAndKeepTheirOrder) {
    out.connected(true);
    for (int i = 0; i < 100; ++i)
        says(i);
    EXPECT_EQ(out.size(), 2U);
    ASSERT_TRUE(until([&] {
        take();
        return taken.size() == 100;
    }));
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(taken.at(static_cast<std::size_t>(i)), i);
    EXPECT_EQ(input.dropped(), 0U);
}

TEST_F(topic_input_test, ABacklogThatIsFullDropsTheOldestAndCounts) {
    out.connected(true);
    const int limit = static_cast<int>(topic_input::backlog_limit);
    const int sent = limit + 13;  // two find room in the outbox, one waits in the source
    for (int i = 0; i < sent; ++i)
        says(i);
    EXPECT_EQ(input.dropped(), 10U);
    ASSERT_TRUE(until([&] {
        take();
        return taken.size() == static_cast<std::size_t>(sent - 10);
    }));
    EXPECT_EQ(taken.back(), sent - 1);
    EXPECT_EQ(taken.at(3), 13);
}

TEST_F(topic_input_test, ARefusedMessageIsCounted) {
    who.on_message({"in/s", "{broken", 0, false});
    EXPECT_EQ(reader.counters().bad.at(static_cast<std::size_t>(reject::bad_syntax)), 1U);
    EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace weir
