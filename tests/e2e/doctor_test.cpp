#include <boost/json.hpp>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "tests/support/broker.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/weir_daemon.hpp"

namespace weir::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What the doctor says of a configuration.
class examination {
public:
    explicit examination(const std::string& configuration)
        : path_(folder_.write("weir.yaml", configuration)),
          ended_(run_weir({"doctor", "--json", "-c", path_})),
          list_(boost::json::parse(ended_.out)) {}

    const finished& ended() const { return ended_; }
    // Of the first finding: "problem".
    std::string state_of(const std::string& check) const { return text_of(check, "state"); }
    std::string text_of(const std::string& check) const { return text_of(check, "text"); }
    std::string remedy_of(const std::string& check) const {
        std::string lines;
        for (const auto& line : first_of(check).at("remedy").as_array())
            lines += std::string(line.as_string()) + "\n";
        return lines;
    }

private:
    std::string text_of(const std::string& check, const char* key) const {
        return std::string(first_of(check).at(key).as_string());
    }
    const boost::json::object& first_of(const std::string& check) const {
        for (const auto& each : list_.as_array()) {
            if (each.at("check").as_string() == check) return each.as_object();
        }
        throw std::runtime_error("no finding of " + check + " in " + ended_.out);
    }

    temp_folder folder_;
    std::string path_;
    finished ended_;
    boost::json::value list_;
};

std::string configuration(const std::string& mqtt, const std::string& rest = "") {
    return "version: 1\nclock: trust\nnode: { id: bench }\nmqtt: { " + mqtt + " }\n" +
           (rest.empty() ? "sources: { outdoor: { topic: zigbee/outdoor, decode: json } }\n" : rest);
}

std::string url(const std::string& host, std::uint16_t port, const std::string& scheme = "mqtt") {
    return "url: \"" + scheme + "://" + host + ":" + std::to_string(port) + "\"";
}

std::string with_port(const broker& to, const std::string& device) {
    return configuration(
        url("127.0.0.1", to.port()),
        "ports: { gps: { path: " + device + " } }\nsources: { s: { port: gps, decode: text } }\n");
}

void expect_problem(const examination& by, const char* check, const char* text, const char* remedy) {
    EXPECT_EQ(by.ended().status, 1);
    EXPECT_EQ(by.state_of(check), "problem");
    EXPECT_THAT(by.text_of(check), HasSubstr(text));
    EXPECT_THAT(by.remedy_of(check), HasSubstr(remedy));
}

bool weir_is_installed() {
    for (const char* folder : {"/etc", "/lib", "/usr/local/lib"}) {
        if (std::filesystem::exists(std::string(folder) + "/systemd/system/weir.service")) return true;
    }
    return false;
}

TEST(doctor, finds_nothing_where_all_is_well) {
    const broker there;
    const examination by(configuration(url("127.0.0.1", there.port())));
    for (const char* check : {"configuration", "clock", "broker"})
        EXPECT_EQ(by.state_of(check), "ok") << by.text_of(check);
    EXPECT_THAT(by.text_of("broker"), HasSubstr("mqtt://127.0.0.1:" + std::to_string(there.port())));
    EXPECT_EQ(by.ended().err, "");
    if (weir_is_installed()) GTEST_SKIP() << "the unit here may be that of another weir";
    EXPECT_EQ(by.ended().status, 0) << by.ended().out;
}

TEST(doctor, speaks_to_people) {
    const broker there;
    const temp_folder folder;
    const std::string file = folder.write("weir.yaml", configuration(url("127.0.0.1", there.port())));
    const finished ended = run_weir({"doctor", "-c", file});
    EXPECT_THAT(ended.out, HasSubstr("ok  broker        the broker answers (mqtt://127.0.0.1:"));
    EXPECT_THAT(ended.out, HasSubstr(" problem"));
}

TEST(doctor, goes_on_after_a_broken_configuration) {
    const examination by(configuration(url("127.0.0.1", 1), "sourcs: {}\n"));
    expect_problem(by, "configuration", "unknown key 'sourcs'", "weir check -c ");
    EXPECT_EQ(by.state_of("broker"), "skipped");
    EXPECT_THAT(by.state_of("clock"), AnyOf("ok", "warning"));
}

