#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "daemon/mqtt/paho_link.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/mqtt_client.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// Writes down what a link tells.
class recorder final : public link_events {
public:
    void on_message(incoming&& message) override { messages.push_back(std::move(message)); }
    void on_delivered(std::uint32_t id, const link_status& how) override {
        delivered.push_back(id);
        if (!how) refused.push_back(how);
    }
    void on_progress() override {
        if (more) more();
    }
    void on_down(const link_status& why) override { downs.push_back(why); }

    std::vector<incoming> messages;
    std::vector<std::uint32_t> delivered;
    std::vector<link_status> refused;
    std::vector<link_status> downs;
    std::function<void()> more;
};

monotonic_time soon() {
    return monotonic_clock::now() + 30s;
}

mqtt_settings settings_for(std::uint16_t port) {
    mqtt_settings settings;
    settings.host = "localhost";
    settings.port = port;
    settings.keepalive = 30s;
    return settings;
}

link_options options_for(const mqtt_settings& settings, std::string id = "weir-test") {
    return {settings, std::move(id), outgoing("status", "offline", 1, true, content::text)};
}

// A link with its loop.
struct linked {
    linked() { link.observe(told); }
    explicit linked(const mqtt_settings& settings) : linked() {
        const link_status how = connect(settings);
        EXPECT_TRUE(how) << how.message();
    }

    template <class T>
    T play(awaitable<T> work) {
        std::optional<T> result;
        spawned playing(loop, keep_result(std::move(work), result));
        if (!run_until(
                loop, [&] { return playing.ended(); }, 60s))
            throw std::runtime_error("still waiting");
        if (playing.failure()) std::rethrow_exception(playing.failure());
        return std::move(*result);
    }
    link_status connect(const mqtt_settings& settings, monotonic_time deadline = soon()) {
        const link_options options = options_for(settings);
        return play(link.connect(options, deadline));
    }
    std::vector<link_status> subscribe(const std::vector<subscription>& wanted) {
        return play(link.subscribe(wanted, soon()));
    }
    bool until(const std::function<bool()>& holds) { return run_until(loop, holds, 60s); }

    boost::asio::io_context loop{1};
    recorder told;
    paho_link link{loop.get_executor()};
};

class each_version : public testing::TestWithParam<bool> {
protected:
    mqtt_settings settings() const {
        mqtt_settings made = settings_for(server.port());
        made.v5 = GetParam();
        return made;
    }
    broker server;
};
INSTANTIATE_TEST_SUITE_P(paho_link, each_version, testing::Values(true, false),
                         [](const auto& version) { return version.param ? "mqtt_5" : "mqtt_3_1_1"; });

TEST_P(each_version, connects_and_says_goodbye_without_a_will) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    linked tested(settings());
    EXPECT_TRUE(tested.link.connected());
    EXPECT_TRUE(tested.play(tested.link.disconnect(soon())));
    EXPECT_FALSE(tested.link.connected());
    watcher.publish("end", "x");
    EXPECT_TRUE(watcher.wait_for("end", "x"));
    EXPECT_EQ(watcher.count(), 1U);
    EXPECT_TRUE(tested.told.downs.empty());
}

TEST_P(each_version, publishes_at_each_qos) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    linked tested(settings());
    for (std::uint8_t qos = 0; qos <= 2; ++qos) {
        const outgoing message("q/" + std::to_string(qos), qos == 0 ? "" : "{}", qos, false);
        EXPECT_TRUE(tested.play(tested.link.publish(message, soon())));
    }
    ASSERT_TRUE(watcher.wait_for_count(3));
    const auto all = watcher.messages();
    EXPECT_EQ(all[0].payload, "");
    EXPECT_EQ(all[1].payload, "{}");
    EXPECT_EQ(all[1].qos, 1);
    EXPECT_EQ(all[2].qos, 2);
    EXPECT_EQ(all[1].content_type, GetParam() ? "application/json" : "");
    EXPECT_EQ(all[1].utf8_payload, GetParam() ? std::optional(1) : std::nullopt);
}

