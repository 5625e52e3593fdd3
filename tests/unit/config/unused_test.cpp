#include "config/unused.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_set.hpp"

namespace weir {
namespace {

using test::config_set;
using test::smallest_config;

std::string warnings_of(const std::string& more) {
    const load_result loaded = config_set().file("weir.yaml", smallest_config + more).load();
    EXPECT_EQ(loaded.errors, "");
    return loaded.warnings;
}

TEST(unused, ports_are_warned_of) {
    EXPECT_EQ(warnings_of("ports: {a: {path: /dev/a}, b: {path: /dev/b}, c: {path: /dev/c}}\n"
                          "sources: {x: {port: a, decode: text}}\n"
                          "commands: {y: {port: c, write: x}}\n"),
              "/c/weir.yaml:4:28: warning: port 'b' is used nowhere\n"
              "    4 | ports: {a: {path: /dev/a}, b: {path: /dev/b}, c: {path: /dev/c}}\n"
              "      |                            ^ no source and no command names it\n");
}

TEST(unused, keys_of_the_common_publish_are_warned_of) {
    EXPECT_EQ(warnings_of("publish: {qos: 1}\n"),
              "/c/weir.yaml:4:11: warning: 'qos' is used nowhere in publish\n"
              "    4 | publish: {qos: 1}\n"
              "      |           ^^^ there is no source\n");
    EXPECT_EQ(
        warnings_of("publish:\n  qos: 1\n  retain: true\n"
                    "sources:\n  x: {topic: x, decode: json, publish: {qos: 2}}\n"
                    "  y: {topic: y, decode: json, publish: [{qos: 0, topic: a}, {qos: 0, topic: b}]}\n"),
        "/c/weir.yaml:5:3: warning: 'qos' is used nowhere in publish\n"
        "    5 |   qos: 1\n"
        "      |   ^^^ every output has one of its own\n");
    EXPECT_EQ(warnings_of("publish: {qos: 1}\nsources:\n  x: {topic: x, decode: json, publish: {qos: 2}}\n"
                          "  y: {topic: y, decode: json, publish: [{qos: 0, topic: a}, {topic: b}]}\n"),
              "");
    EXPECT_EQ(warnings_of("publish: {qos: 1}\nsources: {x: {topic: x, decode: json}}\n"), "");
}

TEST(unused, disconnect_grace_is_warned_of) {
    const auto warnings = [](const std::string& command) {
        return config_set()
            .file("weir.yaml",
                  "version: 1\nnode: {id: pi}\nmqtt: {url: mqtt://h, disconnect_grace: 1s}\n" + command)
            .load()
            .warnings;
    };
    EXPECT_THAT(warnings(""), testing::HasSubstr("'disconnect_grace' is used nowhere in mqtt\n"));
    EXPECT_EQ(warnings("commands: {x: {topic: x, write: x, run_on: disconnect}}\n"), "");
}

TEST(unused, nothing_in_the_samples) {
    for (const char* name :
         {"boat", "bridge", "demo", "energy", "greenhouse", "robot", "simulated", "valve"}) {
        const load_result loaded =
            load_config(WEIR_SOURCE_DIR "/config/" + std::string(name) + ".yaml", all_catalogues());
        EXPECT_EQ(loaded.errors, "");
        EXPECT_EQ(loaded.warnings, "");
    }
}

}  // namespace
}  // namespace weir
