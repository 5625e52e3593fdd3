#include "config/fingerprint.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

settings settings_of(const std::string& yaml) {
    load_result result = parse_config(yaml, "test.yaml", all_catalogues());
    if (!result.settings) throw std::runtime_error(result.errors);
    return std::move(*result.settings);
}

settings of_mqtt(const std::string& keys) {
    return settings_of("version: 1\nnode: { id: n }\nmqtt: { url: mqtt://h" + keys + " }\n");
}

settings with(const std::string& rest) {
    return settings_of("version: 1\nnode: { id: n }\nmqtt: { url: mqtt://h }\n" + rest);
}

std::string of_port(const std::string& keys) {
    const settings all = with("ports: { p: { " + keys + " } }\n");
    return fingerprint_of(all.ports.at(0));
}

constexpr const char* two_ports = "ports: { p: { path: /dev/p }, q: { path: /dev/q } }\n";

std::string of_source(const std::string& keys, const std::string& before = "") {
    const settings all = with(before + two_ports + "sources: { s: { " + keys + " } }\n");
    return fingerprint_of(all.sources.at(0), all);
}

std::string of_command(const std::string& keys, const std::string& others = "") {
    const settings all = with(std::string(two_ports) + "commands: { c: { " + keys + " }" + others + " }\n");
    return fingerprint_of(all.commands.at(0), all);
}

template <class Print>
void expect_all_differ(Print print, const std::vector<std::string>& variants) {
    std::set<std::string> seen;
    for (const std::string& each : variants)
        EXPECT_TRUE(seen.insert(print(each)).second) << each;
}

TEST(fingerprint, IgnoresPlacesLayoutAndWhatIsTheDefault) {
    const settings one = with("ports: { p: { path: /dev/p } }\nsources: { s: { port: p, decode: text } }\n");
    const settings other = with(R"(

# a comment
ports:
  p:
    baud: 9600
    path: "/dev/p"
sources:
  s:
    decode: text
    publish: { qos: 0 }
    port: p
)");
    EXPECT_EQ(fingerprint_of(one.ports.at(0)), fingerprint_of(other.ports.at(0)));
    EXPECT_EQ(fingerprint_of(one.sources.at(0), one), fingerprint_of(other.sources.at(0), other));
}

TEST(fingerprint, KnowsAReferenceByItsName) {
    const settings one = with(std::string(two_ports) + "sources: { s: { port: q, decode: text } }\n");
    const settings other =
        with("ports: { q: { path: /dev/q } }\nsources: { s: { port: q, decode: text } }\n");
    EXPECT_NE(one.sources.at(0).port, other.sources.at(0).port);
    EXPECT_EQ(fingerprint_of(one.sources.at(0), one), fingerprint_of(other.sources.at(0), other));
}

TEST(fingerprint, TellsPortsApart) {
    expect_all_differ(
        of_port, {"path: /dev/p", "path: /dev/q", "path: /dev/p, baud: 19200", "path: /dev/p, parity: even",
                  "path: /dev/p, low_latency: true", "path: /dev/p, gap: 5ms", "path: /dev/p, echo: true",
                  "path: /dev/p, frame: { line: { max: 100 } }", "path: /dev/p, frame: { fixed: 4 }",
                  "usb: \"1546:01a7\"", "usb: \"1546:01a7:1\"", "usb: \"1546:01a7\", interface: 1",
                  "tcp: \"h:1\"", "tcp: \"h:12\"", "tcp: \"h:1\", connect_timeout: 9s"});
}

TEST(fingerprint, TellsSourcesApart) {
    expect_all_differ(
        [](const std::string& keys) { return of_source(keys); },
        {"port: p, decode: text", "port: q, decode: text", "topic: p, decode: text",
         "topic: p, decode: text, qos: 1", "port: p, decode: json",
         "port: p, decode: { csv: { columns: [a] } }", "port: p, decode: { csv: { columns: [a, b] } }",
         "port: p, decode: { csv: { columns: [ab] } }", "port: p, decode: text, stale_after: 5s",
         "port: p, decode: text, publish: { qos: 1 }", "port: p, decode: text, publish: { retain: true }",
         "port: p, decode: text, publish: { topic: x }",
         "port: p, decode: text, fields: { value: { unit: V } }",
         "port: p, decode: text, process: [ { throttle: 1s } ]",
         "port: p, decode: text, process: [ { throttle: 2s } ]",
         "port: p, decode: text, poll: { write: x, every: 1s }",
         "port: p, decode: text, poll: { write: y, every: 1s }"});
}

TEST(fingerprint, CountsWhatASourceInherits) {
    EXPECT_NE(of_source("port: p, decode: text"),
              of_source("port: p, decode: text", "publish: { qos: 1 }\n"));
}

TEST(fingerprint, TellsCommandsApart) {
    expect_all_differ([](const std::string& keys) { return of_command(keys); },
                      {"port: p, write: x", "port: q, write: x", "port: p, write: y", "topic: t, write: x",
                       "port: p, write: x, expect: y", "port: p, write: x, expect: y, reject: z",
                       "port: p, write: x, timeout: 1s", "port: p, write: x, retries: 1",
                       "port: p, write: x, priority: emergency", "port: p, write: x, run_on: [start]",
                       "port: p, write: x, run_on: [stop]", "port: p, write: x, rate: 1/s",
                       "port: p, write: x, run_on: [stop], latch: true",
                       "port: p, write: \"x{n}\", params: { n: { type: integer } }",
                       "port: p, write: \"x{n}\", params: { n: { type: integer, max: 5 } }",
                       "port: p, write: x, cancel: { write: y }", "port: p, modbus: { holding: 1, value: 2 }",
                       "port: p, modbus: { holding: 1, value: 3 }"});
}

TEST(fingerprint, KnowsOtherCommandsByTheirNames) {
    const std::string others = ", d: { port: p, write: d }, e: { port: p, write: e }";
    const auto print = [&](const std::string& keys) {
        return of_command("port: p, write: x" + keys, others);
    };
    expect_all_differ(print,
                      {"", ", deadman: { every: 1s, then: d }", ", deadman: { every: 1s, then: e }",
                       ", deadman: { every: 2s, then: e }", ", interlock: [d]", ", interlock: [d, e]"});
}

TEST(fingerprint, TellsBrokersApartButNotWhatTheSessionDoesNotKnow) {
    const auto print = [](const std::string& keys) { return fingerprint_of(of_mqtt(keys).mqtt); };
    expect_all_differ(print, {"", ", username: u", ", username: u, password: p", ", prefix: x",
                              ", protocol: 3.1.1", ", keepalive: 5s", ", probe: 1s", ", client: mosquitto"});
    EXPECT_EQ(print(""), print(", stats: 7s"));
    EXPECT_EQ(print(""), print(", disconnect_grace: 7s"));
}

}  // namespace
}  // namespace weir