TEST_P(each_version, receives_what_it_subscribed_to_and_its_own_too) {
    mqtt_client other(server.port());
    other.publish("a/kept", "1", 1, true);
    linked tested(settings());
    for (const link_status& how : tested.subscribe({{"a/#", 1}, {"b", 0}})) {
        EXPECT_TRUE(how) << how.message();
    }
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 1; }));
    EXPECT_TRUE(tested.told.messages[0].retained);
    other.publish("b", "2");
    EXPECT_TRUE(tested.play(tested.link.publish(outgoing("a/own", "3", 1), soon())));
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 3; }));
    EXPECT_EQ(tested.link.count().received, 3U);
    EXPECT_EQ(tested.told.messages[0].topic, "a/kept");
}

TEST_P(each_version, needs_no_will) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    linked tested;
    const link_options options(settings(), "weir-test", std::nullopt);
    ASSERT_TRUE(tested.play(tested.link.connect(options, soon())));
    mqtt_client thief(server.port(), {.id = "weir-test"});
    watcher.publish("end", "x");
    EXPECT_TRUE(watcher.wait_for("end", "x"));
    EXPECT_EQ(watcher.count(), 1U);
}

subscription for_requests(std::string filter) {
    subscription made(std::move(filter), 1, 7);
    made.requests = true;
    return made;
}

TEST_P(each_version, sees_that_a_request_is_retained) {
    mqtt_client other(server.port());
    other.publish("cmd/pump", "kept", 1, true);
    linked tested(settings());
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+")}).at(0));
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 1; }));
    EXPECT_TRUE(tested.told.messages[0].retained);
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+")}).at(0));
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 2; })) << "not at each subscribe";
    EXPECT_TRUE(tested.told.messages[1].retained);
    other.publish("cmd/pump", "live", 1, true);
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 3; }));
    EXPECT_EQ(tested.told.messages[2].payload, "live");
    EXPECT_EQ(tested.told.messages[2].retained, GetParam());
}

TEST_P(each_version, hears_its_own_requests_only_in_3_1_1) {
    linked tested(settings());
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+"), {"end", 1}}).at(0));
    EXPECT_TRUE(tested.play(tested.link.publish(outgoing("cmd/pump", "own", 1), soon())));
    EXPECT_TRUE(tested.play(tested.link.publish(outgoing("end", "", 1), soon())));
    ASSERT_TRUE(tested.until(
        [&] { return !tested.told.messages.empty() && tested.told.messages.back().topic == "end"; }));
    EXPECT_EQ(tested.told.messages.size(), GetParam() ? 1U : 2U);
}

message_properties of_a_request() {
    message_properties made;
    made.response_topic = "app/answers";
    made.correlation = std::string("\0\x01\xff\0", 4);
    made.expiry = 30;
    made.user = {{"client", "nodered-1"}, {"empty", ""}};
    return made;
}

TEST_P(each_version, takes_the_properties_of_a_request) {
    mqtt_client other(server.port());
    linked tested(settings());
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+")}).at(0));
    const message_properties sent = of_a_request();
    other.publish("cmd/pump", "{}", {sent.response_topic, sent.correlation, sent.expiry, sent.user});
    ASSERT_TRUE(tested.until([&] { return !tested.told.messages.empty(); }));
    const auto& got = tested.told.messages[0].properties;
    ASSERT_EQ(got != nullptr, GetParam());
    if (!got) return;
    EXPECT_EQ(got->response_topic, sent.response_topic);
    EXPECT_EQ(got->correlation, sent.correlation);
    EXPECT_EQ(got->expiry, sent.expiry);
    EXPECT_EQ(got->user, sent.user);
}

