#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// Broken files, each with what is said of it.
namespace weir {
namespace {

using testing::ElementsAreArray;
using lines = std::vector<std::string>;

// "LINE:COL: error: message" of each error in a report about `name`.
lines headlines(const std::string& report, const std::string& name) {
    lines found;
    std::istringstream in(report);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name + ":")) found.push_back(line.substr(name.size() + 1));
    }
    return found;
}

struct broken {
    std::string text;
    lines errors;
};

void expect_all(const std::vector<broken>& table) {
    for (const broken& each : table) {
        const load_result loaded = parse_config(each.text, "f", all_catalogues());
        EXPECT_FALSE(loaded.settings) << each.text;
        EXPECT_THAT(headlines(loaded.errors, "f"), ElementsAreArray(each.errors)) << each.text;
    }
}

std::string mqtt(const std::string& rest) {
    return "version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtt://x', " + rest + "}\n";
}

// The text begins at line 4.
std::string more(const std::string& rest) {
    return mqtt("prefix: weir") + rest;
}
std::string source(const std::string& keys) {
    return more("sources:\n  a: {" + keys + "}\n");
}
std::string output(const std::string& keys) {
    return source("topic: t, decode: json, publish: {" + keys + "}");
}

TEST(broken, node_and_version) {
    expect_all({
        {"{}",
         {"1:1: error: missing key 'version'", "1:1: error: missing key 'node'",
          "1:1: error: missing key 'mqtt'"}},
        {"version: 2\nnode: {id: pi}\nmqtt: {url: 'mqtt://x'}\n", {"1:10: error: version 2 is not known"}},
        {"version: 1\nnode:\nmqtt:\n",
         {"2:1: error: missing key 'id' in node", "3:1: error: missing key 'url' in mqtt"}},
        {"version: 1\nnode: {id: a/b}\nmqtt: {url: 'mqtt://x'}\n",
         {"2:12: error: 'a/b' is no id in node.id"}},
        {"version: 1\nnode: pi\nmqtt: {url: 'mqtt://x'}\n", {"2:7: error: expected a map, got 'pi' in node"}},
    });
}

TEST(broken, mqtt) {
    expect_all({
        {mqtt("prefix: /a"), {"3:33: error: '/a' cannot be the prefix in mqtt.prefix"}},
        {mqtt("prefix: a/"), {"3:33: error: 'a/' cannot be the prefix in mqtt.prefix"}},
        {mqtt("prefix: a/+"), {"3:33: error: 'a/+' cannot be the prefix in mqtt.prefix"}},
        {mqtt("probe: 5ms"), {"3:32: error: expected 100ms to 1h, got 5ms in mqtt.probe"}},
        {mqtt("probe: never"),
         {"3:32: error: expected a duration such as 500ms or off, got 'never' in mqtt.probe"}},
        {mqtt("prefix: $SYS"), {"3:33: error: '$SYS' cannot be the prefix in mqtt.prefix"}},
        {mqtt("protocol: 4"), {"3:35: error: expected 5 or 3.1.1, got '4' in mqtt.protocol"}},
        {mqtt("keepalive: 5500ms"), {"3:36: error: expected whole seconds in mqtt.keepalive"}},
        {mqtt("keepalive: 4s"), {"3:36: error: expected 5s to 18h, got 4s in mqtt.keepalive"}},
        {mqtt("stats: 2d"), {"3:32: error: expected 100ms to 1d, got 2d in mqtt.stats"}},
        {mqtt("protocol: 3.1.1, password: x"),
         {"3:52: error: MQTT 3.1.1 has no password without a username in mqtt.password"}},
        {mqtt("tls: {}"), {"3:30: error: tls needs an mqtts:// url in mqtt.tls"}},
        {"version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtts://x', tls: {ca: /nowhere/ca.pem}}\n",
         {"3:36: error: cannot read /nowhere/ca.pem in mqtt.tls.ca"}},
        {"version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtts://x', tls: {ca: /}}\n",
         {"3:36: error: cannot read / in mqtt.tls.ca"}},
        {"version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtts://x', tls: {key: /dev/null}}\n",
         {"3:37: error: cert and key belong together in mqtt.tls"}},
        {mqtt("usrname: x"), {"3:25: error: unknown key 'usrname' in mqtt"}},
    });
}

TEST(broken, ports) {
    expect_all({
        {more("ports: []\n"), {"4:8: error: expected a map, got a list in ports"}},
        {more("ports:\n  a:\n"),
         {"5:3: error: missing key 'path', 'usb', 'tcp', 'simulate' or 'replay' in ports.a"}},
        {more("ports:\n  a: {path: /a}\n  b: {path: /a}\n"),
         {"6:13: error: port 'a' is the same device in ports.b.path"}},
        {more("ports:\n  1a: {path: /a}\n"), {"5:3: error: bad name '1a' in ports"}},
        {more("ports:\n  a: {path: /a, frame: cbos}\n"),
         {"5:24: error: unknown framer 'cbos' in ports.a.frame"}},
        {more("ports:\n  a: {path: /a, frame: {max: 1}}\n"),
         {"5:30: error: expected 16B to 64KiB, got 1 in ports.a.frame.line.max"}},
        {more("ports:\n  a: {path: /a, frame: {delimter: x}}\n"),
         {"5:25: error: unknown key 'delimter' in ports.a.frame.line"}},
        {more("ports:\n  a: {path: /a, frame: {lin: {max: 1}}}\n"),
         {"5:25: error: unknown framer 'lin' in ports.a.frame"}},
        {more("ports:\n  a: {path: /a, frame: {}}\n"),
         {"5:24: error: expected a framer, got an empty map in ports.a.frame"}},
    });
}

