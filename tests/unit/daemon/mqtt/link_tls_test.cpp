#include <gtest/gtest.h>

#include "tests/support/broker.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

class tls : public testing::TestWithParam<mqtt_client_library> {
protected:
    link_status connect_to(const authority::issued& identity, const std::string& trusted) {
        broker server({.tls = identity});
        mqtt_settings settings = settings_for(server.port());
        settings.tls = true;
        settings.tls_files.ca = trusted;
        linked tested(GetParam());
        return tested.connect(settings);
    }

    authority trusted;
};
INSTANTIATE_TEST_SUITE_P(links, tls, each_client, name_of_client);

TEST_P(tls, connects_to_the_host_that_the_certificate_names) {
    const link_status how = connect_to(trusted.issue("localhost"), trusted.certificate());
    EXPECT_TRUE(how) << how.message();
}

TEST_P(tls, refuses_a_certificate_for_another_host) {
    const link_status how = connect_to(trusted.issue("elsewhere.lan"), trusted.certificate());
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
    EXPECT_NE(how.message().find("another host"), std::string::npos) << how.message();
}

TEST_P(tls, refuses_a_certificate_of_another_authority) {
    authority other;
    const link_status how = connect_to(other.issue("localhost"), trusted.certificate());
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
    const char* authority_is_unknown =
        GetParam() == mqtt_client_library::paho ? "unknown CA" : "unable to get local issuer certificate";
    EXPECT_NE(how.message().find(authority_is_unknown), std::string::npos) << how.message();
}

TEST_P(tls, refuses_an_expired_certificate) {
    const link_status how = connect_to(trusted.issue("localhost", -1), trusted.certificate());
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
    EXPECT_NE(how.message().find("expired"), std::string::npos) << how.message();
}

TEST_P(tls, refuses_an_authority_that_is_not_configured) {
    const link_status how = connect_to(trusted.issue("localhost"), "");
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
}

TEST_P(tls, names_an_authority_file_that_is_not_there) {
    const link_status how = connect_to(trusted.issue("localhost"), "/nowhere/ca.pem");
    EXPECT_FALSE(how);
    EXPECT_NE(how.message().find("/nowhere/ca.pem"), std::string::npos) << how.message();
}

}  // namespace
}  // namespace weir::test
