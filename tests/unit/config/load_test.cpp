#include "config/load.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/catalogues.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using test::temp_folder;
using testing::StartsWith;

constexpr std::string_view smallest = "version: 1\nnode: {id: pi}\nmqtt: {url: \"mqtt://broker\"}\n";

settings load(const std::string& text) {
    load_result loaded = parse_config(text, "weir.yaml", all_catalogues());
    EXPECT_EQ(loaded.errors, "");
    return loaded.settings.value_or(settings{});
}

settings load_more(const std::string& more) {
    return load(std::string(smallest) + more);
}

TEST(load, the_smallest_file_has_defaults_for_all_else) {
    const settings all = load(std::string(smallest));
    EXPECT_EQ(all.file, "weir.yaml");
    EXPECT_EQ(all.node.id, "pi");
    EXPECT_EQ(all.node.name, "pi");
    EXPECT_FALSE(all.mqtt.tls);
    EXPECT_EQ(all.mqtt.host, "broker");
    EXPECT_EQ(all.mqtt.port, 1883);
    EXPECT_EQ(all.mqtt.prefix, "weir");
    EXPECT_TRUE(all.mqtt.v5);
    EXPECT_EQ(all.mqtt.keepalive, 30s);
    EXPECT_EQ(all.mqtt.probe, 900ms);
    EXPECT_EQ(all.mqtt.client, mqtt_client_library::paho);
    EXPECT_EQ(all.mqtt.stats_every, 60s);
    EXPECT_EQ(all.clock, clock_trust::automatic);
    EXPECT_EQ(all.outbox_limit, 10'000U);
    EXPECT_EQ(all.log_level, "info");
    EXPECT_TRUE(all.ports.empty());
    EXPECT_TRUE(all.sources.empty());
}

TEST(load, everything_else_as_written) {
    const settings all = load(
        "version: 1\n"
        "node: {id: pi, name: Greenhouse Pi}\n"
        "clock: trust\n"
        "mqtt: {url: 'mqtts://[::1]:8884', username: me, password: 1234, prefix: site/a, protocol: 3.1.1,\n"
        "       client: mosquitto, keepalive: 1min, probe: off, stats: 500ms}\n"
        "limits: {outbox: 10}\n"
        "log: {level: debug}\n");
    EXPECT_EQ(all.node.name, "Greenhouse Pi");
    EXPECT_EQ(all.clock, clock_trust::trust);
    EXPECT_TRUE(all.mqtt.tls);
    EXPECT_EQ(all.mqtt.host, "::1");
    EXPECT_EQ(all.mqtt.port, 8884);
    EXPECT_EQ(all.mqtt.username, "me");
    EXPECT_EQ(all.mqtt.password, "1234");
    EXPECT_EQ(all.mqtt.prefix, "site/a");
    EXPECT_FALSE(all.mqtt.v5);
    EXPECT_EQ(all.mqtt.client, mqtt_client_library::mosquitto);
    EXPECT_EQ(all.mqtt.keepalive, 60s);
    EXPECT_EQ(all.mqtt.probe, 0s);
    EXPECT_EQ(all.mqtt.stats_every, 500ms);
    EXPECT_EQ(all.outbox_limit, 10U);
    EXPECT_EQ(all.log_level, "debug");
}

TEST(load, every_kind_of_device) {
    const settings all = load_more(
        "ports:\n"
        "  a: {path: /dev/a}\n"
        "  b: {usb: '0403:6010:FT1', interface: 1, usb_path: 1-1.2, baud: 19200}\n"
        "  c: {usb: '0403:6010', interface: 0}\n"
        "  d: {tcp: 'ser2net.lan:4001', connect_timeout: 2s}\n"
        "  e: {tcp: '[::1]:4001', reopen: true}\n"
        "  f: {simulate: gps}\n"
        "  g: {simulate: gps, frame: {max: 128B}}\n"
        "  h: {replay: /r/../one.wrec}\n"
        "  i: {replay: /one.wrec, speed: max}\n"
        "sources: {e: {port: e, decode: text, stale_after: 5s}}\n");
    ASSERT_EQ(all.ports.size(), 9U);
    std::string devices;
    for (const port_settings& each : all.ports)
        devices += device_text(each.device) + "\n";
    EXPECT_EQ(devices,
              "/dev/a\n"
              "usb 0403:6010:FT1, interface 1, usb_path 1-1.2\n"
              "usb 0403:6010, interface 0\n"
              "tcp ser2net.lan:4001\n"
              "tcp [::1]:4001\n"
              "simulated gps\n"
              "simulated gps\n"
              "replay /one.wrec\n"
              "replay /one.wrec\n");
    EXPECT_TRUE(std::get<replay_device>(all.ports[7].device).paced);
    EXPECT_FALSE(std::get<replay_device>(all.ports[8].device).paced);
    EXPECT_EQ(std::get<replay_device>(parse_config("version: 1\nnode: {id: pi}\nmqtt: {url: mqtt://h}\n"
                                                   "ports: {a: {replay: data/../one.wrec}}\n",
                                                   "/etc/weir/weir.yaml", all_catalogues())
                                          .settings.value()
                                          .ports[0]
                                          .device)
                  .file,
              "/etc/weir/one.wrec")
        << "beside the configuration";
    EXPECT_EQ(all.ports[1].line.baud, 19200U);
    EXPECT_EQ(std::get<tcp_device>(all.ports[3].device).connect_timeout, 2s);
    EXPECT_EQ(std::get<tcp_device>(all.ports[4].device).connect_timeout, 5s);
    EXPECT_FALSE(all.ports[3].reopen);
    EXPECT_TRUE(all.ports[4].reopen);
}

TEST(load, ports) {
    const settings all = load_more(
        "ports:\n"
        "  plain: {path: /dev/a}\n"
        "  odd: {path: /dev/b, baud: 250000, data_bits: 7, parity: even, stop_bits: 2, flow_control: "
        "rtscts,\n"
        "        frame: {line: {max: 64B}}}\n"
        "  short: {path: /dev/c, flow_control: xonxoff, frame: {delimiter: \"\\r\", max: 1KiB}}\n");
    ASSERT_EQ(all.ports.size(), 3U);
    const port_settings& plain = all.ports[0];
    EXPECT_EQ(plain.name, "plain");
    EXPECT_EQ(device_text(plain.device), "/dev/a");
    EXPECT_EQ(plain.line.baud, 9600U);
    EXPECT_EQ(plain.line.data_bits, 8);
    EXPECT_EQ(plain.line.parity, parity::none);
    EXPECT_EQ(plain.line.stop_bits, stop_bits::one);
    EXPECT_EQ(plain.line.flow, flow_control::none);
    EXPECT_EQ(plain.frame.kind->name, "line");
    EXPECT_EQ(plain.frame.argument["max"].integer(), 4096);

    const port_settings& odd = all.ports[1];
    EXPECT_EQ(odd.line.baud, 250000U);
    EXPECT_EQ(odd.line.data_bits, 7);
    EXPECT_EQ(odd.line.parity, parity::even);
    EXPECT_EQ(odd.line.stop_bits, stop_bits::two);
    EXPECT_EQ(odd.line.flow, flow_control::hardware);
    EXPECT_EQ(odd.frame.argument["max"].integer(), 64);

    const port_settings& brief = all.ports[2];
    EXPECT_EQ(brief.line.flow, flow_control::software);
    EXPECT_EQ(brief.frame.kind->name, "line");
    EXPECT_EQ(brief.frame.argument["delimiter"].text(), "\r");
    EXPECT_EQ(brief.frame.argument["max"].integer(), 1024);
}

TEST(load, sources) {
    const settings all = load_more(
        "ports: {a: {path: /dev/a}, b: {path: /dev/b}}\n"
        "sources:\n"
        "  climate:\n"
        "    port: b\n"
        "    decode: {csv: {columns: [t, {name: state, type: text}]}}\n"
        "    fields:\n"
        "      temperature: {from: t, unit: °C, class: temperature}\n"
        "      state:\n"
        "    process: [{range: [0, 5], drop: true}, {scale: 2}]\n"
        "    stale_after: 5s\n"
        "  outdoor: {topic: $share/g/zigbee/+, qos: 1, decode: json}\n");
    ASSERT_EQ(all.sources.size(), 2U);
    const source_settings& climate = all.sources[0];
    EXPECT_EQ(climate.name, "climate");
    EXPECT_EQ(climate.where.line, 6U);
    EXPECT_EQ(climate.port, 1U);
    EXPECT_EQ(climate.decode.kind->name, "csv");
    EXPECT_EQ(climate.decode.argument["columns"].items().size(), 2U);
    ASSERT_EQ(climate.fields.size(), 2U);
    EXPECT_EQ(climate.fields[0].name, "temperature");
    EXPECT_EQ(climate.fields[0].from, "t");
    EXPECT_EQ(climate.fields[0].unit, "°C");
    EXPECT_EQ(climate.fields[0].device_class, "temperature");
    EXPECT_EQ(climate.fields[1].from, "state");
    ASSERT_EQ(climate.process.size(), 2U);
    EXPECT_EQ(climate.process[0].kind->name, "range");
    EXPECT_TRUE(climate.process[0].options["drop"].boolean());
    EXPECT_EQ(climate.process[1].argument.number(), 2);
    EXPECT_EQ(climate.stale_after, 5s);

    const source_settings& outdoor = all.sources[1];
    EXPECT_FALSE(outdoor.port);
    EXPECT_EQ(outdoor.topic, "$share/g/zigbee/+");
    EXPECT_EQ(outdoor.topic_qos, 1);
    EXPECT_EQ(outdoor.decode.kind->name, "json");
    EXPECT_EQ(outdoor.stale_after, 0s);
}

TEST(load, outputs_say_what_top_level_publish_and_the_defaults_do_not) {
    const settings all = load_more(
        "publish: {qos: 1, retain: true}\n"
        "sources:\n"
        "  plain: {topic: a, decode: json}\n"
        "  values: {topic: b, decode: json, publish: {format: value}}\n"
        "  many:\n"
        "    topic: c\n"
        "    decode: json\n"
        "    publish:\n"
        "      - {topic: 'site/{node}/{source}/{x y}', qos: 2}\n"
        "      - {topic: '{prefix}/{source}/{field}/now', format: value, retain: false}\n");
    ASSERT_EQ(all.sources.size(), 3U);
    const publish_settings& plain = all.sources[0].publish.at(0);
    EXPECT_EQ(plain.topic, "weir/pi/plain/state");
    EXPECT_EQ(plain.format.kind->name, "json");
    EXPECT_EQ(plain.qos, 1);
    EXPECT_TRUE(plain.retain);
    EXPECT_EQ(all.sources[1].publish.at(0).topic, "weir/pi/values/state/{field}");
    const publish_settings& first = all.sources[2].publish.at(0);
    EXPECT_EQ(first.topic, "site/pi/many/{x y}");
    EXPECT_EQ(first.qos, 2);
    const publish_settings& second = all.sources[2].publish.at(1);
    EXPECT_EQ(second.topic, "weir/many/{field}/now");
    EXPECT_EQ(second.qos, 1);
    EXPECT_FALSE(second.retain);
}

TEST(load, a_byte_order_mark_and_crlf_are_no_matter) {
    EXPECT_EQ(load("\xEF\xBB\xBFversion: 1\r\nnode: {id: pi}\r\nmqtt: {url: 'mqtt://x'}\r\n").node.id, "pi");
}

TEST(load, certificates_are_found_beside_the_file) {
    const temp_folder folder;
    folder.write("ca.pem", "x");
    const std::string path = folder.write(
        "weir.yaml", "version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtts://x', tls: {ca: ca.pem}}\n");
    const load_result loaded = load_config(path, all_catalogues());
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    EXPECT_EQ(loaded.settings->mqtt.tls_files.ca, folder / "ca.pem");
}

TEST(load, two_names_of_one_device_are_an_error) {
    const temp_folder folder;
    const std::string one = folder.write("device", "");
    const std::string other = folder / "link";
    std::filesystem::create_symlink(one, other);
    const load_result loaded =
        parse_config(std::string(smallest) + "ports:\n  a: {path: " + one + "}\n  b: {path: " + other + "}\n",
                     "f", all_catalogues());
    EXPECT_THAT(loaded.errors, StartsWith("f:6:13: error: port 'a' is the same device in ports.b.path\n"));
}

TEST(load, a_file_that_cannot_be_read_is_an_error) {
    const temp_folder folder;
    const std::string missing = folder / "missing.yaml";
    const load_result nothing = load_config(missing, all_catalogues());
    EXPECT_FALSE(nothing.settings);
    EXPECT_EQ(nothing.errors, missing + ": error: cannot read: No such file or directory\n");
    const std::string path = folder.path().string();
    EXPECT_EQ(load_config(path, all_catalogues()).errors, path + ": error: cannot read: Is a directory\n");
}

TEST(load, a_file_that_is_no_map_is_an_error) {
    const auto errors = [](std::string_view text) {
        return parse_config(text, "f", all_catalogues()).errors;
    };
    EXPECT_EQ(errors(""),
              "f:1:1: error: the file is empty\n      | it needs at least version, node.id and mqtt.url\n");
    EXPECT_THAT(errors("# nothing\n"), StartsWith("f:1:1: error: the file is empty\n"));
    EXPECT_THAT(errors("---\n~\n"), StartsWith("f:1:1: error: the file is empty\n"));
    EXPECT_THAT(errors("- a\n"),
                StartsWith("f:1:1: error: expected a map of keys such as 'version: 1', got a list\n"));
    EXPECT_THAT(errors("hello\n"),
                StartsWith("f:1:1: error: expected a map of keys such as 'version: 1', got text\n"));
    EXPECT_THAT(errors(std::string(2'000'000, ' ')),
                StartsWith("f:1:1: error: the file is larger than 1 MiB\n"));
}

}  // namespace
}  // namespace weir
