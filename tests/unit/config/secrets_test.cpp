#include "config/secrets.hpp"

#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

std::vector<std::string> shown(std::string_view text) {
    const secrets none;
    const secret_mask mask(text, 0, none);
    std::vector<std::string> lines;
    const auto count = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
    for (std::uint32_t number = 1; number <= count; ++number)
        lines.push_back(mask.line(number).text);
    return lines;
}

using lines = std::vector<std::string>;

TEST(secrets, of_one_line_are_hidden) {
    const std::pair<const char*, const char*> table[] = {
        {"password: hunter2\n", "password: ***"},
        {"  password :  hunter2 # why\n", "  password :  ***"},
        {"Password: hunter2\n", "Password: ***"},
        {"pasword: hunter2\n", "pasword: ***"},
        {"'password': hunter2\n", "'password': ***"},
        {"password:hunter2\n", "password:***"},
        {"mqtt: {password: hunter2, url: x}\n", "mqtt: {password: ***, url: x}"},
        {"mqtt: {password: 'a,b}', url: x}\n", "mqtt: {password: ***, url: x}"},
        {"mqtt: {password: \"a\\\"b\", url: x}\n", "mqtt: {password: ***"},
        {"mqtt: {password: &anchor x, url: x}\n", "mqtt: {password: ***"},
        {"password: a,b}c\n", "password: ***"},
        {"url: mqtt://me:hunter2@broker:1883 # x\n", "url: mqtt://***@broker:1883 # x"},
        {"url: mqtt://a@b:c@broker\n", "url: mqtt://***@broker"},
        {"url: mqtt://me:hun ter2@broker # x@y\n", "url: mqtt://***@broker # x@y"},
        {"url: mqtt://broker\n", "url: mqtt://broker"},
        {"password: !secret mqtt_password # why\n", "password: !secret mqtt_password # why"},
        {"mqtt: {password: !secret pw, url: x}\n", "mqtt: {password: !secret pw, url: x}"},
        {"password: !secret hunter2 hunter2\n", "password: ***"},
        {"password: !secret 'hunter2'\n", "password: ***"},
        {"password: !hunter2\n", "password: ***"},
        {"password: ${PW:-hunter2}\n", "password: ***"},
        {"username: me\n", "username: me"},
        {"port: x\n", "port: x"},
    };
    for (const auto& [text, line] : table)
        EXPECT_EQ(shown(text), lines{line}) << text;
}

TEST(secrets, of_several_lines_are_hidden) {
    EXPECT_EQ(shown("  password: |\n    hunter2\n\n    more\n  url: x\n"),
              (lines{"  password: ***", "    ***", "", "    ***", "  url: x"}));
    EXPECT_EQ(shown("  password:\n    hunter2\n  url: x\n"), (lines{"  password:", "    ***", "  url: x"}));
    EXPECT_EQ(shown("password: \"one\ntwo\nthree\"\nurl: x\n"),
              (lines{"password: ***", "***", "***", "url: x"}));
}

TEST(secrets, leave_the_other_columns_where_they_can_be_found) {
    const secrets none;
    const secret_mask mask("mqtt: {password: hunter2, ulr: x}", 0, none);
    const masked_line line = mask.line(1);
    EXPECT_EQ(line.text, "mqtt: {password: ***, ulr: x}");
    EXPECT_EQ(line.position(7), 7U);    // password
    EXPECT_EQ(line.position(20), 17U);  // in hunter2
    EXPECT_EQ(line.position(26), 22U);  // ulr
    const secret_mask short_one("{password: a, b}", 0, none);
    EXPECT_EQ(short_one.line(1).position(14), 16U);  // b
}

// Whatever is wrong with the file, and wherever.
TEST(secrets, never_appear_in_errors) {
    const char* const files[] = {
        "mqtt:\n  password: hunter2\n  passwort: hunter2\n",
        "mqtt: {password: hunter2, ulr: mqtt://x}\n",
        "mqtt: {password: [hunter2, hunter2], url: 'mqtt://me:hunter2@x'}\n",
        "mqtt: {password: {hunter2: hunter2}}\n",
        "mqtt:\n  password:hunter2\n  url: x\n",
        "mqtt:\n  password: &p hunter2\n  keepalive: *p\n  stats: *p\n",
        "mqtt:\n  username: &p hunter2\n  password: *p\n  keepalive: *p\nport: {}\n",
        "mqtt:\n  keepalive: &p hunter2\n  password: *p\n",
        "mqtt:\n  password: &p hunter2\n  prefix: *p\n  tls: *p\nnode: {id: *p}\nports: {*p : 1}\n*p : *p\n",
        "mqtt:\n  password: &p hunter2hunter2hunter2hunter2hunter2hunter2hunter2\n  keepalive: *p\n",
        "mqtt:\n  password: 'hunter2\n",
        "mqtt:\n  password: \"a\n hunter2\n",
        "mqtt:\n  password: hunter2: x\n",
        "mqtt:\n  password: >\n    hunter2\n   hunter2: [\n",
        "mqtt:\n  password: !hunter2\n",
        "mqtt:\n  password: !secret [hunter2]\n",
        "mqtt:\n  password: ${PW:-hunter2}\n  keepalive: ${PW:-hunter2}\n",
        "mqtt:\n  password: a${PW:-hunter2}b\n  keepalive: ${PW:-hunter2}\n",
        "mqtt:\n  password: @hunter2\n",
        "mqtt:\n  password: hunter2\x01\n",
        "mqtt:\n  password: hunter2\n  password: hunter2\n",
        "password: hunter2\n",
        "mqtt://me:hunter2@broker\n",
        "mqtt: mqtt://me:hunter2@broker\n",
        "clock: mqtt://me:hunter2@broker\n",
    };
    for (const char* text : files) {
        const load_result loaded = parse_config(text, "f.yaml", all_catalogues());
        EXPECT_FALSE(loaded.errors.empty()) << text;
        EXPECT_EQ(loaded.errors.find("hunter2"), std::string::npos) << loaded.errors;
    }
}

}  // namespace
}  // namespace weir