TEST_P(each_version, sends_the_properties_of_an_answer) {
    mqtt_client other(server.port());
    other.subscribe("app/answers");
    linked tested(settings());
    message_properties properties = of_a_request();
    properties.response_topic = "again";
    properties.user = {{"state", "succeeded"}, {"code", "OK"}};
    outgoing answer("app/answers", "{}", 1);
    answer.properties = std::make_shared<const message_properties>(properties);
    EXPECT_EQ(tested.link.send(answer, 1), mqtt_link::sent::taken);
    EXPECT_TRUE(tested.play(tested.link.publish(answer, soon())));
    ASSERT_TRUE(other.wait_for_count(2));
    for (const received& got : other.messages()) {
        EXPECT_EQ(got.correlation, GetParam() ? properties.correlation : "");
        EXPECT_EQ(got.response_topic, GetParam() ? "again" : "");
        EXPECT_EQ(got.expiry.has_value(), GetParam());
        EXPECT_EQ(got.content_type, GetParam() ? "application/json" : "");
        const std::map<std::string, std::string> said{{"state", "succeeded"}, {"code", "OK"}};
        EXPECT_EQ(got.user, GetParam() ? said : decltype(said)());
    }
}

struct flood {
    bool v5;
    std::uint8_t qos;
};
class floods : public testing::TestWithParam<flood> {};
INSTANTIATE_TEST_SUITE_P(paho_link, floods,
                         testing::Values(flood{true, 0}, flood{true, 1}, flood{true, 2}, flood{false, 0},
                                         flood{false, 1}, flood{false, 2}),
                         [](const auto& row) {
                             return (row.param.v5 ? "mqtt_5_qos_" : "mqtt_3_1_1_qos_") +
                                    std::to_string(row.param.qos);
                         });

TEST_P(floods, of_10000_messages_arrive_in_order) {
    constexpr std::uint32_t total = 10'000;
    broker server;
    mqtt_client watcher(server.port());
    watcher.subscribe("flood");
    mqtt_settings settings = settings_for(server.port());
    settings.v5 = GetParam().v5;
    linked tested(settings);
    std::uint32_t next = 0;
    tested.told.more = [&] {
        while (next < total) {
            const outgoing message("flood", std::to_string(next), GetParam().qos);
            if (tested.link.send(message, next) != mqtt_link::sent::taken) return;
            ++next;
        }
    };
    tested.told.more();
    EXPECT_LT(next, total) << "nothing bounds what is under way";
    ASSERT_TRUE(tested.until(
        [&] { return next == total && (GetParam().qos == 0 || tested.told.delivered.size() == total); }));
    EXPECT_TRUE(tested.told.refused.empty());
    ASSERT_TRUE(watcher.wait_for_count(total));
    const auto all = watcher.messages();
    ASSERT_EQ(all.size(), total);
    for (std::uint32_t i = 0; i < total; ++i) {
        ASSERT_EQ(all[i].payload, std::to_string(i));
    }
}

TEST(paho_link, reports_that_nobody_listens) {
    linked tested;
    const link_status how = tested.connect(settings_for(free_port()));
    EXPECT_EQ(how.error, link_errc::refused_for_now) << how.message();
    EXPECT_FALSE(tested.link.connected());
}

class guarded : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(paho_link, guarded, testing::Values(true, false),
                         [](const auto& version) { return version.param ? "mqtt_5" : "mqtt_3_1_1"; });

TEST_P(guarded, names_a_wrong_password) {
    broker server({.username = "weir", .password = "right"});
    mqtt_settings settings = settings_for(server.port());
    settings.v5 = GetParam();
    settings.username = "weir";
    settings.password = "wrong";
    linked tested;
    const link_status how = tested.connect(settings);
    // Mosquitto answers with "not authorised", as most brokers do.
    EXPECT_TRUE(how.error == link_errc::bad_credentials || how.error == link_errc::not_authorised)
        << how.message();
    EXPECT_EQ(how.message().find("wrong"), std::string::npos);
    settings.password = "right";
    EXPECT_TRUE(tested.connect(settings));
}

