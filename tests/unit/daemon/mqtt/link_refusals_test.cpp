#include <gtest/gtest.h>

#include "tests/support/broker.hpp"
#include "tests/support/scripted_broker.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

TEST_P(each_link, refuses_what_is_too_large_for_the_broker) {
    broker server({.extra = "max_packet_size 300\n"});
    linked tested(GetParam(), settings_for(server.port()));
    EXPECT_EQ(tested.link->send(outgoing("t", std::string(300, 'x'), 1), 1), mqtt_link::sent::refused);
    EXPECT_EQ(tested.link->send(outgoing("t", std::string(200, 'x'), 1), 2), mqtt_link::sent::taken);
    EXPECT_TRUE(tested.until([&] { return tested.told.delivered.size() == 1; }));
    EXPECT_TRUE(tested.link->connected());
}

TEST_P(each_link, refuses_what_cannot_be_sent_and_goes_on) {
    broker server;
    linked tested(GetParam(), settings_for(server.port()));
    EXPECT_EQ(tested.link->send(outgoing("bad\xff", "x", 1), 1), mqtt_link::sent::refused);
    EXPECT_TRUE(tested.play(tested.link->publish(outgoing("good", "x", 1), soon())));
}

TEST_P(each_link, reports_that_nobody_listens) {
    linked tested(GetParam());
    const link_status how = tested.connect(settings_for(free_port()));
    EXPECT_EQ(how.error, link_errc::refused_for_now) << how.message();
    EXPECT_FALSE(tested.link->connected());
}

class guarded : public testing::TestWithParam<kind_of_link> {};
INSTANTIATE_TEST_SUITE_P(links, guarded, each_kind, name_of_kind);

TEST_P(guarded, names_a_wrong_password) {
    broker server({.username = "weir", .password = "right"});
    mqtt_settings settings = settings_for(server.port());
    settings.v5 = GetParam().v5;
    settings.username = "weir";
    settings.password = "wrong";
    linked tested(GetParam().client);
    const link_status how = tested.connect(settings);
    // Mosquitto answers with "not authorised", as most brokers do.
    EXPECT_TRUE(how.error == link_errc::bad_credentials || how.error == link_errc::not_authorised)
        << how.message();
    EXPECT_EQ(how.message().find("wrong"), std::string::npos);
    settings.password = "right";
    EXPECT_TRUE(tested.connect(settings));
}

TEST_P(each_link, names_a_session_that_was_taken_over) {
    scripted_broker server({accepted + "\xE0\x01\x8E"});
    linked tested(GetParam(), settings_for(server.port()));
    ASSERT_TRUE(tested.until([&] { return !tested.told.downs.empty(); }));
    EXPECT_EQ(tested.told.downs[0].error, link_errc::identifier_taken) << tested.told.downs[0].message();
    EXPECT_FALSE(tested.link->connected());
}

TEST_P(each_link, names_what_a_connack_refuses) {
    struct row {
        char code;
        link_errc meaning;
    };
    for (const row& one : {row{'\x86', link_errc::bad_credentials}, row{'\x88', link_errc::refused_for_now},
                           row{'\x84', link_errc::protocol}, row{'\x8A', link_errc::not_authorised}}) {
        scripted_broker server({std::string("\x20\x03\x00", 3) + one.code + std::string(1, '\0')});
        linked tested(GetParam());
        const link_status how = tested.connect(settings_for(server.port()));
        EXPECT_EQ(how.error, one.meaning) << how.message();
    }
}

TEST_P(each_link, tells_which_filter_was_refused) {
    scripted_broker server(
        {accepted, std::string("\x90\x04\x00\x01\x00\x87", 6), std::string("\x90\x04\x00\x02\x00\x01", 6)});
    linked tested(GetParam(), settings_for(server.port()));
    const auto refused = tested.subscribe({{"shut", 1}});
    EXPECT_EQ(refused.at(0).error, link_errc::not_authorised) << refused.at(0).message();
    const auto granted = tested.subscribe({{"open", 1}});
    EXPECT_TRUE(granted.at(0)) << granted.at(0).message();
    EXPECT_TRUE(tested.link->connected());
}

TEST_P(each_link, tells_which_filter_was_refused_in_3_1_1) {
    scripted_broker server({accepted_3_1_1, std::string("\x90\x03\x00\x01\x80", 5)});
    mqtt_settings settings = settings_for(server.port());
    settings.v5 = false;
    linked tested(GetParam(), settings);
    EXPECT_FALSE(tested.subscribe({{"shut", 1}}).at(0));
}

TEST_P(each_link, hands_on_a_negative_acknowledgement) {
    scripted_broker server({accepted, std::string("\x40\x04\x00\x01\x87\x00", 6)});
    linked tested(GetParam(), settings_for(server.port()));
    EXPECT_EQ(tested.link->send(outgoing("t", "x", 1), 7), mqtt_link::sent::taken);
    ASSERT_TRUE(tested.until([&] { return !tested.told.delivered.empty(); }));
    EXPECT_EQ(tested.told.delivered[0], 7U);
    ASSERT_EQ(tested.told.refused.size(), 1U);
    EXPECT_EQ(tested.told.refused[0].error, link_errc::not_authorised);
}

}  // namespace
}  // namespace weir::test
