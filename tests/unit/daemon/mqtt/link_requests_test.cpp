#include <gtest/gtest.h>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

subscription for_requests(std::string filter) {
    subscription made(std::move(filter), 1, 7);
    made.requests = true;
    return made;
}

TEST_P(each_version, sees_that_a_request_is_retained) {
    mqtt_client other(server.port());
    other.publish("cmd/pump", "kept", 1, true);
    linked tested(GetParam().client, settings());
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+")}).at(0));
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 1; }));
    EXPECT_TRUE(tested.told.messages[0].retained);
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+")}).at(0));
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 2; })) << "not at each subscribe";
    EXPECT_TRUE(tested.told.messages[1].retained);
    other.publish("cmd/pump", "live", 1, true);
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 3; }));
    EXPECT_EQ(tested.told.messages[2].payload, "live");
    EXPECT_EQ(tested.told.messages[2].retained, GetParam().v5);
}

TEST_P(each_version, hears_its_own_requests_only_in_3_1_1) {
    linked tested(GetParam().client, settings());
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+"), {"end", 1}}).at(0));
    EXPECT_TRUE(tested.play(tested.link->publish(outgoing("cmd/pump", "own", 1), soon())));
    EXPECT_TRUE(tested.play(tested.link->publish(outgoing("end", "", 1), soon())));
    ASSERT_TRUE(tested.until(
        [&] { return !tested.told.messages.empty() && tested.told.messages.back().topic == "end"; }));
    EXPECT_EQ(tested.told.messages.size(), GetParam().v5 ? 1U : 2U);
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
    linked tested(GetParam().client, settings());
    EXPECT_TRUE(tested.subscribe({for_requests("cmd/+")}).at(0));
    const message_properties sent = of_a_request();
    other.publish("cmd/pump", "{}", {sent.response_topic, sent.correlation, sent.expiry, sent.user});
    ASSERT_TRUE(tested.until([&] { return !tested.told.messages.empty(); }));
    const auto& got = tested.told.messages[0].properties;
    ASSERT_EQ(got != nullptr, GetParam().v5);
    if (!got) return;
    EXPECT_EQ(got->response_topic, sent.response_topic);
    EXPECT_EQ(got->correlation, sent.correlation);
    EXPECT_EQ(got->expiry, sent.expiry);
    EXPECT_EQ(got->user, sent.user);
}

TEST_P(each_version, sends_the_properties_of_an_answer) {
    mqtt_client other(server.port());
    other.subscribe("app/answers");
    linked tested(GetParam().client, settings());
    message_properties properties = of_a_request();
    properties.response_topic = "again";
    properties.user = {{"state", "succeeded"}, {"code", "OK"}};
    outgoing answer("app/answers", "{}", 1);
    answer.properties = std::make_shared<const message_properties>(properties);
    EXPECT_EQ(tested.link->send(answer, 1), mqtt_link::sent::taken);
    EXPECT_TRUE(tested.play(tested.link->publish(answer, soon())));
    ASSERT_TRUE(other.wait_for_count(2));
    for (const received& got : other.messages()) {
        EXPECT_EQ(got.correlation, GetParam().v5 ? properties.correlation : "");
        EXPECT_EQ(got.response_topic, GetParam().v5 ? "again" : "");
        EXPECT_EQ(got.expiry.has_value(), GetParam().v5);
        EXPECT_EQ(got.content_type, GetParam().v5 ? "application/json" : "");
        const std::map<std::string, std::string> said{{"state", "succeeded"}, {"code", "OK"}};
        EXPECT_EQ(got.user, GetParam().v5 ? said : decltype(said)());
    }
}

TEST_P(each_link, bounds_what_it_takes_of_properties) {
    broker server;
    mqtt_client other(server.port());
    linked tested(GetParam(), settings_for(server.port()));
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

TEST_P(each_link, counts_properties_to_the_size_of_a_packet) {
    broker server({.extra = "max_packet_size 300\n"});
    linked tested(GetParam(), settings_for(server.port()));
    auto properties = std::make_shared<message_properties>();
    properties->user.emplace_back("name", std::string(250, 'x'));
    outgoing message("t", "x", 1);
    message.properties = properties;
    EXPECT_EQ(tested.link->send(message, 1), mqtt_link::sent::refused);
    EXPECT_EQ(tested.play(tested.link->publish(message, soon())).error, link_errc::protocol);
    EXPECT_TRUE(tested.link->connected());
}

}  // namespace
}  // namespace weir::test
