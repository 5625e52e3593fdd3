#include "config/broker_url.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(broker_url, has_a_scheme_a_host_and_perhaps_a_port) {
    struct row {
        const char* url;
        bool tls;
        const char* host;
        int port;
    };
    const row table[] = {
        {"mqtt://localhost", false, "localhost", 1883},
        {"mqtts://broker.lan", true, "broker.lan", 8883},
        {"mqtt://192.168.0.1:1884", false, "192.168.0.1", 1884},
        {"mqtts://[fe80::1%eth0]", true, "fe80::1%eth0", 8883},
        {"mqtt://[::1]:65535", false, "::1", 65535},
    };
    for (const row& each : table) {
        bad_url bad;
        const auto url = parse_broker_url(each.url, bad);
        ASSERT_TRUE(url) << each.url << ": " << bad.why;
        EXPECT_EQ(url->tls, each.tls) << each.url;
        EXPECT_EQ(url->host, each.host);
        EXPECT_EQ(url->port, each.port);
    }
}

TEST(broker_url, says_what_is_wrong_without_repeating_it) {
    const std::pair<const char*, const char*> table[] = {
        {"localhost", "not a broker's url"},
        {"tcp://localhost", "not a broker's url"},
        {"MQTT://localhost", "not a broker's url"},
        {"mqtt://me:hunter2@broker", "a user in the url"},
        {"mqtt://broker/", "a path in the url"},
        {"mqtt://broker:1883/topic", "a path in the url"},
        {"mqtt://", "not a valid host"},
        {"mqtt://:1883", "not a valid host"},
        {"mqtt://bro ker", "not a valid host"},
        {"mqtt://[::1", "not a valid host"},
        {"mqtt://[broker]", "not a valid host"},
        {"mqtt://broker:", "not a valid port"},
        {"mqtt://broker:0", "not a valid port"},
        {"mqtt://broker:65536", "not a valid port"},
        {"mqtt://broker:18x83", "not a valid port"},
        {"mqtt://fe80::1", "not a valid port"},
        {"mqtt://[::1]1883", "not a valid port"},
    };
    for (const auto& [url, why] : table) {
        bad_url bad;
        EXPECT_FALSE(parse_broker_url(url, bad)) << url;
        EXPECT_EQ(bad.why, why) << url;
        EXPECT_EQ((bad.why + bad.hint).find("hunter2"), std::string::npos);
    }
}

TEST(broker_url, is_written_as_it_is_read) {
    for (const char* url : {"mqtt://localhost:1883", "mqtts://broker.lan:8884", "mqtts://[fe80::1%eth0]:1"}) {
        bad_url bad;
        const auto read = parse_broker_url(url, bad);
        ASSERT_TRUE(read) << url;
        EXPECT_EQ(to_text(*read), url);
    }
}

}  // namespace
}  // namespace weir
