#include "tests/unit/daemon/doctor/patient.hpp"

namespace weir::doctor {

extern const check configuration_check;
extern const check clock_check;
extern const check broker_check;

namespace test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(doctor, says_what_is_wrong_with_the_configuration) {
    expect_findings(
        configuration_check,
        {
            {"nothing", [](patient&) {}, state::ok, "/etc/weir/weir.yaml is right", ""},
            {"an unknown key", [](patient& h) { h.rest = "sourcs: {}\n"; }, state::problem,
             "/etc/weir/weir.yaml:5:1: error: unknown key 'sourcs'", "weir check -c /etc/weir/weir.yaml"},
            {"a file that we may not read",
             [](patient& h) {
                 h.rest = "sourcs: {}\n";
                 h.who = h.users["pi"];
                 h.rights_at[patient::config] = {0, 999, 0640};
             },
             state::problem, "error", "sudo weir doctor -c /etc/weir/weir.yaml"},
            {"a folder that we may not enter",
             [](patient& h) {
                 h.rest = "sourcs: {}\n";
                 h.who = h.users["pi"];
                 h.rights_at["/etc/weir"] = {0, 999, 0750};
             },
             state::problem, "error", "sudo weir doctor -c /etc/weir/weir.yaml"},
            {"a credential of the service",
             [](patient& h) {
                 h.mqtt = "url: mqtt://broker.lan, username: a, password: !secret mqtt_password";
                 h.file("/etc/systemd/system/weir.service.d/password.conf",
                        "[Service]\nLoadCredential=mqtt_password:/etc/weir/credentials/mqtt_password\n");
             },
             state::problem, "there is no secret",
             "sudo env CREDENTIALS_DIRECTORY=/etc/weir/credentials weir doctor -c /etc/weir/weir.yaml"},
            {"a secret that nobody has",
             [](patient& h) { h.mqtt = "url: mqtt://broker.lan, username: a, password: !secret nobodys"; },
             state::problem, "there is no secret", "sudoedit /etc/weir/weir.yaml"},
            {"a port that nothing uses", [](patient& h) { h.port_keys = "{ gps: { path: /dev/ttyUSB0 } }"; },
             state::warning, "warning", "sudoedit /etc/weir/weir.yaml"},
        });
}

TEST(doctor, judges_the_clock_as_the_daemon_does) {
    expect_findings(clock_check, {
                                     {"set", [](patient&) {}, state::ok, "the clock is set: 2027-01-15", ""},
                                     {"not set", [](patient& h) { h.time = {}; }, state::warning,
                                      "1970-01-01", "sudo timedatectl set-ntp true"},
                                     {"trusted",
                                      [](patient& h) {
                                          h.time.synced = false;
                                          h.rest += "clock: trust\n";
                                      },
                                      state::ok, "clock: trust", ""},
                                     {"not set, and the configuration is broken",
                                      [](patient& h) {
                                          h.time.synced = false;
                                          h.rest = "clock: trust\nsourcs: {}\n";
                                      },
                                      state::warning, "not set", "set-ntp"},
                                 });
}

// What comes of the connection to the broker, and a part of the remedy.
struct refusal {
    link_errc code;
    const char* detail;
    const char* remedy;
};

TEST(doctor, has_a_remedy_for_each_way_to_miss_the_broker) {
    const std::vector<refusal> table{
        {link_errc::refused_for_now, "Connection refused", "sudo systemctl enable --now mosquitto"},
        {link_errc::refused_for_now, "Name or service not known", "getent hosts broker.lan"},
        {link_errc::refused_for_now, "Temporary failure in name resolution", "getent hosts broker.lan"},
        {link_errc::refused_for_now, "No route to host", "nc -vz broker.lan 1883"},
        {link_errc::timed_out, "", "ping -c 3 broker.lan"},
        {link_errc::bad_credentials, "code 134, Bad user name or password",
         "mqtt.username and mqtt.password"},
        {link_errc::not_authorised, "code 135, Not authorized", "mqtt.username and mqtt.password"},
        {link_errc::untrusted, "the broker's certificate is not accepted: certificate has expired",
         "needs a new certificate"},
        {link_errc::untrusted, "the broker's certificate is not accepted: certificate is not yet valid",
         "sudo timedatectl set-ntp true"},
        {link_errc::untrusted, "the broker's certificate is for another host",
         "mqtt.url must have a name that the certificate has"},
        {link_errc::untrusted, "unable to get local issuer certificate", "mqtt.tls.ca must be the file"},
        {link_errc::untrusted, "self-signed certificate in certificate chain",
         "mqtt.tls.ca must be the file"},
        {link_errc::untrusted, "cannot read the authorities in /etc/ca.pem", "files that weir may read"},
        {link_errc::untrusted, "tlsv13 alert certificate required", "mqtt.tls.cert and mqtt.tls.key"},
        {link_errc::untrusted, "wrong version number", "does the broker speak TLS on that port?"},
        {link_errc::lost, "the broker ends it", "does the broker speak TLS on that port?"},
        {link_errc::protocol, "code 132, Unsupported Protocol Version", "mqtt.protocol: 3.1.1"},
        {link_errc::identifier_taken, "", "ping -c 3 broker.lan"},
    };
    std::vector<row> rows{
        {"it answers", [](patient&) {}, state::ok, "the broker answers (mqtt://broker.lan:1883, 3 ms)", ""},
        {"a broken configuration", [](patient& h) { h.rest = "sourcs: {}\n"; }, state::skipped,
         "the configuration", ""},
        {"interrupted", [](patient& h) { h.answer.how = link_status(link_errc::canceled, ""); },
         state::skipped, "interrupted", ""},
    };
    for (const refusal& each : table) {
        const link_status how(each.code, each.detail);
        rows.push_back({each.detail, [how](patient& h) { h.answer.how = how; }, state::problem,
                        "mqtt://broker.lan:1883: " + how.message(), each.remedy});
    }
    expect_findings(broker_check, rows);
}

TEST(doctor, does_not_blame_the_certificate_when_the_clock_is_wrong) {
    const link_status expired(link_errc::untrusted, "certificate has expired");
    expect_findings(broker_check, {{"expired",
                                    [&](patient& h) {
                                        h.answer.how = expired;
                                        h.time.synced = false;
                                    },
                                    state::problem, "expired", "Set the clock first"}});
}

TEST(doctor, writes_an_address_of_ipv6_as_urls_do) {
    patient host;
    host.mqtt = "url: \"mqtts://[fd00::5]\"";
    host.answer.how = link_status(link_errc::untrusted, "certificate has expired");
    const finding found = look_at(host, broker_check).front();
    EXPECT_THAT(found.text, HasSubstr("mqtts://[fd00::5]:8883: "));
    EXPECT_THAT(found.remedy.back(), HasSubstr("-connect '[fd00::5]:8883' -servername fd00::5 "));
}

TEST(doctor, does_not_show_the_password) {
    patient host;
    host.mqtt = "url: mqtt://broker.lan, username: green house, password: right-one";
    host.answer.how = link_status(link_errc::bad_credentials, "");
    const auto found = look_at(host, broker_check);
    std::string remedy;
    for (const std::string& line : found.front().remedy)
        remedy += line + '\n';
    EXPECT_THAT(remedy, HasSubstr("sudo mosquitto_passwd /etc/mosquitto/passwd 'green house'"));
    EXPECT_THAT(remedy + found.front().text, Not(HasSubstr("right-one")));
}

TEST(doctor, does_not_show_a_user_name_that_is_a_secret) {
    patient host;
    host.mqtt = "url: mqtt://broker.lan, username: right-one, password: right-one";
    host.answer.how = link_status(link_errc::bad_credentials, "");
    std::string remedy;
    const auto found = look_at(host, broker_check);
    for (const std::string& line : found.front().remedy)
        remedy += line + '\n';
    EXPECT_THAT(remedy, HasSubstr("sudo mosquitto_passwd /etc/mosquitto/passwd USERNAME\n"));
    EXPECT_THAT(remedy, Not(HasSubstr("right-one")));
}

TEST(doctor, has_no_check_without_a_name_and_a_finding) {
    const patient host;
    std::set<std::string> names;
    for (const check* each : checks()) {
        EXPECT_TRUE(names.insert(each->name).second) << each->name;
        EXPECT_FALSE(look_at(host, *each).empty()) << each->name;
    }
}

}  // namespace
}  // namespace test
}  // namespace weir::doctor
