#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/weir_daemon.hpp"

namespace weir::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

TEST(command_line, tells_its_version_and_its_use) {
    const auto version = run_weir({"--version"});
    EXPECT_EQ(version.status, 0);
    EXPECT_THAT(version.out, MatchesRegex("weir [0-9]+\\.[0-9]+\\.[0-9]+\n"));

    const auto help = run_weir({"--help"});
    EXPECT_EQ(help.status, 0);
    for (const char* command : {"run", "check", "reload", "schema", "ports", "udev-rules", "doctor", "tasks",
                                "call", "record", "replay", "tap", "top"})
        EXPECT_THAT(help.out, HasSubstr(command));
}

TEST(command_line, ends_with_2_when_it_is_used_wrongly) {
    const std::vector<std::vector<std::string>> cases{
        {},
        {"runn"},
        {"--frobnicate"},
        {"run", "--frobnicate"},
        {"run", "-c"},
        {"check", "one.yaml", "two.yaml"},
        {"tasks", "--json", "surplus"},
    };
    for (const auto& arguments : cases) {
        const auto result = run_weir(arguments);
        EXPECT_EQ(result.status, 2) << ::testing::PrintToString(arguments);
        EXPECT_NE(result.out + result.err, "");
    }
}

TEST(command_line, lists_ports_for_people_and_machines) {
    const auto people = run_weir({"ports"});
    EXPECT_EQ(people.status, 0) << people.err;
    const auto machines = run_weir({"ports", "--json"});
    EXPECT_EQ(machines.status, 0) << machines.err;
    EXPECT_THAT(machines.out, MatchesRegex("\\[.*\\]\n"));
}

TEST(command_line, prints_udev_s_rules_and_says_which_port_has_none) {
    const temp_folder folder;
    const auto file = folder.write("weir.yaml", R"(version: 1
node: { id: bench }
mqtt: { url: mqtt://localhost }
ports:
  meter: { usb: "0403:6001:A50285BI" }
  gps: { path: /dev/weir-absent0 }
sources:
  power: { port: meter, decode: text }
  place: { port: gps, decode: nmea }
)");
    const auto result = run_weir({"udev-rules", "-c", file});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("ATTRS{serial}==\"A50285BI\", \\\n    SYMLINK+=\"weir/meter\", "));
    EXPECT_THAT(result.err, HasSubstr("weir: port gps: no rule: /dev/weir-absent0 is no serial port"));

    if (run({"udevadm", "verify", "--help"}).status != 0) return;  // systemd 254 has it
    const auto checked = run({"udevadm", "verify", folder.write("60-weir.rules", result.out)});
    EXPECT_EQ(checked.status, 0) << checked.err;
}

TEST(command_line, says_that_no_daemon_answers) {
    const temp_folder folder;
    const auto result = run_weir({"tasks", "--control", folder / "nobody.sock"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("nobody.sock"));
}

TEST(command_line, says_that_its_output_could_not_be_written) {
    const auto result = run({"sh", "-c", WEIR_BINARY " schema >/dev/full"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("standard output"));
}

TEST(command_line, accepts_the_demo_s_configuration) {
    const auto result = run_weir({"check", "-c", WEIR_SOURCE_DIR "/config/demo.yaml"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, IsEmpty());
}

TEST(command_line, refuses_a_file_that_cannot_be_read) {
    const temp_folder folder;
    for (const char* command : {"check", "run", "udev-rules"}) {
        const auto result = run_weir({command, "-c", folder / "absent.yaml"});
        EXPECT_EQ(result.status, 78) << command;
        EXPECT_THAT(result.err, HasSubstr("absent.yaml"));
    }
}

}  // namespace
}  // namespace weir::test
