#include "tests/bench/load/mini_mqtt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/wait_until.hpp"

namespace weir::bench {
namespace {

using namespace std::string_view_literals;

TEST(MiniMqtt, CutsPacketsOffAStream) {
    std::string_view rest = "\x30\x02hi\xD0\x00\x30\x05"sv;
    std::string_view body;
    std::uint8_t type = 0;
    ASSERT_TRUE(take_packet(rest, type, body));
    EXPECT_EQ(body, "hi");
    ASSERT_TRUE(take_packet(rest, type, body));
    EXPECT_EQ(type, 0xD0);
    EXPECT_EQ(body, "");
    EXPECT_FALSE(take_packet(rest, type, body));
    EXPECT_EQ(rest, "\x30\x05"sv);
}

TEST(MiniMqtt, FindsTheCorrelationDataAmongOtherProperties) {
    const auto body =
        "\x00\x01t\x13\x02\x00\x00\x00\x09\x26\x00\x01n\x00\x01v\x09\x00\x02id\x01\x01payload"sv;
    const mqtt_message message = parse_publish(body);
    EXPECT_EQ(message.topic, "t");
    EXPECT_EQ(message.correlation, "id");
    EXPECT_EQ(message.payload, "payload");
}

TEST(MiniMqtt, MakesNothingOfPropertiesThatAreCutOff) {
    EXPECT_EQ(parse_publish("\x00\x01t\x04\x09\x00\x09i"sv).correlation, "");
    EXPECT_EQ(parse_publish("\x00\x01t\x7F"sv).payload, "");
    EXPECT_EQ(parse_publish("\x00\x09t"sv).topic, "");
}

TEST(MiniMqtt, SpeaksWithABroker) {
    const test::broker broker;
    mini_mqtt mqtt(broker.port(), "mini");
    mqtt.subscribe("bench/+/reply");
    mqtt.set_nonblocking();
    const std::string large(300, 'x');
    mqtt.queue({"bench/0/reply", large, "correlation", "bench/0/answers"});
    mqtt.queue({"bench/1/reply", "small"});

    std::vector<std::string> arrived;
    const auto take = [&](const mqtt_message& message) {
        arrived.push_back(std::string(message.topic) + "|" + std::string(message.correlation) + "|" +
                          std::string(message.payload));
    };
    EXPECT_TRUE(test::wait_until([&] { return mqtt.flush() && mqtt.receive(take) && arrived.size() == 2; }));
    EXPECT_THAT(arrived, testing::ElementsAre("bench/0/reply|correlation|" + large, "bench/1/reply||small"));
}

}  // namespace
}  // namespace weir::bench
