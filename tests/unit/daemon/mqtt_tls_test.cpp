#include <gtest/gtest.h>

#include "daemon/mqtt/paho_link.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

class tls : public testing::Test {
protected:
    link_status connect_to(const authority::issued& identity, const std::string& trusted) {
        broker server({.tls = identity});
        mqtt_settings settings;
        settings.tls = true;
        settings.host = "localhost";
        settings.port = server.port();
        settings.keepalive = 30s;
        settings.tls_files.ca = trusted;
        boost::asio::io_context loop(1);
        paho_link link(loop.get_executor());
        std::optional<link_status> how;
        const link_options options(settings, "weir-test", outgoing("status", "offline", 1, true));
        spawned connecting(loop, keep_result(link.connect(options, monotonic_clock::now() + 30s), how));
        EXPECT_TRUE(run_until(
            loop, [&] { return connecting.ended(); }, 60s));
        return how.value_or(link_status(link_errc::canceled, "no result"));
    }

    authority trusted;
};

TEST_F(tls, connects_to_the_host_that_the_certificate_names) {
    const link_status how = connect_to(trusted.issue("localhost"), trusted.certificate());
    EXPECT_TRUE(how) << how.message();
}

TEST_F(tls, refuses_a_certificate_for_another_host) {
    const link_status how = connect_to(trusted.issue("elsewhere.lan"), trusted.certificate());
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
    EXPECT_NE(how.message().find("another host"), std::string::npos) << how.message();
}

TEST_F(tls, refuses_a_certificate_of_another_authority) {
    authority other;
    const link_status how = connect_to(other.issue("localhost"), trusted.certificate());
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
    EXPECT_NE(how.message().find("unknown CA"), std::string::npos) << how.message();
}

TEST_F(tls, refuses_an_expired_certificate) {
    const link_status how = connect_to(trusted.issue("localhost", -1), trusted.certificate());
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
    EXPECT_NE(how.message().find("expired"), std::string::npos) << how.message();
}

TEST_F(tls, refuses_an_authority_that_is_not_configured) {
    const link_status how = connect_to(trusted.issue("localhost"), "");
    EXPECT_EQ(how.error, link_errc::untrusted) << how.message();
}

TEST_F(tls, names_an_authority_file_that_is_not_there) {
    const link_status how = connect_to(trusted.issue("localhost"), "/nowhere/ca.pem");
    EXPECT_FALSE(how);
    EXPECT_NE(how.message().find("/nowhere/ca.pem"), std::string::npos) << how.message();
}

}  // namespace
}  // namespace weir::test