TEST(paho_link, honours_the_brokers_receive_maximum) {
    broker server({.extra = "max_inflight_messages 5\n"});
    linked tested(settings_for(server.port()));
    std::uint32_t taken = 0;
    server.suspend();  // no acknowledgement comes
    while (tested.link.send(outgoing("t", "x", 1), taken) == mqtt_link::sent::taken) {
        ++taken;
    }
    EXPECT_EQ(taken, 4U);
    EXPECT_TRUE(tested.link.stalled_since());
    server.resume();
    EXPECT_TRUE(tested.until([&] { return tested.told.delivered.size() == 4; }));
    EXPECT_FALSE(tested.link.stalled_since());
}

TEST(paho_link, tells_once_that_the_broker_died_and_connects_again) {
    broker server;
    linked tested(settings_for(server.port()));
    server.kill();
    ASSERT_TRUE(tested.until([&] { return !tested.told.downs.empty(); }));
    EXPECT_EQ(tested.told.downs[0].error, link_errc::lost) << tested.told.downs[0].message();
    EXPECT_EQ(tested.link.send(outgoing("t", "x"), 1), mqtt_link::sent::down);
    EXPECT_FALSE(tested.play(tested.link.publish(outgoing("t", "x"), soon())));
    server.start();
    EXPECT_TRUE(tested.connect(settings_for(server.port())));
    EXPECT_TRUE(tested.play(tested.link.publish(outgoing("t", "x", 1), soon())));
    EXPECT_EQ(tested.told.downs.size(), 1U);
}

TEST(paho_link, sends_nothing_from_an_earlier_connection) {
    broker server;
    linked tested(settings_for(server.port()));
    server.suspend();
    std::uint32_t id = 0;
    while (tested.link.send(outgoing("t", "old", 1), id) == mqtt_link::sent::taken) {
        ++id;
    }
    server.kill();
    ASSERT_TRUE(tested.until([&] { return !tested.told.downs.empty(); }));
    server.start();
    mqtt_client watcher(server.port());
    watcher.subscribe("t");
    ASSERT_TRUE(tested.connect(settings_for(server.port())));
    EXPECT_TRUE(tested.play(tested.link.publish(outgoing("t", "new", 1), soon())));
    ASSERT_TRUE(watcher.wait_for("t", "new"));
    EXPECT_EQ(watcher.count(), 1U);
}

TEST(paho_link, deadlines_hold_when_the_broker_hangs) {
    broker server;
    linked tested(settings_for(server.port()));
    server.suspend();
    const auto short_time = [] { return monotonic_clock::now() + 50ms; };
    EXPECT_EQ(tested.play(tested.link.publish(outgoing("t", "x", 1), short_time())).error,
              link_errc::timed_out);
    const std::vector<subscription> wanted{{"a", 0}};
    EXPECT_EQ(tested.play(tested.link.subscribe(wanted, short_time()))[0].error, link_errc::timed_out);
    static_cast<void>(tested.play(tested.link.disconnect(short_time())));
    EXPECT_FALSE(tested.link.connected());
}

TEST(paho_link, a_connect_that_hangs_ends_at_its_deadline_and_no_second_one_overtakes_it) {
    broker server;
    server.suspend();
    linked tested;
    const auto short_time = [] { return monotonic_clock::now() + 50ms; };
    const mqtt_settings settings = settings_for(server.port());
    EXPECT_EQ(tested.connect(settings, short_time()).error, link_errc::timed_out);
    EXPECT_EQ(tested.connect(settings, short_time()).error, link_errc::timed_out);
    server.resume();
    EXPECT_TRUE(tested.connect(settings));
    EXPECT_TRUE(tested.link.connected());
}

