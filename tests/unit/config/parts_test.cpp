#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"
#include "tests/unit/config/config_set.hpp"

// Configurations of several files: conf.d and !include.
namespace weir {
namespace {

using test::config_set;
using test::smallest_config;
using test::temp_folder;
using testing::HasSubstr;
using testing::StartsWith;

std::string repeat(std::string_view what, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += what;
    return all;
}

TEST(parts, merge_their_maps) {
    const load_result loaded =
        config_set()
            .file("weir.yaml", smallest_config + "ports:\n  a: {path: /dev/a}\nlog:\n")
            .file("conf.d/20-more.yaml",
                  "ports: {b: {path: /dev/b}, a: {baud: 19200}}\nlog: {level: debug}\n")
            .file("conf.d/10-node.yaml", "node: {name: Pi}\nlog:\n")
            .file("conf.d/empty.yaml", "# nothing\n")
            .file("conf.d/.hidden.yaml", "nonsense\n")
            .file("conf.d/backup.yaml~", "nonsense\n")
            .file("conf.d/deeper/x.yaml", "nonsense\n")
            .load();
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    ASSERT_EQ(loaded.settings->ports.size(), 2U);
    EXPECT_EQ(loaded.settings->ports[0].line.baud, 19200);
    EXPECT_EQ(loaded.settings->ports[1].name, "b");
    EXPECT_EQ(loaded.settings->node.name, "Pi");
    EXPECT_EQ(loaded.settings->log_level, "debug");
}

TEST(parts, cannot_say_a_thing_twice) {
    EXPECT_EQ(config_set()
                  .file("weir.yaml", smallest_config +
                                         "ports:\n  a: {path: /dev/a, baud: 9600}\n"
                                         "sources:\n  x: {port: a, decode: text, process: [round: 1]}\n")
                  .file("conf.d/1.yaml", "ports:\n  a:\n    baud: 9600\nversion: 1\n")
                  .file("conf.d/2.yaml", "sources: {x: {process: [round: 2]}}\nnode: pi\nlog: x\n")
                  .file("conf.d/3.yaml", "log: {level: info}\n")
                  .errors(),
              "/c/conf.d/1.yaml:3:5: error: a second value of 'baud' in ports.a\n"
              "    3 |     baud: 9600\n"
              "      |     ^^^^ the first one is at /c/weir.yaml:5:21\n"
              "/c/conf.d/1.yaml:4:1: error: a second value of 'version'\n"
              "    4 | version: 1\n"
              "      | ^^^^^^^ the first one is at /c/weir.yaml:1:1\n"
              "/c/conf.d/2.yaml:1:15: error: a second value of 'process' in sources.x\n"
              "    1 | sources: {x: {process: [round: 2]}}\n"
              "      |               ^^^^^^^ the first one is at /c/weir.yaml:7:30\n"
              "/c/conf.d/2.yaml:2:1: error: a second value of 'node'\n"
              "    2 | node: pi\n"
              "      | ^^^^ the first one is at /c/weir.yaml:2:1\n"
              "/c/conf.d/2.yaml:3:6: error: expected a map, got 'x' in log\n"
              "    3 | log: x\n"
              "      |      ^\n"
              "/c/conf.d/3.yaml:1:1: error: a second value of 'log'\n"
              "    1 | log: {level: info}\n"
              "      | ^^^ the first one is at /c/conf.d/2.yaml:3:1\n");
}

TEST(parts, are_complained_of_all_at_once_with_their_own_lines) {
    EXPECT_EQ(config_set()
                  .file("weir.yaml",
                        "version: 1\nnode: {id: pi}\nmqtt: {url: mqtt://broker}\nlog: {levl: info}\n"
                        "ports: !include ports.yaml\n")
                  .file("ports.yaml", "a: {path: /dev/a}\nb: {path: /dev/a}\n")
                  .file("conf.d/x.yaml", "\xEF\xBB\xBFlimits: {outbox: 1}\n")
                  .errors(),
              "/c/weir.yaml:4:7: error: unknown key 'levl' in log\n"
              "    4 | log: {levl: info}\n"
              "      |       ^^^^ did you mean 'level'?\n"
              "/c/ports.yaml:2:11: error: port 'a' is the same device in ports.b.path\n"
              "    2 | b: {path: /dev/a}\n"
              "      |           ^^^^^^\n"
              "/c/conf.d/x.yaml:1:18: error: expected 10 to 1000000 messages, got 1 in limits.outbox\n"
              "    1 | limits: {outbox: 1}\n"
              "      |                  ^\n");
    EXPECT_EQ(config_set()
                  .file("weir.yaml", "a: ]\n")
                  .file("conf.d/x.yaml", "- b\n")
                  .file("conf.d/y.yaml", "c: d: e\n")
                  .errors(),
              "/c/weir.yaml:1:4: error: nothing is open here that this could close\n"
              "    1 | a: ]\n"
              "      |    ^\n"
              "/c/conf.d/x.yaml:1:1: error: expected a map of keys such as 'ports: {}', got a list\n"
              "    1 | - b\n"
              "      | ^^^\n"
              "/c/conf.d/y.yaml:1:5: error: a ':' that belongs to no key here\n"
              "    1 | c: d: e\n"
              "      |     ^ wrong indentation, or text that needs quotes?\n");
}

TEST(parts, with_another_ending_are_warned_of) {
    const load_result loaded =
        config_set().file("weir.yaml", smallest_config).file("conf.d/a.yml", "nonsense").load();
    EXPECT_EQ(loaded.errors, "");
    EXPECT_EQ(loaded.warnings,
              "/c/weir.yaml: warning: /c/conf.d/a.yml is not read: its name does not end in .yaml\n");
}

TEST(includes, stand_for_what_their_file_holds) {
    const load_result loaded =
        config_set()
            .file("weir.yaml",
                  "version: 1\nnode: !include parts/node.yaml\nmqtt: {url: !include parts/url.yaml}\n"
                  "ports: {a: {path: /dev/a}}\n"
                  "sources:\n  x: {port: a, decode: text, process: !include parts/process.yaml}\n")
            .file("parts/node.yaml", "id: pi\nname: !include name.yaml\n")
            .file("parts/name.yaml", "\"A name\"\n")
            .file("parts/url.yaml", "mqtt://${HOST}\n")
            .file("parts/process.yaml", "- round: 1\n- round: !include ../digits.yaml\n")
            .file("digits.yaml", "2")
            .variable("HOST", "broker")
            .load();
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    EXPECT_EQ(loaded.settings->node.name, "A name");
    EXPECT_EQ(loaded.settings->mqtt.host, "broker");
    EXPECT_EQ(loaded.settings->sources[0].process.size(), 2U);
}

TEST(includes, merge_with_the_other_files) {
    const load_result loaded = config_set()
                                   .file("weir.yaml", "!include base.yaml\n")
                                   .file("base.yaml", smallest_config)
                                   .file("conf.d/a.yaml", "node: !include ../node.yaml\n")
                                   .file("node.yaml", "{name: Pi}")
                                   .load();
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    EXPECT_EQ(loaded.settings->node.name, "Pi");
}

struct bad_include {
    std::string value;
    std::string message;  // and hint
};

TEST(includes, that_cannot_be_are_errors_at_their_place) {
    const bad_include table[] = {
        {"!include none.yaml",
         "cannot read /c/none.yaml: No such file or directory\n    4 | log: !include none.yaml\n      |      "
         "^^^^^^^^^^^^^^^^^^ the name counts from the folder of /c/weir.yaml\n"},
        {"!include", "'!include' takes the name of a file\n"},
        {"!include empty.yaml", "/c/empty.yaml is empty\n"},
        {"!include weir.yaml", "/c/weir.yaml includes itself\n"},
        {"!include secrets.yaml", "secrets are not included\n"},
        {"!include sub/../secrets.yaml", "secrets are not included\n"},
        {"!include ${NONE}.yaml", "the variable 'NONE' is not set\n"},
    };
    for (const auto& [value, message] : table) {
        EXPECT_THAT(config_set()
                        .file("weir.yaml", smallest_config + "log: " + value + "\n")
                        .file("empty.yaml", "# nothing")
                        .file("secrets.yaml", "a: b")
                        .errors(),
                    StartsWith("/c/weir.yaml:4:6: error: " + message))
            << value;
    }
}

TEST(includes, do_not_go_in_circles) {
    EXPECT_EQ(config_set()
                  .file("weir.yaml", smallest_config + "log: !include a.yaml\n")
                  .file("a.yaml", "level: !include b/../b.yaml\n")
                  .file("b.yaml", "!include a.yaml\n")
                  .errors(),
              "/c/b.yaml:1:1: error: /c/a.yaml includes itself\n"
              "    1 | !include a.yaml\n"
              "      | ^^^^^^^^^^^^^^^ by way of others\n");
    config_set deep;
    deep.file("weir.yaml", smallest_config + "log: !include 0.yaml\n");
    for (int i = 0; i < 20; ++i)
        deep.file(std::to_string(i) + ".yaml", "!include " + std::to_string(i + 1) + ".yaml\n");
    EXPECT_THAT(deep.errors(),
                StartsWith("/c/15.yaml:1:1: error: files include each other more than 16 deep\n"));
}

TEST(includes, are_bounded_with_all_that_is_around_them) {
    const std::string part = "[" + repeat("a,", 40'000) + "]\n";
    EXPECT_THAT(config_set()
                    .file("weir.yaml",
                          smallest_config + "a: !include a.yaml\nb: !include a.yaml\nc: !include a.yaml\n")
                    .file("a.yaml", part)
                    .errors(),
                HasSubstr("a.yaml:1:39964: error: more than 100000 values, aliases included\n"));
    EXPECT_THAT(config_set()
                    .file("weir.yaml", smallest_config + "a: [[[!include a.yaml]]]\n")
                    .file("a.yaml", repeat("[", 61) + repeat("]", 61))
                    .errors(),
                HasSubstr("/c/a.yaml:1:61: error: nested deeper than 64 levels\n"));
    const std::string large = "#" + std::string(600'000, 'x') + "\n";
    EXPECT_THAT(
        config_set()
            .file("weir.yaml", smallest_config + "a: !include a.yaml\n")
            .file("a.yaml", large + "1")
            .file("conf.d/b.yaml", large)
            .errors(),
        StartsWith("/c/weir.yaml: error: cannot read /c/conf.d/b.yaml: the configuration's files are larger "
                   "than 1 MiB together\n"));
    EXPECT_THAT(config_set()
                    .file("weir.yaml", smallest_config + "a: [" + repeat("!include a.yaml,", 30'000) + "]\n")
                    .file("a.yaml", large + large)
                    .errors(),
                HasSubstr("are larger than 1 MiB together\n"))
        << "and it is not read again and again";
    EXPECT_THAT(
        config_set()
            .file("weir.yaml", smallest_config + "a: [&x !include a.yaml" + repeat(", *x", 300) + "]\n")
            .file("a.yaml", "1")
            .errors(),
        HasSubstr("cannot read /c/a.yaml: more than 256 files\n"));
}

TEST(includes, of_the_disk_are_regular_files) {
    const temp_folder folder;
    std::filesystem::create_directory(folder / "conf.d");
    folder.write("conf.d/a.yaml", "node: {name: Pi}\nlog: !include ../log.yaml\n");
    folder.write("log.yaml", "level: debug\n");
    const std::string path = folder.write("weir.yaml", smallest_config);
    const load_result loaded = load_config(path, all_catalogues());
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    EXPECT_EQ(loaded.settings->node.name, "Pi");
    EXPECT_EQ(loaded.settings->log_level, "debug");

    folder.write("conf.d/b.yaml", "clock: !include /dev/zero\nports: !include ../conf.d\n");
    std::filesystem::create_directory(folder / "conf.d/c.yaml");
    const std::string errors = load_config(path, all_catalogues()).errors;
    EXPECT_THAT(errors, HasSubstr("cannot read /dev/zero: it is no regular file\n"));
    EXPECT_THAT(errors, HasSubstr("cannot read " + folder / "conf.d" + ": it is no regular file\n"));
    EXPECT_THAT(errors, HasSubstr("cannot read " + folder / "conf.d/c.yaml" + ": it is no regular file\n"));
}

}  // namespace
}  // namespace weir
