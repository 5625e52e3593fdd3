#include <random>
#include <sys/stat.h>

#include "daemon/doctor/boot.hpp"
#include "daemon/doctor/device_policy.hpp"
#include "daemon/doctor/unit_file.hpp"
#include "tests/unit/daemon/doctor/patient.hpp"

// What others write is read as far as it can be, and survived.
namespace weir::doctor::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using strings = std::vector<std::string>;

TEST(unit_file, is_read_as_systemd_reads_it) {
    const unit_file unit(
        "# a comment\n[Unit]\nAfter=a.service b.service\n\n[Service]\r\n; another\nUser = weir \r\n"
        "ExecStart=/usr/bin/weir run \\\n# in between\n  -c /etc/weir.yaml\nDeviceAllow=char-4 rw\n"
        "DeviceAllow=\nDeviceAllow=char-188 rw\nUser=wier\n");
    EXPECT_EQ(unit.last("Service", "User"), "wier");
    EXPECT_EQ(unit.last("Unit", "User"), "");
    EXPECT_THAT(unit.words("Unit", "After"), ElementsAre("a.service", "b.service"));
    EXPECT_THAT(unit.words("Service", "ExecStart"),
                ElementsAre("/usr/bin/weir", "run", "-c", "/etc/weir.yaml"));
    EXPECT_THAT(unit.words("Service", "DeviceAllow"), ElementsAre("char-188", "rw"));
}

TEST(unit_file, passes_over_what_is_none) {
    for (const char* text :
         {"", "\n\n", "\\", "\\\n\\\n", "=", "[", "]", "[]", "[Service", "User=weir", "[]\nUser=weir",
          "[Service]\n=weir", "[Service]\nUser", "[Service]\n#User=weir", "[Service]\n\xff\xfe",
          "[Service]\nUser\\\n=", "[Service]\n;User=weir\\\nUser"}) {
        const unit_file unit(text);
        EXPECT_EQ(unit.last("Service", "User"), "") << text;
        EXPECT_EQ(unit.last("Service", ""), "") << text;
    }
}

TEST(command_line, tells_its_consoles) {
    const std::vector<std::pair<std::string, strings>> table{
        {"", {}},
        {"quiet splash\n", {}},
        {"console=serial0,115200 console=tty1 root=/dev/x", {"serial0", "tty1"}},
        {"console=ttyS0", {"ttyS0"}},
        {"console= console=, console", {}},
        {"netconsole=ttyS0 Console=ttyS0 noconsole=1", {}},
        {"console=ttyS0,,,", {"ttyS0"}},
        {std::string("console=tty\0x", 13), {std::string("tty\0x", 5)}},
        {"\tconsole=ttyAMA0\r\n", {"ttyAMA0"}},
    };
    for (const auto& [text, expected] : table)
        EXPECT_EQ(consoles(text), expected) << text;
}

const board pi4{"Raspberry Pi 4 Model B Rev 1.4", false, true};
const board pi5{"Raspberry Pi 500 Rev 1.0", true, false};

TEST(boot_settings, count_for_their_models) {
    struct row {
        const char* text;
        bool on_pi4;
        bool on_pi5;
    };
    const std::vector<row> table{
        {"enable_uart=1", true, true},
        {"[pi4]\nenable_uart=1", true, false},
        {"[pi5]\nenable_uart=1", false, true},
        {"[pi500]\nenable_uart=1", false, true},
        {"[none]\nenable_uart=1", false, false},
        {"[none]\n[all]\nenable_uart=1", true, true},
        {"[HDMI:0]\nenable_uart=1", true, true},
        {"[pi3+]\nenable_uart=1", false, false},
        {"enable_uart=1\nenable_uart=0", false, false},
        {"#enable_uart=1", false, false},
        {"enable_uart", false, false},
        {"enable_uart=", false, false},
        {"enable_uart=1x", false, false},
        {"=1", false, false},
        {"[pi4\nenable_uart=1", true, true},
        {"[]\nenable_uart=1", true, true},
        {"\xff\xfe=\n  enable_uart = 1 \r\n", true, true},
    };
    for (const row& each : table) {
        EXPECT_EQ(boot_settings(each.text, pi4).last("enable_uart") == "1", each.on_pi4) << each.text;
        EXPECT_EQ(boot_settings(each.text, pi5).last("enable_uart") == "1", each.on_pi5) << each.text;
    }
}

TEST(boot_settings, count_for_a_model_s_modules) {
    const board module{"Raspberry Pi Compute Module 4 Rev 1.0", false, false};
    EXPECT_EQ(boot_settings("[pi4]\nenable_uart=1", module).last("enable_uart"), "1");
    EXPECT_EQ(boot_settings("[cm4]\nenable_uart=1", module).last("enable_uart"), "1");
    EXPECT_EQ(boot_settings("[pi3]\nenable_uart=1", module).last("enable_uart"), "");
    EXPECT_EQ(boot_settings("[pi400]\nenable_uart=1", module).last("enable_uart"), "");
}

