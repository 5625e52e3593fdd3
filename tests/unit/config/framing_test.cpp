#include "tests/support/framing.hpp"

#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/decoding.hpp"

// What may stand behind `frame` and `quarantine` of a port.
namespace weir::test {
namespace {

using strings = std::vector<std::string>;

load_result load(const std::string& keys, const std::string& rest = "") {
    return parse_config(
        "version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtt://x'}\nports:\n  a: {path: /a, " + keys + "}\n" + rest,
        "/etc/weir/f", all_catalogues());
}

// The frames that the port of this configuration makes of `stream`, or what is wrong with it.
strings frames(const std::string& frame, const std::string& stream) {
    const load_result loaded = load("frame: " + frame);
    if (!loaded.settings) return {loaded.errors};
    problems found;
    const auto by = make_framer(loaded.settings->ports.at(0).frame, found);
    strings all = frames_of(*by, {stream});
    by->elapse(at(60'000));
    drain(*by, all);
    return all;
}

TEST(framing, is_written_in_many_ways) {
    const struct {
        const char* frame;
        std::string stream;
        strings expected;
    } table[] = {
        {"cobs", bytes("\x02x\x00"), {"<x>"}},
        {"{cobs: }", bytes("\x02x\x00"), {"<x>"}},
        {"{cobs: {max: 16B}}", std::string(20, 'x') + '\0', {"too_long"}},
        {"slip", "x\xC0", {"<x>"}},
        {"{fixed: 2}", "abcd", {"<ab>", "<cd>"}},
        {"{fixed: 3, sync: \"\\x02\", gap: 1s}", "\x02xyz", {"<\x02xy>", "out_of_step"}},
        {"{fixed: 3, sync: [0xAA, 0x55]}", "\xAA\x55x", {"<\xAA\x55x>"}},
        {"{length: {offset: 1, size: 2, order: little, adjust: 3, max: 64B}}",
         bytes("a\x01\x00x"),
         {bytes("<a\x01\x00x>")}},
        {"{length: {adjust: 1}, sync: a}", "a", {"incomplete"}},
        {"{idle: 20ms}", "ab", {"<ab>"}},
        {"{idle: 20ms, max: 16B}", std::string(20, 'x'), {"too_long"}},
        {"{start: \"\\x02\", end: \"\\x03\"}", "\x02x\x03", {"<x>"}},
        {"{end: \"\\x03\", start: \"\\x02\", escape: \"\\x10\"}", "\x02x\x10\x03\x03", {"<x\x03>"}},
        {"{start: [0xAA], end: [0xFF], escape: [0xDB], max: 1KiB}", "\xAAx\xDB\xFF\xFF", {"<x\xFF>"}},
        {"{delimiter: \";\"}", "a;", {"<a>"}},
        {"{delimiter: \";\", checksum: xor}", "aa;ab;", {"<a>", "bad_checksum"}},
        {"{max: 16B, checksum: {xor: {text: true}}}", "a61\n", {"<a>"}},
        {"{checksum: xor}", "aa\n", {"<a>"}},
        {"{checksum: xor, line: }", "aa\n", {"<a>"}},
        {"{line: {}, checksum: {xor: {from: 1, text: true, separator: \"*\"}}}", "$a*61\n", {"<$a>"}},
        {"{cobs: {}, checksum: crc8}", bytes("\x01\x01\x00"), {"<>"}},
        {"{fixed: 10, checksum: crc8}", "123456789\xF4", {"<123456789>"}},
        {"{fixed: 11, checksum: {crc16-modbus: {order: big}}}", "123456789\x4B\x37", {"<123456789>"}},
        {"{idle: 20ms, checksum: crc16-x25}", "123456789\x6E\x90", {"<123456789>"}},
    };
    for (const auto& [frame, stream, expected] : table)
        EXPECT_EQ(frames(frame, stream), expected) << frame;
}

TEST(framing, broken) {
    const struct {
        const char* frame;
        const char* error;
    } table[] = {
        {"fixed", "'fixed' needs an argument"},
        {"{fixed: 0}", "expected 1 to 4096 bytes, got 0 in ports.a.frame.fixed"},
        {"{fixed: 12, checksum: crc9}", "unknown checksum 'crc9' in ports.a.frame.checksum"},
        {"{fixed: 12, checksum: crc9}", "did you mean 'crc8'?"},
        {"{fixed: 12, checksum: {xor: {form: 1}}}", "unknown key 'form' in ports.a.frame.checksum.xor"},
        {"{fixed: 12, max: 3B}", "unknown key 'max' in ports.a.frame"},
        {"{fixed: 12, sync: \"\\xAA\"}", "write bytes above 0x7F as a list: [0xAA, 0x55]"},
        {"{fixed: 12, sync: [0x1AA]}", "expected 0 to 255, got 0x1AA in ports.a.frame.sync[1]"},
        {"{fixed: 12, gap: 500}", "in ports.a.frame.gap"},
        {"{fixed: 2, checksum: crc32}", "its frames have no room for the sync and the checksum"},
        {"{length: {size: 3}}", "expected 1, 2 or 4, got '3' in ports.a.frame.length.size"},
        {"{length: {max: 9KiB}}", "expected 16B to 8KiB, got 9KiB in ports.a.frame.length.max"},
        {"{idle: 20}", "in ports.a.frame.idle"},
        {"{start: \"\\x02\"}", "missing key 'end' in ports.a.frame"},
        {"{end: \"\\x02\"}", "unknown key 'end' in ports.a.frame.line"},
        {"{start: a, end: a}", "'start' and 'end' are the same in ports.a.frame.start"},
        {"{start: a, end: b, escape: bb}", "expected 1 byte, got 2 in ports.a.frame.escape"},
        {"{delimiter: x, separator: y, checksum: xor}", "unknown key 'separator' in ports.a.frame.line"},
        {"{line: , checksum: {xor: {separator: y}}}", "'separator' without 'text: true'"},
        {"{cobs: , slip: }", "in ports.a.frame"},
    };
    for (const auto& [frame, error] : table) {
        const strings found = frames(frame, "");
        ASSERT_EQ(found.size(), 1U) << frame;
        EXPECT_NE(found[0].find(error), std::string::npos) << frame << "\n" << found[0];
    }
}

TEST(quarantine_settings, are_a_file_or_a_topic) {
    const auto of = [](const std::string& written) {
        const load_result loaded = load("quarantine: " + written);
        if (!loaded.settings) return loaded.errors;
        const auto& made = *loaded.settings->ports.at(0).quarantine;
        return made.file + " " + std::to_string(made.max) + " " + made.topic;
    };
    EXPECT_EQ(of("{file: /var/lib/weir/bad.jsonl}"), "/var/lib/weir/bad.jsonl 1048576 ");
    EXPECT_EQ(of("{file: bad.jsonl, max: 4KiB}"), "/etc/weir/bad.jsonl 4096 ");
    EXPECT_EQ(of("{}"), " 0 weir/pi/port/a/bad");
    EXPECT_EQ(of(""), " 0 weir/pi/port/a/bad");
    EXPECT_EQ(of("{topic: 'bad/{node}/{port}'}"), " 0 bad/pi/a");
    EXPECT_EQ(of("{topic: '{prefix}/{node}/port/{port}/wrong'}"), " 0 weir/pi/port/a/wrong");
    EXPECT_FALSE(load("baud: 9600").settings->ports.at(0).quarantine);
}

TEST(quarantine_settings, broken) {
    const std::string source = "sources: {s: {topic: 'in/#', decode: json}}\n";
    const struct {
        const char* quarantine;
        std::string rest;
        const char* error;
    } table[] = {
        {"file", "", "expected a map, got 'file' in ports.a.quarantine"},
        {"{file: x, topic: y}", "", "both 'file' and 'topic' in ports.a.quarantine"},
        {"{max: 4KiB}", "", "'max' without 'file' in ports.a.quarantine"},
        {"{file: x, max: 1KiB}", "", "expected 4KiB to 1GiB, got 1KiB in ports.a.quarantine.max"},
        {"{topic: '{source}'}", "", "unknown name '{source}' in ports.a.quarantine.topic"},
        {"{topic: 'a/#'}", "", "not a valid topic in ports.a.quarantine.topic"},
        {"{topic: '$SYS/x'}", "", "not a valid topic in ports.a.quarantine.topic"},
        {"{topic: in/bad}", source, "a loop: 'in/#' takes what weir itself publishes in sources.s.topic"},
        {"{topic: weir/pi/s/state}", source, "two outputs have the topic 'weir/pi/s/state'"},
        {"{topic: weir/pi/status}", source, "meets weir's own topic"},
        {"{file: x}", "  b: {path: /b, quarantine: {file: ./x}}\n", "port 'a' has the same file"},
    };
    for (const auto& [quarantine, rest, error] : table) {
        const load_result loaded = load(std::string("quarantine: ") + quarantine, rest);
        EXPECT_NE(loaded.errors.find(error), std::string::npos) << quarantine << "\n" << loaded.errors;
    }
}

}  // namespace
}  // namespace weir::test