TEST(paho_link, what_is_cancelled_says_so) {
    broker server;
    linked tested(settings_for(server.port()));
    server.suspend();
    std::optional<link_status> how;
    const outgoing message("t", "x", 1);
    spawned publishing(tested.loop, keep_result(tested.link.publish(message, soon()), how));
    tested.loop.restart();
    tested.loop.poll();
    publishing.cancel();
    ASSERT_TRUE(tested.until([&] { return publishing.ended(); }));
    EXPECT_EQ(how ? how->error : std::error_code(), link_errc::canceled);
}

// Accepts one connection, says the next line after each packet that comes, and stays.
class scripted_broker {
public:
    explicit scripted_broker(std::vector<std::string> says)
        : says_(std::move(says)), thread_([this] { serve(); }) {}
    ~scripted_broker() {
        over_.set_value();
        thread_.join();
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void serve() {
        auto connection = acceptor_.accept();
        std::array<char, 1024> heard{};
        for (const std::string& line : says_) {
            connection.read_some(boost::asio::buffer(heard));
            boost::asio::write(connection, boost::asio::buffer(line));
        }
        over_.get_future().wait();
    }

    using tcp = boost::asio::ip::tcp;
    std::vector<std::string> says_;
    boost::asio::io_context loop_{1};
    tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::promise<void> over_;
    std::thread thread_;
};

const std::string accepted("\x20\x03\x00\x00\x00", 5);  // CONNACK, MQTT 5
const std::string accepted_3_1_1("\x20\x02\x00\x00", 4);

TEST(paho_link, names_a_session_that_was_taken_over) {
    scripted_broker server({accepted + "\xE0\x01\x8E"});
    linked tested(settings_for(server.port()));
    ASSERT_TRUE(tested.until([&] { return !tested.told.downs.empty(); }));
    EXPECT_EQ(tested.told.downs[0].error, link_errc::identifier_taken) << tested.told.downs[0].message();
    EXPECT_FALSE(tested.link.connected());
}

TEST(paho_link, names_what_a_connack_refuses) {
    struct row {
        char code;
        link_errc meaning;
    };
    for (const row& one : {row{'\x86', link_errc::bad_credentials}, row{'\x88', link_errc::refused_for_now},
                           row{'\x84', link_errc::protocol}, row{'\x8A', link_errc::not_authorised}}) {
        scripted_broker server({std::string("\x20\x03\x00", 3) + one.code + std::string(1, '\0')});
        linked tested;
        const link_status how = tested.connect(settings_for(server.port()));
        EXPECT_EQ(how.error, one.meaning) << how.message();
    }
}

TEST(paho_link, tells_which_filter_was_refused) {
    scripted_broker server(
        {accepted, std::string("\x90\x04\x00\x01\x00\x87", 6), std::string("\x90\x04\x00\x02\x00\x01", 6)});
    linked tested(settings_for(server.port()));
    const auto refused = tested.subscribe({{"shut", 1}});
    EXPECT_EQ(refused.at(0).error, link_errc::not_authorised) << refused.at(0).message();
    const auto granted = tested.subscribe({{"open", 1}});
    EXPECT_TRUE(granted.at(0)) << granted.at(0).message();
    EXPECT_TRUE(tested.link.connected());
}

TEST(paho_link, tells_which_filter_was_refused_in_3_1_1) {
    scripted_broker server({accepted_3_1_1, std::string("\x90\x03\x00\x01\x80", 5)});
    mqtt_settings settings = settings_for(server.port());
    settings.v5 = false;
    linked tested(settings);
    EXPECT_FALSE(tested.subscribe({{"shut", 1}}).at(0));
}

TEST(paho_link, hands_on_a_negative_acknowledgement) {
    scripted_broker server({accepted, std::string("\x40\x04\x00\x01\x87\x00", 6)});
    linked tested(settings_for(server.port()));
    EXPECT_EQ(tested.link.send(outgoing("t", "x", 1), 7), mqtt_link::sent::taken);
    ASSERT_TRUE(tested.until([&] { return !tested.told.delivered.empty(); }));
    EXPECT_EQ(tested.told.delivered[0], 7U);
    ASSERT_EQ(tested.told.refused.size(), 1U);
    EXPECT_EQ(tested.told.refused[0].error, link_errc::not_authorised);
}

TEST(paho_link, the_broker_publishes_the_will_of_one_that_was_killed) {
    broker server;
    mqtt_client watcher(server.port());
    watcher.subscribe("status");
    linked tested(settings_for(server.port()));
    mqtt_client thief(server.port(), {.id = "weir-test"});
    EXPECT_TRUE(watcher.wait_for("status", "offline"));
}

TEST(paho_link, refuses_what_is_too_large_for_the_broker) {
    broker server({.extra = "max_packet_size 300\n"});
    linked tested(settings_for(server.port()));
    EXPECT_EQ(tested.link.send(outgoing("t", std::string(300, 'x'), 1), 1), mqtt_link::sent::refused);
    EXPECT_EQ(tested.link.send(outgoing("t", std::string(200, 'x'), 1), 2), mqtt_link::sent::taken);
    EXPECT_TRUE(tested.until([&] { return tested.told.delivered.size() == 1; }));
    EXPECT_TRUE(tested.link.connected());
}

TEST(paho_link, bounds_what_it_takes_of_properties) {
    broker server;
    mqtt_client other(server.port());
    linked tested(settings_for(server.port()));
    EXPECT_TRUE(tested.subscribe({{"t", 1}}).at(0));
    publish_properties large{.response_topic = std::string(1025, 'r'), .correlation = std::string(1025, 'c')};
    large.user.emplace_back(std::string(257, 'n'), "long name");
    large.user.emplace_back("long value", std::string(257, 'v'));
    for (int i = 0; i < 20; ++i) {
        large.user.emplace_back(std::to_string(i), std::string(256, 'v'));
    }
    other.publish("t", "large", large);
    const std::string most(1024, 'c');
    other.publish("t", "most", publish_properties{.correlation = most});
    other.publish("t", "none");
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 3; }));
    const auto& all = tested.told.messages;
    ASSERT_TRUE(all[0].properties && all[1].properties);
    EXPECT_EQ(all[0].properties->response_topic, "");
    EXPECT_EQ(all[0].properties->correlation, "");
    ASSERT_EQ(all[0].properties->user.size(), 16U);
    EXPECT_EQ(all[0].properties->user.front().first, "0");
    EXPECT_EQ(all[1].properties->correlation, most);
    EXPECT_FALSE(all[2].properties);
}