TEST(boot_settings, count_for_the_plus_of_a_pi_3_alone) {
    const std::string text = "[pi3+]\nenable_uart=1";
    const std::vector<std::pair<const char*, bool>> table{{"Raspberry Pi 3 Model B Plus Rev 1.3", true},
                                                          {"Raspberry Pi 3 Model A Plus Rev 1.0", true},
                                                          {"Raspberry Pi Model B Plus Rev 1.2", false},
                                                          {"Raspberry Pi 3 Model B Rev 1.2", false}};
    for (const auto& [model, counts] : table) {
        EXPECT_EQ(boot_settings(text, {model, false, false}).last("enable_uart") == "1", counts) << model;
    }
}

TEST(boot_settings, have_overlays_with_and_without_parameters) {
    const boot_settings all("dtoverlay=uart2,ctsrts\ndtoverlay=disable-bt\ndtparam=uart0=on\n", pi4);
    EXPECT_TRUE(all.has("dtoverlay", "uart2"));
    EXPECT_TRUE(all.has("dtoverlay", "disable-bt"));
    EXPECT_TRUE(all.has("dtparam", "uart0=on"));
    EXPECT_FALSE(all.has("dtoverlay", "uart"));
    EXPECT_FALSE(all.has("dtparam", "disable-bt"));
}

TEST(board, is_told_by_its_model) {
    struct row {
        std::string model;
        bool is_pi, is_pi5, has_bluetooth;
    };
    const std::vector<row> table{
        {"Raspberry Pi 4 Model B Rev 1.4", true, false, true},
        {"Raspberry Pi 400 Rev 1.0", true, false, true},
        {"Raspberry Pi Zero 2 W Rev 1.0", true, false, true},
        {"Raspberry Pi Zero W Rev 1.1", true, false, true},
        {"Raspberry Pi 2 Model B Rev 1.1", true, false, false},
        {"Raspberry Pi 5 Model B Rev 1.0", true, true, false},
        {"Raspberry Pi Compute Module 5 Rev 1.0", true, true, false},
        {"Radxa ROCK Pi 4B", false, false, false},
        {"", false, false, false},
        {std::string("\0Raspberry Pi 5", 15), false, false, false},
        {"\x1b[31mRaspberry Pi 5", false, false, false},
    };
    for (const row& each : table) {
        patient host;
        host.pi(each.model);
        const board on = board_of(host);
        EXPECT_EQ(on.is_pi(), each.is_pi) << each.model;
        EXPECT_EQ(on.is_pi5, each.is_pi5) << each.model;
        EXPECT_EQ(on.has_bluetooth, each.has_bluetooth) << each.model;
    }
}

TEST(driver_number, is_that_of_characters) {
    const std::string text =
        "Character devices:\n  4 tty\n188 ttyUSB\nx y\n\n-1 minus\nBlock devices:\n  7 loop\n";
    EXPECT_EQ(driver_number(text, "ttyUSB"), 188u);
    for (const char* name : {"", "loop", "tt", "ttyUSB0", "devices:", "y"})
        EXPECT_FALSE(driver_number(text, name)) << name;
    EXPECT_FALSE(driver_number("", "tty"));
    EXPECT_FALSE(driver_number("99999999999999 tty", "tty"));
}

// Random bytes, of the letters that these files have a meaning for.
TEST(foreign_files, survive_garbage) {
    std::minstd_rand random(8);
    const std::string letters("[]=#;\\\n\r ,pi45allconsole\0\xff", 27);
    std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (int i = 0; i < 60; ++i)
            text += letters[pick(random)];
        const unit_file unit(text);
        for (const unit_file::assignment& each : unit.all())
            EXPECT_FALSE(each.key.empty()) << text;
        for (const std::string& each : consoles(text))
            EXPECT_FALSE(each.empty()) << text;
        EXPECT_FALSE(boot_settings(text, pi4).has("enable_uart", "1")) << text;
        EXPECT_FALSE(driver_number(text, "ttyUSB")) << text;
    }
}

TEST(machine, survives_odd_trees) {
    patient host;
    host.link("/dev/one", "two");
    host.link("/dev/two", "one");
    host.file("/proc/17x/comm", "brltty\n");
    host.file("/proc/18/comm", "");
    EXPECT_EQ(host.behind_links("/dev/one"), "/dev/one") << "a loop leads nowhere";
    EXPECT_FALSE(host.has("/dev/one"));
    EXPECT_FALSE(host.read("/proc")) << "a folder";
    EXPECT_FALSE(host.read("/absent"));
    ASSERT_EQ(mkfifo(host.real("/dev/pipe").c_str(), 0600), 0);
    EXPECT_FALSE(host.read("/dev/pipe")) << "it would wait for somebody who writes";
    EXPECT_THAT(host.names_in("/absent"), IsEmpty());
    EXPECT_FALSE(runs(host, "brltty"));
    host.file("/proc/19/comm", "brltty");
    EXPECT_TRUE(runs(host, "brltty"));
    host.file("/etc/big", std::string(std::size_t{1} << 20, 'x'));
    EXPECT_EQ(host.read("/etc/big")->size(), std::size_t{64} * 1024);
}

}  // namespace
}  // namespace weir::doctor::test
