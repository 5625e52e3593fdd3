#include "daemon/mqtt/outbox.hpp"

#include <gtest/gtest.h>

#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

outgoing numbered(int number, std::uint8_t qos = 0) {
    return {"t", std::to_string(number), qos};
}

std::string drained(outbox& box) {
    std::string all;
    while (!box.empty()) {
        all += box.pop().payload + " ";
    }
    return all;
}

TEST(outbox, gives_back_in_order) {
    outbox box({.messages = 3});
    for (const int number : {1, 2, 3}) {
        box.push_or_drop(numbered(number));
    }
    EXPECT_EQ(box.size(), 3U);
    EXPECT_EQ(box.bytes(), 6U);
    EXPECT_EQ(drained(box), "1 2 3 ");
    EXPECT_EQ(box.bytes(), 0U);
}

TEST(outbox, drops_and_counts_the_oldest_while_disconnected) {
    outbox box({.messages = 3});
    for (const int number : {1, 2, 3, 4, 5}) {
        outgoing message = numbered(number);
        EXPECT_TRUE(box.try_push(message));
    }
    EXPECT_EQ(box.dropped(), 2U);
    EXPECT_EQ(drained(box), "3 4 5 ");
}

TEST(outbox, refuses_while_connected_and_leaves_the_message_alone) {
    outbox box({.messages = 1});
    box.connected(true);
    box.push_or_drop(numbered(1));
    outgoing message = numbered(2);
    EXPECT_FALSE(box.try_push(message));
    EXPECT_EQ(message.payload, "2");
    EXPECT_EQ(box.dropped(), 0U);
}

TEST(outbox, drops_the_newest_of_those_who_must_not_wait) {
    outbox box({.messages = 1});
    box.connected(true);
    box.push_or_drop(numbered(1));
    box.push_or_drop(numbered(2));
    EXPECT_EQ(box.dropped(), 1U);
    EXPECT_EQ(drained(box), "1 ");
}

TEST(outbox, takes_what_may_be_left_out_only_below_half) {
    for (const bool connected : {false, true}) {
        outbox box({.messages = 4});
        box.connected(connected);
        for (const int number : {1, 2, 3}) {
            box.push_if_roomy(numbered(number));
        }
        EXPECT_EQ(box.dropped(), 1U);
        box.push_or_drop(numbered(4));
        box.push_or_drop(numbered(5));
        EXPECT_EQ(box.dropped(), 1U);
        EXPECT_EQ(drained(box), "1 2 4 5 ");
        box.push_if_roomy(numbered(6));
        EXPECT_EQ(drained(box), "6 ");
    }
}

TEST(outbox, measures_its_half_in_bytes_too) {
    outbox box({.messages = 100, .bytes = 10});
    box.push_if_roomy({"t", "123"});
    box.push_if_roomy({"t", "4"});
    box.push_if_roomy({"t", "5"});
    EXPECT_EQ(box.dropped(), 1U);
    EXPECT_EQ(drained(box), "123 4 ");
}

TEST(outbox, takes_what_may_be_left_out_though_it_has_one_place) {
    outbox box({.messages = 1});
    box.push_if_roomy(numbered(1));
    box.push_if_roomy(numbered(2));
    EXPECT_EQ(box.dropped(), 1U);
    EXPECT_EQ(drained(box), "1 ");
}

TEST(outbox, is_bounded_by_bytes_too) {
    outbox box({.messages = 100, .bytes = 10});
    box.push_or_drop({"t", "12345"});
    box.push_or_drop({"t", "67890"});
    box.push_or_drop({"t", "x"});
    EXPECT_EQ(box.dropped(), 1U);
    EXPECT_EQ(drained(box), "67890 x ");
}

TEST(outbox, takes_a_message_larger_than_all_of_it) {
    outbox box({.messages = 100, .bytes = 10});
    box.push_or_drop(numbered(1));
    box.push_or_drop({"t", std::string(100, 'x')});
    EXPECT_EQ(box.size(), 2U);
    box.push_or_drop(numbered(2));
    EXPECT_EQ(drained(box), "2 ");
}

TEST(outbox, puts_back_at_the_front_even_when_full) {
    outbox box({.messages = 2});
    box.push_or_drop(numbered(3));
    box.push_or_drop(numbered(4));
    box.put_back({numbered(1, 1), numbered(2, 1)});
    EXPECT_EQ(box.size(), 4U);
    EXPECT_EQ(box.bytes(), 8U);
    EXPECT_EQ(drained(box), "1 2 3 4 ");
}

TEST(outbox, tells_its_consumer_only_while_connected) {
    outbox box({.messages = 5});
    int told = 0;
    box.on_push = [&](const outgoing&) { ++told; };
    box.push_or_drop(numbered(1));
    EXPECT_EQ(told, 0);
    box.connected(true);
    box.push_or_drop(numbered(2));
    EXPECT_EQ(told, 1);
}

// A full outbox of four, connected, with one that waits for space.
class full_outbox : public testing::Test {
protected:
    full_outbox() {
        box.connected(true);
        for (const int number : {1, 2, 3, 4}) {
            box.push_or_drop(numbered(number));
        }
        waiter.emplace(loop, box.space());
        settle();
        EXPECT_FALSE(waiter->ended());
    }
    void settle() {
        loop.restart();
        loop.poll();
    }

    boost::asio::io_context loop{1};
    outbox box{{.messages = 4}};
    std::optional<spawned> waiter;
};

TEST_F(full_outbox, wakes_those_who_wait_when_there_is_room) {
    box.pop();
    settle();
    EXPECT_TRUE(waiter->ended());
}

TEST_F(full_outbox, wakes_those_who_wait_when_the_broker_goes) {
    box.connected(false);
    settle();
    EXPECT_TRUE(waiter->ended());
}

TEST_F(full_outbox, lets_those_who_wait_be_cancelled) {
    waiter->cancel();
    settle();
    EXPECT_TRUE(waiter->ended());
}

TEST(outbox, does_not_let_wait_when_there_is_room) {
    outbox box({.messages = 1});
    box.connected(true);
    run(box.space());
}

}  // namespace
}  // namespace weir::test
