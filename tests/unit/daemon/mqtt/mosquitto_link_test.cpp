#include <boost/asio/post.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <iterator>
#include <thread>

#include "tests/support/broker.hpp"
#include "tests/support/deaf_listener.hpp"
#include "tests/support/flapping_broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/scripted_broker.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

constexpr auto mosquitto = mqtt_client_library::mosquitto;

TEST(mosquitto_link, a_broker_that_stops_reading_bounds_what_waits) {
    broker server;
    mqtt_client watcher(server.port());
    watcher.subscribe("big");
    linked tested(mosquitto, settings_for(server.port()));
    server.suspend();
    const outgoing message("big", std::string(10'000, 'x'));
    std::size_t taken = 0;
    std::size_t turns = 0;
    do {  // the system's buffers take some MB
        while (tested.link->send(message, 0) == mqtt_link::sent::taken)
            ++taken;
        tested.loop.restart();
        turns = tested.loop.poll();
    } while (turns > 0);
    EXPECT_EQ(tested.link->send(message, 0), mqtt_link::sent::wait);
    EXPECT_TRUE(tested.link->stalled_since());
    EXPECT_TRUE(tested.link->connected());
    bool progress = false;
    tested.told.more = [&] { progress = true; };
    server.resume();
    EXPECT_TRUE(tested.until([&] { return progress && watcher.count() == taken; }));
    EXPECT_FALSE(tested.link->stalled_since());
    EXPECT_EQ(tested.link->send(message, 0), mqtt_link::sent::taken);
}

TEST(mosquitto_link, a_flood_that_comes_leaves_the_loop_to_others) {
    constexpr std::size_t total = 20'000;
    constexpr std::size_t most_a_turn = 64;
    const std::string message("\x30\x05\x00\x01t\x00x", 7);
    std::string flood = accepted;
    for (std::size_t i = 0; i < total; ++i)
        flood += message;
    scripted_broker server({flood});
    linked tested(mosquitto, settings_for(server.port()));
    std::size_t others = 0;
    while (tested.told.messages.size() < total) {
        const std::size_t before = tested.told.messages.size();
        boost::asio::post(tested.loop, [&] { ++others; });
        tested.loop.restart();
        ASSERT_GT(tested.loop.run_one_for(30s), 0U);
        ASSERT_LE(tested.told.messages.size() - before, most_a_turn);
    }
    EXPECT_GT(others, total / most_a_turn / 2);
}

// Fails when it is called from within a call to the link.
class outside_calls final : public link_events {
public:
    explicit outside_calls(const bool& calling) : calling_(calling) {}
    void on_message(incoming&&) override { note(); }
    void on_delivered(std::uint32_t, const link_status&) override { note(); }
    void on_progress() override { note(); }
    void on_down(const link_status&) override { note(); }

    std::size_t calls = 0;

private:
    void note() {
        ++calls;
        EXPECT_FALSE(calling_);
    }
    const bool& calling_;
};

TEST(mosquitto_link, tells_nothing_from_within_a_call) {
    broker server;
    linked tested(mosquitto);
    bool calling = false;
    outside_calls told(calling);
    tested.link->observe(told);
    ASSERT_TRUE(tested.connect(settings_for(server.port())));
    EXPECT_TRUE(tested.subscribe({{"t", 1}}).at(0));
    const auto send_some = [&] {
        calling = true;
        for (int i = 0; i < 200; ++i)
            static_cast<void>(tested.link->send(outgoing("t", "x", static_cast<std::uint8_t>(i % 3)), 1));
        calling = false;
    };
    for (int round = 0; round < 10; ++round) {
        const std::size_t before = told.calls;
        send_some();
        ASSERT_TRUE(tested.until([&] { return told.calls > before; }));
    }
    server.kill();
    send_some();
    ASSERT_TRUE(tested.until([&] { return !tested.link->connected(); }));
    server.start();
    ASSERT_TRUE(tested.connect(settings_for(server.port())));
    send_some();
    calling = true;
    tested.link->drop();
    calling = false;
    EXPECT_FALSE(tested.link->connected());
}

TEST(mosquitto_link, names_a_host_that_does_not_resolve) {
    linked tested(mosquitto);
    mqtt_settings settings = settings_for(1883);
    settings.host = "no-such-host.invalid";
    const link_status how = tested.connect(settings);
    EXPECT_TRUE(how.error == link_errc::refused_for_now || how.error == link_errc::timed_out)
        << how.message();
    EXPECT_FALSE(tested.link->connected());
}

TEST(mosquitto_link, gives_up_a_dead_address_at_the_deadline) {
    deaf_listener nobody;
    linked tested(mosquitto);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(tested.connect(settings_for(nobody.port()), in(50ms)).error, link_errc::timed_out);
    }
    broker server;
    const link_status how = tested.connect(settings_for(server.port()));
    EXPECT_TRUE(how) << how.message();
    tested.link->drop();
    EXPECT_EQ(tested.connect(settings_for(nobody.port()), in(50ms)).error, link_errc::timed_out);
    EXPECT_TRUE(tested.link->close(soon()));
}

TEST(mosquitto_link, survives_a_broker_that_comes_and_goes) {
    flapping_broker server;
    linked tested(mosquitto);
    std::size_t opened = 0;
    for (int round = 0; round < 100; ++round) {
        if (!tested.connect(settings_for(server.port()))) continue;
        ++opened;
        for (std::uint8_t i = 0; i < 100; ++i)
            static_cast<void>(tested.link->send(outgoing("t", std::string(i * 50, 'x'), i % 3), i));
        if (round % 10 == 0) tested.link->drop();
        ASSERT_TRUE(tested.until([&] { return !tested.link->connected(); }));
    }
    EXPECT_GT(opened, 20U);
    EXPECT_GT(tested.told.downs.size(), opened / 2);
}

TEST(mosquitto_link, ends_with_a_broker_that_talks_nonsense) {
    const std::vector<std::string> nonsense{
        std::string("\x30\x06\x00\x03\x61\x00\x62\x00", 8),  // a topic with a zero byte
        std::string("\x30\x05\x00\x02\xFF\xFE\x00", 7),      // a topic that is no UTF-8
        std::string("\x30\x00", 2),                          // a PUBLISH without a topic
        std::string("\x30\x03\x00\x00\x00", 5),              // an empty topic
        std::string("\x30\x05\x00\x09t\x00x", 7),            // a topic beyond the packet
        std::string("\x30\x06\x00\x01t\x09\x01\x01", 8),     // properties beyond the packet
        std::string("\x36\x06\x00\x01t\x00\x01\x00", 8),     // QoS 3
        std::string("\x32\x03\x00\x01t", 5),                 // no identifier
        std::string("\x30\xFF\xFF\xFF\xFF\xFF\x01", 7),      // a length of more than four bytes
        std::string("\x00\x00", 2),                          // a packet that there is not
        std::string("\x90\x03\x00\x01\x00", 5),              // a SUBACK without reasons
        std::string("\x40\x02\x00\x00", 4),                  // a PUBACK of nothing
        std::string("\x10\x00", 2),                          // a CONNECT
        accepted,                                            // once more
    };
    for (const std::string& line : nonsense) {
        scripted_broker server({accepted + line});
        linked tested(mosquitto, settings_for(server.port()));
        ASSERT_TRUE(tested.until([&] { return tested.told.downs.size() == 1; }))
            << testing::PrintToString(line);
        EXPECT_FALSE(tested.link->connected());
        EXPECT_TRUE(tested.told.messages.empty());
    }
}

TEST(mosquitto_link, has_no_thread_while_connected) {
    broker server;
    const auto threads = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
    };
    std::thread([] {}).join();  // a sanitizer has one of its own from the first on
    const auto before = threads();
    linked tested(mosquitto, settings_for(server.port()));
    EXPECT_TRUE(tested.until([&] { return threads() == before; }));
    EXPECT_TRUE(tested.link->connected());
}

}  // namespace
}  // namespace weir::test