TEST(paho_link, counts_properties_to_the_size_of_a_packet) {
    broker server({.extra = "max_packet_size 300\n"});
    linked tested(settings_for(server.port()));
    auto properties = std::make_shared<message_properties>();
    properties->user.emplace_back("name", std::string(250, 'x'));
    outgoing message("t", "x", 1);
    message.properties = properties;
    EXPECT_EQ(tested.link.send(message, 1), mqtt_link::sent::refused);
    EXPECT_EQ(tested.play(tested.link.publish(message, soon())).error, link_errc::protocol);
    EXPECT_TRUE(tested.link.connected());
}

TEST(paho_link, refuses_what_cannot_be_sent_and_goes_on) {
    broker server;
    linked tested(settings_for(server.port()));
    EXPECT_EQ(tested.link.send(outgoing("bad\xff", "x", 1), 1), mqtt_link::sent::refused);
    EXPECT_TRUE(tested.play(tested.link.publish(outgoing("good", "x", 1), soon())));
}

TEST(paho_link, lets_go_of_paho_by_the_deadline) {
    broker server;
    linked tested(settings_for(server.port()));
    EXPECT_TRUE(tested.link.close(soon()));
    EXPECT_FALSE(tested.link.connected());
}

}  // namespace
}  // namespace weir::test
