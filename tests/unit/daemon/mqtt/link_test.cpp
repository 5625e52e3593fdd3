#include <gtest/gtest.h>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {

INSTANTIATE_TEST_SUITE_P(links, each_link, each_client, name_of_client);
INSTANTIATE_TEST_SUITE_P(links, each_version, each_kind, name_of_kind);

namespace {

TEST_P(each_version, connects_and_says_goodbye_without_a_will) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    linked tested(GetParam().client, settings());
    EXPECT_TRUE(tested.link->connected());
    EXPECT_TRUE(tested.play(tested.link->disconnect(soon())));
    EXPECT_FALSE(tested.link->connected());
    watcher.publish("end", "x");
    EXPECT_TRUE(watcher.wait_for("end", "x"));
    EXPECT_EQ(watcher.count(), 1U);
    EXPECT_TRUE(tested.told.downs.empty());
}

TEST_P(each_version, publishes_at_each_qos) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    linked tested(GetParam().client, settings());
    for (std::uint8_t qos = 0; qos <= 2; ++qos) {
        const outgoing message("q/" + std::to_string(qos), qos == 0 ? "" : "{}", qos, false);
        EXPECT_TRUE(tested.play(tested.link->publish(message, soon())));
    }
    ASSERT_TRUE(watcher.wait_for_count(3));
    const auto all = watcher.messages();
    EXPECT_EQ(all[0].payload, "");
    EXPECT_EQ(all[1].payload, "{}");
    EXPECT_EQ(all[1].qos, 1);
    EXPECT_EQ(all[2].qos, 2);
    EXPECT_EQ(all[1].content_type, GetParam().v5 ? "application/json" : "");
    EXPECT_EQ(all[1].utf8_payload, GetParam().v5 ? std::optional(1) : std::nullopt);
    const outgoing lines("q/lines", "{}\n", 0, false, content::ndjson);
    EXPECT_TRUE(tested.play(tested.link->publish(lines, soon())));
    ASSERT_TRUE(watcher.wait_for_count(4));
    EXPECT_EQ(watcher.messages()[3].content_type, GetParam().v5 ? "application/x-ndjson" : "");
}

TEST_P(each_version, receives_what_it_subscribed_to_and_its_own_too) {
    mqtt_client other(server.port());
    other.publish("a/kept", "1", 1, true);
    linked tested(GetParam().client, settings());
    for (const link_status& how : tested.subscribe({{"a/#", 1}, {"b", 0}})) {
        EXPECT_TRUE(how) << how.message();
    }
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 1; }));
    EXPECT_TRUE(tested.told.messages[0].retained);
    other.publish("b", "2");
    EXPECT_TRUE(tested.play(tested.link->publish(outgoing("a/own", "3", 1), soon())));
    ASSERT_TRUE(tested.until([&] { return tested.told.messages.size() == 3; }));
    EXPECT_EQ(tested.link->count().received, 3U);
    EXPECT_EQ(tested.told.messages[0].topic, "a/kept");
}

TEST_P(each_version, needs_no_will) {
    mqtt_client watcher(server.port());
    watcher.subscribe("#");
    linked tested(GetParam().client);
    const link_options options(settings(), "weir-test", std::nullopt);
    ASSERT_TRUE(tested.play(tested.link->connect(options, soon())));
    mqtt_client thief(server.port(), {.id = "weir-test"});
    watcher.publish("end", "x");
    EXPECT_TRUE(watcher.wait_for("end", "x"));
    EXPECT_EQ(watcher.count(), 1U);
}

}  // namespace
}  // namespace weir::test