TEST(broken, devices_of_ports) {
    const auto port = [](const std::string& keys) { return more("ports:\n  a: {" + keys + "}\n"); };
    expect_all({
        {port("path: /a, usb: '0403:6001'"), {"5:22: error: both 'path' and 'usb' in ports.a"}},
        {port("simulate: gps, tcp: 'h:1', usb: '0403:6001'"),
         {"5:27: error: both 'usb' and 'tcp' in ports.a"}},
        {port("baud: 9600"),
         {"5:3: error: missing key 'path', 'usb', 'tcp', 'simulate' or 'replay' in ports.a"}},
        {port("path:"), {"5:7: error: expected text, got nothing in ports.a.path"}},
        {port("usb: '403:6001'"), {"5:12: error: not a USB device's identity in ports.a.usb"}},
        {port("usb: '0403'"), {"5:12: error: not a USB device's identity in ports.a.usb"}},
        {port("usb: '0403:6001', interface: 256"),
         {"5:36: error: expected 0 to 255, got 256 in ports.a.interface"}},
        {port("usb: '0403:6001', usb_path: /dev"),
         {"5:35: error: not a USB device's path in ports.a.usb_path"}},
        {port("path: /a, interface: 1"), {"5:28: error: 'interface' without 'usb' in ports.a"}},
        {port("path: /a, usb_path: 1-1"), {"5:27: error: 'usb_path' without 'usb' in ports.a"}},
        {port("path: /a, connect_timeout: 1s"), {"5:34: error: 'connect_timeout' without 'tcp' in ports.a"}},
        {port("tcp: host"), {"5:12: error: not host:port in ports.a.tcp"}},
        {port("tcp: 'host:0'"), {"5:12: error: not host:port in ports.a.tcp"}},
        {port("tcp: 'host:1', baud: 9600"), {"5:28: error: 'baud' beside 'tcp' in ports.a"}},
        {port("tcp: 'host:1', connect_timeout: 2min"),
         {"5:39: error: expected 100ms to 1min, got 2min in ports.a.connect_timeout"}},
        {port("simulate: gps, parity: even"), {"5:30: error: 'parity' beside 'simulate' in ports.a"}},
        {port("replay: /r, parity: even"), {"5:27: error: 'parity' beside 'replay' in ports.a"}},
        {port("replay: /r, speed: 2"), {"5:26: error: expected 1 or max, got '2' in ports.a.speed"}},
        {port("replay: /r, path: /a"), {"5:15: error: both 'path' and 'replay' in ports.a"}},
        {port("path: /a, speed: max"), {"5:24: error: 'speed' without 'replay' in ports.a"}},
        {port("simulate: gpss"), {"5:17: error: unknown device 'gpss' in ports.a.simulate"}},
        {port("path: /a, reopen: true"),
         {"5:25: error: 'reopen' without a source that has 'stale_after' in ports.a"}},
        {port("path: /a, reopen: true") + "sources: {s: {port: a, decode: text}}\n",
         {"5:25: error: 'reopen' without a source that has 'stale_after' in ports.a"}},
        {more("ports:\n  a: {tcp: 'h:1'}\n  b: {tcp: 'h:1'}\n"),
         {"6:12: error: port 'a' is the same device in ports.b.tcp"}},
        {more("ports:\n  a: {usb: '0403:ABCD'}\n  b: {usb: '0403:abcd'}\n"),
         {"6:12: error: port 'a' is the same device in ports.b.usb"}},
    });
}

