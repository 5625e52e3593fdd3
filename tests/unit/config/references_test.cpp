#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/support/temp_folder.hpp"
#include "tests/unit/config/config_set.hpp"

// What a configuration takes from elsewhere: secrets and variables.
namespace weir {
namespace {

using test::config_set;
using test::smallest_config;
using test::temp_folder;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string head = "version: 1\nnode: {id: pi}\n";

TEST(references, to_secrets_find_credentials_first) {
    const load_result loaded =
        config_set()
            .file("weir.yaml", head + "mqtt: {url: mqtt://h, username: !secret user, password: !secret pw}\n")
            .file("secrets.yaml", "user: 'a$b${c}'\npw: wrong\n")
            .credential("pw", "hunter2 \r\n")
            .load();
    ASSERT_TRUE(loaded.settings) << loaded.errors;
    EXPECT_EQ(loaded.settings->mqtt.username, "a$b${c}") << "a secret is taken as it is";
    EXPECT_EQ(loaded.settings->mqtt.password, "hunter2 ");
    EXPECT_EQ(loaded.warnings, "/c/secrets.yaml:2:1: warning: the secret 'pw' is used nowhere\n");
}

TEST(references, to_secrets_have_the_type_of_what_is_written) {
    const std::string text = smallest_config + "limits: {outbox: !secret size}\n";
    EXPECT_EQ(
        config_set().file("weir.yaml", text).file("secrets.yaml", "size: 500").load().settings->outbox_limit,
        500U);
    EXPECT_EQ(config_set().file("weir.yaml", text).credential("size", "500\n").load().settings->outbox_limit,
              500U);
    EXPECT_EQ(config_set().file("weir.yaml", text).file("secrets.yaml", "size: '500'").errors(),
              "/c/weir.yaml:4:18: error: expected an integer, got a secret in limits.outbox\n"
              "    4 | limits: {outbox: !secret size}\n"
              "      |                  ^^^^^^^^^^^^\n");
}

TEST(references, to_secrets_that_are_not_there_say_where_they_were_looked_for) {
    const std::string text = head + "mqtt:\n  url: mqtt://h\n  password: !secret pw\n";
    EXPECT_EQ(config_set().file("weir.yaml", text).errors(),
              "/c/weir.yaml:5:13: error: there is no secret 'pw'\n"
              "    5 |   password: !secret pw\n"
              "      |             ^^^^^^^^^^ looked for in $CREDENTIALS_DIRECTORY, which is not set, and in "
              "/c/secrets.yaml\n");
    EXPECT_THAT(config_set().file("weir.yaml", text).credential("other", "x").errors(),
                HasSubstr("looked for in /run/cred/pw and in /c/secrets.yaml\n"));
    for (const char* name : {"", "'a b'", "../pw", "/etc/shadow", ".", ".pw", "ä"}) {
        EXPECT_THAT(config_set()
                        .file("weir.yaml", smallest_config + "clock: !secret " + name + "\n")
                        .credential("pw", "x")
                        .errors(),
                    StartsWith("/c/weir.yaml:4:8: error: '!secret' takes the name of a secret\n"))
            << name;
    }
    EXPECT_THAT(config_set()
                    .file("weir.yaml", smallest_config + "clock: !secret pw\n")
                    .credential("pw", "x\x07")
                    .errors(),
                StartsWith("/c/weir.yaml:4:8: error: cannot read the secret 'pw': it is no text\n"));
}

TEST(references, to_secrets_that_all_may_read_are_refused) {
    EXPECT_EQ(
        config_set().file("weir.yaml", smallest_config).open_file("secrets.yaml", "pw: hunter2").errors(),
        "/c/weir.yaml: error: everybody may read the secrets in /c/secrets.yaml: chmod 600 "
        "/c/secrets.yaml\n");
}

TEST(references, to_secrets_are_looked_up_in_a_flat_map) {
    const auto errors = [](const std::string& text) {
        return config_set().file("weir.yaml", smallest_config).file("secrets.yaml", text).errors();
    };
    EXPECT_EQ(errors(""), "");
    EXPECT_EQ(errors("- hunter2"), "/c/secrets.yaml:1:1: error: expected a map from names to secrets\n");
    EXPECT_EQ(errors("hunter2"), "/c/secrets.yaml:1:1: error: expected a map from names to secrets\n");
    EXPECT_EQ(errors("a: {b: hunter2}\nc:\nd: !include hunter2\n"),
              "/c/secrets.yaml:1:1: error: the secret 'a' is no text or number\n"
              "/c/secrets.yaml:2:1: error: the secret 'c' is no text or number\n"
              "/c/secrets.yaml:3:1: error: the secret 'd' is no text or number\n");
    EXPECT_THAT(errors("hunter2 2: x"), StartsWith("/c/secrets.yaml:1:1: error: not a secret's name\n"));
}

// Whatever is wrong with the files, and wherever.
TEST(references, to_secrets_never_appear_in_messages) {
    const std::string places[] = {
        "clock: !secret a\n",
        "ports: !secret a\n",
        "limits: {outbox: !secret a}\n",
        "ports: {a: {path: /dev/a, frame: !secret a}}\n",
        "ports: {a: {path: /dev/a, baud: !secret a}}\nsources: {x: {port: !secret a, decode: !secret a}}\n",
        "ports: {a: {path: /dev/a}}\nsources: {x: {port: a, decode: {regex: !secret open}}}\n",
        "ports: {a: {path: /dev/a}}\nsources: {x: {port: a, decode: text, process: [delta: !secret a]}}\n",
        "sources: {x: {topic: !secret filter, decode: json, publish: {topic: !secret filter}}}\n",
        "publish: {topic: !secret filter, qos: !secret a}\n",
        "ports: {a: {tcp: !secret a}}\ncommands: {c: {port: a, write: !secret a, expect: !secret open}}\n",
        "log: {level: !secret short}\n",
        "log: {level: '${PIN}'}\npassword: ${PIN}\n",
        "log: {level: '${PIN}'}\npassword: a${PIN}b\n",
        "log: {level: 'x${PIN}x'}\npassword: {x: '${PIN}'}\n",
        "password: !include pw.yaml\nclock: x\n",
        "password: !include broken.yaml\n",
        "password: !include tag.yaml\n",
        "password: !include twice.yaml\n",
        "password: [!include map.yaml]\n",
    };
    for (const std::string& each : places) {
        const std::string errors = config_set()
                                       .file("weir.yaml", smallest_config + each)
                                       .file("secrets.yaml",
                                             "a: hunter2\nopen: '(hunter2'\nfilter: hunter2/#/x\n"
                                             "short: zq7\nunused: hunter2\n")
                                       .file("pw.yaml", "hunter2: hunter2\n")
                                       .file("broken.yaml", "'hunter2\n")
                                       .file("tag.yaml", "!hunter2\n")
                                       .file("twice.yaml", "hunter2: 1\nhunter2: 2\n")
                                       .file("map.yaml", "x: [hunter2, {y: hunter2}]\n")
                                       .variable("PIN", "hunter2")
                                       .errors();
        EXPECT_THAT(errors, HasSubstr("error: ")) << each;
        EXPECT_THAT(errors, Not(HasSubstr("hunter2"))) << each;
        EXPECT_THAT(errors, Not(HasSubstr("zq7"))) << each;
    }
}

TEST(references, to_variables_give_plain_or_quoted_text) {
    EXPECT_THAT(
        config_set().file("weir.yaml", smallest_config + "${ID}: x\n").variable("ID", "clock").errors(),
        HasSubstr("unknown key '${ID}'"))
        << "keys are as they are";
    const auto load = [](const std::string& outbox) {
        return config_set()
            .file("weir.yaml", smallest_config + "limits:\n  outbox: " + outbox + "\n")
            .variable("SIZE", "500")
            .variable("MAP", "{x: 1}")
            .load();
    };
    EXPECT_EQ(load("${SIZE}").settings->outbox_limit, 500U);
    EXPECT_EQ(load("1${SIZE}").settings->outbox_limit, 1500U);
    EXPECT_THAT(load("'${SIZE}'").errors,
                HasSubstr("expected an integer, got the text '500' in limits.outbox"));
    EXPECT_THAT(load("${MAP}").errors, HasSubstr("expected an integer, got '{x: 1}' in limits.outbox"));
    EXPECT_EQ(load("${NONE}").errors,
              "/c/weir.yaml:5:11: error: the variable 'NONE' is not set\n"
              "    5 |   outbox: ${NONE}\n"
              "      |           ^ set it, or give it a default: ${NONE:-default}\n");
}

TEST(references, that_lead_nowhere_are_the_only_errors_there) {
    const std::string ports = "ports: {a: {path: /dev/a}}\n";
    const std::string rows[] = {
        "ports: '${NONE}'\n",
        "ports: {a: '${NONE}'}\n",
        "ports: {a: {path: '${NONE}'}, b: {usb: !secret none, interface: !secret none}}\n",
        "ports: {a: {tcp: '${NONE}', frame: '${NONE}'}, b: {tcp: 'h:1', frame: {delimiter: '${NONE}'}}}\n",
        "ports: {a: {path: /dev/a, frame: {fixed: !secret none, checksum: !secret none}}}\n",
        "ports: {a: {path: /dev/a, frame: {length: {size: !secret none}}, quarantine: {file: !secret "
        "none}}}\n",
        "ports: {a: {simulate: !secret none}}\n",
        "sources: {x: {topic: '${NONE}', decode: json, publish: '${NONE}'}}\n",
        "sources: {x: {topic: a, decode: {csv: {columns: '${NONE}'}}, publish: [{topic: '${NONE}'}]}}\n",
        "sources: {x: {topic: a, decode: {csv: {columns: [a, '${NONE}', a]}}, fields: {a: {from: !secret "
        "none}}}}\n",
        "sources: {x: {topic: a, decode: {regex: '${NONE}'}, process: [round: !secret none, '${NONE}']}}\n",
        "sources: {x: {topic: a, decode: {json: {fields: '${NONE}'}}, process: [{range: {a: [1, !secret "
        "none]}}]}}\n",
        "sources: {x: {topic: a, decode: {kv: {pair: '${NONE}', assign: '${NONE}'}}}}\n",
        "sources: {x: {topic: a, decode: {binary: {fields: [!secret none]}}}}\n",
        ports + "sources: {x: {port: '${NONE}', decode: nmea, poll: {write: x, every: !secret none}}}\n",
        ports +
            "sources: {x: {port: a, modbus: {unit_id: !secret none, every: 1s, registers: !secret none}}}\n",
        ports + "sources: {x: {port: a, modbus: {every: 1s, registers: {u: {input: !secret none}}}}}\n",
        ports + "commands: {x: {port: a, write: '${NONE}', expect: '${NONE}', timeout: !secret none}}\n",
        ports + "commands: {x: {port: a, write: '{p}', params: {p: {type: '${NONE}', min: !secret none}}}}\n",
        ports +
            "commands: {x: {port: a, write: '{p}', params: {p: {enum: ['${NONE}'], default: !secret "
            "none}}}}\n",
        ports + "commands: {x: {port: a, modbus: {holding: !secret none, value: !secret none}}}\n",
        ports +
            "commands: {x: {port: a, write: x, encode: !secret none, rate: !secret none, run_on: [!secret "
            "none]}}\n",
        ports +
            "commands: {x: {port: a, write: x, deadman: {every: 1s, then: !secret none}, interlock: [!secret "
            "none], cancel: {write: !secret none}}}\n",
        "commands: {x: {topic: '${NONE}', reply_topic: '${NONE}', write: x, expect: x}}\n",
        "limits: !secret none\nlog: {level: !secret none}\npublish: {qos: !secret none}\nclock: !secret "
        "none\n",
    };
    for (const std::string& each : rows) {
        const std::string errors = config_set().file("weir.yaml", smallest_config + each).errors();
        EXPECT_NE(errors, "") << each;
        std::istringstream lines(errors);
        for (std::string line; std::getline(lines, line);) {
            if (line.find(": error: ") == line.npos) continue;
            EXPECT_THAT(line, testing::AnyOf(HasSubstr("the variable 'NONE' is not set"),
                                             HasSubstr("there is no secret 'none'")))
                << each;
        }
    }
}

// However many there are: what is too much ends it, and nothing is read twice.
TEST(references, are_bounded) {
    const std::string large(1'000'000, 'x');
    const auto errors = [&](const std::string& each) {
        std::string all = smallest_config + "a: [";
        while (all.size() < 500'000)
            all += each + ",";
        return config_set()
            .file("weir.yaml", all + "]\n")
            .variable("LARGE", large)
            .credential("large", large)
            .errors();
    };
    for (const char* each : {"'${LARGE}'", "!secret large", "'${LARGE}${LARGE}${LARGE}${LARGE}${LARGE}'"}) {
        EXPECT_THAT(errors(each),
                    HasSubstr("error: more than 4 MiB of text, secrets and variables included\n"))
            << each;
    }
    EXPECT_THAT(config_set()
                    .file("weir.yaml", smallest_config + "clock: !secret huge\n")
                    .credential("huge", large + large)
                    .errors(),
                HasSubstr("error: cannot read the secret 'huge': it is larger than 1 MiB\n"));
}

TEST(references, of_the_disk_heed_the_modes_of_files) {
    const temp_folder folder;
    const std::string path =
        folder.write("weir.yaml", head + "mqtt: {url: mqtt://h, password: !secret pw}\n");
    const std::string secrets = folder.write("secrets.yaml", "pw: hunter2\n");
    using std::filesystem::perms;
    std::filesystem::permissions(secrets, perms::owner_read | perms::group_read);
    EXPECT_EQ(load_config(path, all_catalogues()).settings->mqtt.password, "hunter2");
    std::filesystem::permissions(secrets, perms::owner_read | perms::others_read);
    const std::string errors = load_config(path, all_catalogues()).errors;
    EXPECT_THAT(errors, HasSubstr("everybody may read the secrets in " + secrets + ": chmod 600 " + secrets));
    EXPECT_THAT(errors, HasSubstr("there is no secret 'pw'"));
}

}  // namespace
}  // namespace weir
