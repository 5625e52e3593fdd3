#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/broker.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/support/weir_daemon.hpp"

namespace weir::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string configuration(const std::string& mqtt) {
    return "version: 1\nnode: { id: bench }\nmqtt: { " + mqtt +
           " }\nsources: { outdoor: { topic: zigbee/outdoor, decode: json } }\n";
}

std::string tls_configuration(const broker& to, const authority& trusted) {
    return configuration("url: mqtts://localhost:" + std::to_string(to.port()) +
                         ", tls: { ca: " + trusted.certificate() + " }");
}

broker::options showing(const authority::issued& certificate) {
    broker::options how;
    how.tls = certificate;
    return how;
}

broker::options asking_for_a_password() {
    broker::options how;
    how.username = "greenhouse";
    how.password = "right-one";
    return how;
}

void expect_refusal(weir_daemon& weir, const broker& by, const std::string& word) {
    EXPECT_TRUE(wait_until([&] { return weir.log().find(word) != std::string::npos; })) << weir.log();
    EXPECT_EQ(weir.stop(), 0) << "it tried on until it was told to stop";
    EXPECT_THAT(weir.log(), Not(HasSubstr("connected to")));
    EXPECT_THAT(by.log(), Not(HasSubstr("weir-bench")));
}

TEST(tls, is_spoken_with_a_broker_that_has_the_right_certificate) {
    authority ours;
    const broker there(showing(ours.issue("localhost")));
    weir_daemon weir(tls_configuration(there, ours));

    mqtt_client::options how;
    how.ca = ours.certificate();
    mqtt_client watcher(there.port(), how);
    watcher.subscribe("weir/#");
    EXPECT_TRUE(watcher.wait_for("weir/bench/status", "online")) << weir.log();
    EXPECT_EQ(weir.stop(), 0);
}

TEST(tls, ends_at_a_certificate_for_another_name) {
    authority ours;
    const broker there(showing(ours.issue("broker.example")));
    weir_daemon weir(tls_configuration(there, ours));
    expect_refusal(weir, there, "certificate");
}

TEST(tls, ends_at_a_certificate_of_another_authority) {
    authority ours;
    authority theirs;
    const broker there(showing(theirs.issue("localhost")));
    weir_daemon weir(tls_configuration(there, ours));
    expect_refusal(weir, there, "certificate");
}

TEST(tls, ends_at_a_certificate_that_has_expired) {
    authority ours;
    const broker there(showing(ours.issue("localhost", -1)));
    weir_daemon weir(tls_configuration(there, ours));
    expect_refusal(weir, there, "certificate");
}

std::string password_configuration(const broker& to, const std::string& password) {
    return configuration("url: \"mqtt://127.0.0.1:" + std::to_string(to.port()) +
                         "\", username: greenhouse, password: " + password);
}

TEST(password, opens_the_broker) {
    const broker there(asking_for_a_password());
    weir_daemon weir(password_configuration(there, "right-one"));
    EXPECT_TRUE(wait_until([&] { return weir.log().find("connected to") != std::string::npos; }))
        << weir.log();
    EXPECT_EQ(weir.stop(), 0);
    EXPECT_THAT(weir.log(), Not(HasSubstr("right-one"))) << "it is never shown";
}

TEST(password, keeps_weir_out_when_it_is_wrong) {
    const broker there(asking_for_a_password());
    weir_daemon weir(password_configuration(there, "wrong-one"));
    EXPECT_TRUE(wait_until([&] { return weir.log().find("CONNACK") != std::string::npos; })) << weir.log();
    EXPECT_EQ(weir.stop(), 0);
    EXPECT_THAT(weir.log(), Not(HasSubstr("connected to")));
    EXPECT_THAT(weir.log(), Not(HasSubstr("wrong-one"))) << "it is never shown";
}

}  // namespace
}  // namespace weir::test