TEST(broken, sources) {
    expect_all({
        {source("decode: json"), {"5:3: error: missing key 'port', 'topic' or 'join' in sources.a"}},
        {more("ports: {p: {path: /p}}\nsources:\n  a: {port: p, topic: t, decode: json}\n"),
         {"6:23: error: both 'port' and 'topic' in sources.a"}},
        {more("ports: {p: {path: /p}}\nsources:\n  a: {port: p, qos: 1, decode: json}\n"),
         {"6:21: error: 'qos' without 'topic' in sources.a"}},
        {more("ports: {p: {path: /p}}\nsources:\n  a: {port: p, decode: json}\n  b: {port: p, decode: "
              "json}\n"),
         {"7:13: error: port 'p' is read by source 'a' already in sources.b.port"}},
        {source("port: p, decode: json"), {"5:13: error: unknown port 'p' in sources.a.port"}},
        {source("topic: t"), {"5:3: error: missing key 'decode' in sources.a"}},
        {source("topic: a/#/b, decode: json"), {"5:14: error: not a valid topic filter in sources.a.topic"}},
        {source("topic: t, decode: {csv: {columns: []}}"),
         {"5:41: error: expected 1 to 256 entries, got 0 in sources.a.decode.csv.columns"}},
        {source("topic: t, decode: json, stale_after: 50ms"),
         {"5:44: error: expected at least 100ms, got 50ms in sources.a.stale_after"}},
        {source("topic: t, decode: json, process: round"),
         {"5:40: error: expected a list, got 'round' in sources.a.process"}},
        {source("topic: t, decode: json, process: [{round: 99}]"),
         {"5:49: error: expected 0 to 12 decimals, got 99 in sources.a.process[1].round"}},
        {source("topic: t, decode: json, fields: {ts: {unit: s}}"),
         {"5:40: error: 'ts' is a sample's own in sources.a.fields"}},
        {source("topic: t, decode: json, fields: {x: {from: z}, y: {from: z}}"),
         {"5:64: error: the decoder's field 'z' is 'x' already in sources.a.fields"}},
        {more("sources:\n  status: {topic: t, decode: json}\n"),
         {"5:3: error: the name 'status' is reserved in sources"}},
        {more("sources:\n  a b: {topic: t, decode: json}\n"), {"5:3: error: bad name 'a b' in sources"}},
    });
}

TEST(broken, outputs) {
    expect_all({
        {output("topic: '{nod}'"), {"5:48: error: unknown name '{nod}' in sources.a.publish.topic"}},
        {output("topic: 'x/{field}'"), {"5:48: error: {field} is not known here in sources.a.publish.topic"}},
        {output("topic: x, format: value"),
         {"5:48: error: the topic lacks {field} in sources.a.publish.topic"}},
        {output("topic: 'x/+'"), {"5:48: error: not a valid topic in sources.a.publish.topic"}},
        {output("topic: \"x/\\0\""), {"5:48: error: not a valid topic in sources.a.publish.topic"}},
        {output("topic: $SYS/x"), {"5:48: error: not a valid topic in sources.a.publish.topic"}},
        {output("topic: weir/pi/status"),
         {"5:48: error: 'weir/pi/status' meets weir's own topic 'weir/pi/status' in "
          "sources.a.publish.topic"}},
        {output("topic: '{prefix}/{node}/port/x'"),
         {"5:48: error: 'weir/pi/port/x' meets weir's own topic 'weir/pi/port/#' in "
          "sources.a.publish.topic"}},
        {output("topic: 'weir/pi/port/{field}', format: value"),
         {"5:48: error: 'weir/pi/port/+' meets weir's own topic 'weir/pi/port/#' in "
          "sources.a.publish.topic"}},
        {output("qos: 3"), {"5:46: error: expected 0 to 2, got 3 in sources.a.publish.qos"}},
        {output("retain: yes"),
         {"5:49: error: expected true or false, got 'yes' in sources.a.publish.retain"}},
        {output("format: vlaue"), {"5:49: error: unknown format 'vlaue' in sources.a.publish.format"}},
        {source("topic: t, decode: json, publish: [{qos: 1}, {qos: 2}]"),
         {"5:51: error: two outputs have the topic 'weir/pi/a/state' in sources.a.publish[2]"}},
        {more("publish: {topic: x}\nsources: {a: {topic: t, decode: json}, b: {topic: u, decode: json}}\n"),
         {"4:18: error: two outputs have the topic 'x' in publish.topic"}},
        {more("publish: {topic: '{sorce}'}\nsources: {a: {topic: t, decode: json}, b: {topic: u, decode: "
              "json}}\n"),
         {"4:18: error: unknown name '{sorce}' in publish.topic"}},
    });
}

TEST(broken, loops) {
    expect_all({
        {source("topic: weir/pi/a/state, decode: json"),
         {"5:14: error: a loop: 'weir/pi/a/state' takes what weir itself publishes in sources.a.topic"}},
        {source("topic: $share/g/#, decode: json"),
         {"5:14: error: a loop: '$share/g/#' takes what weir itself publishes in sources.a.topic"}},
        {source("topic: +/pi/link, decode: json"),
         {"5:14: error: a loop: '+/pi/link' takes what weir itself publishes in sources.a.topic"}},
        {source("topic: site/t, decode: json, publish: {topic: 'site/{field}', format: value}"),
         {"5:14: error: a loop: 'site/t' takes what weir itself publishes in sources.a.topic"}},
    });
}

// The same folder goes through the daemon itself in tests/e2e.
TEST(broken, files) {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator(WEIR_SOURCE_DIR "/tests/e2e/bad_configs")) {
        const std::string path = each.path().string();
        std::ifstream in(path);
        lines expected;
        constexpr std::string_view mark = "# expect: ";
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with(mark)) expected.push_back(line.substr(mark.size()));
        }
        const load_result loaded = load_config(path, all_catalogues());
        EXPECT_FALSE(loaded.settings) << path;
        EXPECT_FALSE(expected.empty()) << path;
        EXPECT_THAT(headlines(loaded.errors, path), ElementsAreArray(expected)) << path;
        ++count;
    }
    EXPECT_GE(count, 30U);
}

}  // namespace
}  // namespace weir
