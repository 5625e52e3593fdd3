#include <array>
#include <boost/asio/post.hpp>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "daemon/mqtt/paho_bridge.hpp"
#include "daemon/mqtt/reaper.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

paho_arrival arrival(std::string payload) {
    return {1, incoming("t", std::move(payload), 0, false)};
}

paho_completion completion(std::uint32_t thread, std::uint32_t id) {
    paho_completion made;
    made.generation = thread;
    made.id = id;
    return made;
}

TEST(paho_bridge, wakes_once_for_all_that_gathers) {
    int woken = 0;
    paho_bridge bridge([&] { ++woken; }, {});
    bridge.push(completion(1, 1));
    bridge.push(arrival("x"));
    bridge.push(paho_loss{1, 0, "gone"});
    EXPECT_EQ(woken, 1);
    std::vector<paho_event> events;
    bridge.take(events);
    EXPECT_EQ(events.size(), 3U);
    bridge.push(completion(1, 2));
    EXPECT_EQ(woken, 2);
}

TEST(paho_bridge, what_is_in_no_hurry_wakes_nobody_and_goes_with_the_next) {
    int woken = 0;
    paho_bridge bridge([&] { ++woken; }, {});
    bridge.push_quietly(arrival("quiet"));
    EXPECT_EQ(woken, 0);
    bridge.push(arrival("loud"));
    EXPECT_EQ(woken, 1);
    bridge.push_quietly(arrival("quiet again"));
    std::vector<paho_event> events;
    bridge.take(events);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(std::get<paho_arrival>(events[0]).message.payload, "quiet");
    bridge.push(arrival("loud again"));
    EXPECT_EQ(woken, 2);
}

TEST(paho_bridge, drops_the_newest_arrival_when_full_and_nothing_else) {
    paho_bridge bridge([] {}, {.arrivals = 2, .bytes = 1000});
    for (const char* payload : {"1", "2", "3"}) {
        bridge.push(arrival(payload));
    }
    bridge.push(completion(1, 1));
    EXPECT_EQ(bridge.dropped(), 1U);
    std::vector<paho_event> events;
    bridge.take(events);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(std::get<paho_arrival>(events[1]).message.payload, "2");
    bridge.push(arrival("4"));
    EXPECT_EQ(bridge.dropped(), 1U);
}

TEST(paho_bridge, is_bounded_by_bytes_too) {
    paho_bridge bridge([] {}, {.arrivals = 100, .bytes = 10});
    bridge.push(arrival(std::string(20, 'x')));
    bridge.push(arrival("y"));
    EXPECT_EQ(bridge.dropped(), 1U);
}

TEST(paho_bridge, counts_the_bytes_of_properties) {
    paho_bridge bridge([] {}, {.arrivals = 100, .bytes = 1000});
    auto large = std::make_shared<message_properties>();
    large->user.emplace_back("name", std::string(1000, 'x'));
    paho_arrival heavy = arrival("x");
    heavy.message.properties = large;
    bridge.push(std::move(heavy));
    bridge.push(arrival("y"));
    EXPECT_EQ(bridge.dropped(), 1U);
}

TEST(paho_bridge, is_silent_when_closed) {
    int woken = 0;
    paho_bridge bridge([&] { ++woken; }, {});
    bridge.close();
    bridge.push(arrival("x"));
    EXPECT_EQ(woken, 0);
    std::vector<paho_event> events;
    bridge.take(events);
    EXPECT_TRUE(events.empty());
}

TEST(paho_bridge, loses_nothing_and_keeps_each_threads_order_when_two_threads_hammer_it) {
    constexpr std::uint32_t each = 50'000;
    boost::asio::io_context loop(1);
    std::array<std::uint32_t, 2> next{};
    std::vector<paho_event> events;
    paho_bridge* self = nullptr;
    const auto take = [&] {
        events.clear();
        self->take(events);
        for (const paho_event& event : events) {
            const auto& one = std::get<paho_completion>(event);
            EXPECT_EQ(one.id, next.at(one.generation)++);
        }
    };
    paho_bridge bridge([&] { boost::asio::post(loop, take); }, {});
    self = &bridge;
    const auto hammer = [&](std::uint32_t thread) {
        for (std::uint32_t id = 0; id < each; ++id) {
            bridge.push(completion(thread, id));
        }
    };
    std::thread one(hammer, 0);
    std::thread other(hammer, 1);
    EXPECT_TRUE(run_until(
        loop, [&] { return next[0] == each && next[1] == each; }, 60s));
    one.join();
    other.join();
}

// Says when, and on which thread, it died.
struct mortal {
    std::promise<std::thread::id> death;
    ~mortal() { death.set_value(std::this_thread::get_id()); }
};

TEST(reaper, destroys_on_a_thread_of_its_own) {
    reaper tested;
    auto body = std::make_shared<mortal>();
    auto death = body->death.get_future();
    tested.bury(std::move(body));
    ASSERT_EQ(death.wait_for(30s), std::future_status::ready);
    EXPECT_NE(death.get(), std::this_thread::get_id());
    EXPECT_TRUE(tested.close(monotonic_clock::now() + 30s));
}

// Dies only when it is allowed to.
struct stubborn {
    explicit stubborn(std::shared_future<void> permission) : allowed(std::move(permission)) {}
    ~stubborn() { allowed.wait(); }

    std::shared_future<void> allowed;
};

TEST(reaper, does_not_wait_for_ever) {
    std::promise<void> allow;
    auto tested = std::make_unique<reaper>();
    tested->bury(std::make_shared<stubborn>(allow.get_future().share()));
    EXPECT_FALSE(tested->close(monotonic_clock::now() + 1ms));
    tested.reset();
    allow.set_value();
}

}  // namespace
}  // namespace weir::test