TEST(doctor, says_that_there_is_no_configuration) {
    const temp_folder folder;
    const finished ended = run_weir({"doctor", "-c", folder / "absent.yaml"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.out, HasSubstr("!!  configuration "));
    EXPECT_THAT(ended.out, HasSubstr("absent.yaml"));
}

TEST(doctor, leaves_the_running_daemon_alone) {
    const broker there;
    const std::string text = configuration(url("127.0.0.1", there.port()));
    weir_daemon weir(text);
    mqtt_client watcher(there.port());
    watcher.subscribe("weir/bench/status");
    ASSERT_TRUE(watcher.wait_for("weir/bench/status", "online")) << weir.log();

    const examination by(text);
    EXPECT_EQ(by.state_of("broker"), "ok") << by.text_of("broker");
    EXPECT_THAT(there.log(), HasSubstr("as weir-doctor-"));
    EXPECT_EQ(weir.stop(), 0);
    EXPECT_THAT(weir.log(), Not(HasSubstr("another client")));
    EXPECT_TRUE(watcher.wait_for("weir/bench/status", "offline"));
    std::size_t changes = 0;
    for (const auto& each : watcher.messages())
        changes += each.topic == "weir/bench/status" ? 1 : 0;
    EXPECT_EQ(changes, 2u) << "online, and offline at the end";
}

TEST(doctor, finds_a_wrong_password) {
    broker::options how;
    how.username = "greenhouse";
    how.password = "right-one";
    const broker there(how);
    const std::string mqtt = url("127.0.0.1", there.port()) + ", username: greenhouse, password: ";
    const examination wrong(configuration(mqtt + "wrong-one"));
    expect_problem(wrong, "broker", "user name or password", "mosquitto_passwd");
    EXPECT_THAT(wrong.ended().out, Not(HasSubstr("wrong-one"))) << "it is never shown";
    EXPECT_EQ(examination(configuration(mqtt + "right-one")).state_of("broker"), "ok");
}

TEST(doctor, finds_that_nobody_listens) {
    const examination by(configuration(url("127.0.0.1", free_port())));
    expect_problem(by, "broker", "Connection refused", "sudo systemctl enable --now mosquitto");
}

TEST(doctor, finds_that_the_broker_s_name_means_nothing) {
    const examination by(configuration(url("broker.invalid", 1883)));
    expect_problem(by, "broker", "mqtt://broker.invalid:1883", "broker.invalid");
}

TEST(doctor, gives_a_broker_that_does_not_answer_some_seconds) {
    broker there;
    there.suspend();
    const examination by(configuration(url("127.0.0.1", there.port())));
    expect_problem(by, "broker", "does not answer", "ping -c 3 127.0.0.1");
    there.resume();
}

struct tls_case {
    std::string name;
    std::string certified;  // the name in the broker's certificate
    int days;
    bool of_another;  // authority
    const char* text;
    const char* remedy;
};

TEST(doctor, tells_what_is_wrong_with_tls) {
    const std::vector<tls_case> table{
        {"another name", "broker.example", 1, false, "another host", "mqtt.url must have a name"},
        {"expired", "localhost", -1, false, "expired", "subjectAltName"},
        {"another authority", "localhost", 1, true, "unable to get local issuer certificate", "mqtt.tls.ca"},
    };
    authority ours;
    authority theirs;
    for (const tls_case& each : table) {
        SCOPED_TRACE(each.name);
        broker::options how;
        how.tls = (each.of_another ? theirs : ours).issue(each.certified, each.days);
        const broker there(how);
        const examination by(configuration(url("localhost", there.port(), "mqtts") +
                                           ", tls: { ca: " + ours.certificate() + " }"));
        expect_problem(by, "broker", each.text, each.remedy);
    }
}

TEST(doctor, accepts_the_right_certificate) {
    authority ours;
    broker::options how;
    how.tls = ours.issue("localhost");
    const broker there(how);
    const examination by(
        configuration(url("localhost", there.port(), "mqtts") + ", tls: { ca: " + ours.certificate() + " }"));
    EXPECT_EQ(by.state_of("broker"), "ok") << by.text_of("broker");
}

TEST(doctor, finds_that_the_broker_speaks_no_tls) {
    authority ours;
    const broker there;
    const examination by(
        configuration(url("localhost", there.port(), "mqtts") + ", tls: { ca: " + ours.certificate() + " }"));
    expect_problem(by, "broker", "no TLS connection", "does the broker speak TLS on that port?");
}

TEST(doctor, names_the_process_that_holds_a_port) {
    const broker there;
    const pty line;  // which this process holds
    const examination by(with_port(there, line.path()));
    expect_problem(by, "holder", ("process " + std::to_string(getpid())).c_str(), "sudo kill ");
    EXPECT_EQ(by.state_of("device"), "ok");
    EXPECT_EQ(by.state_of("access"), "ok") << by.text_of("access");
}

TEST(doctor, finds_that_a_port_is_missing) {
    const broker there;
    const examination by(with_port(there, "/dev/weir-absent"));
    expect_problem(by, "device", "port gps: /dev/weir-absent is not there", "# plug it in");
    EXPECT_EQ(by.state_of("holder"), "skipped");
}

}  // namespace
}  // namespace weir::test
