#include "tests/unit/daemon/doctor/patient.hpp"

namespace weir::doctor {

extern const check console_check;
extern const check uart_check;

namespace test {
namespace {

constexpr const char* pi4 = "Raspberry Pi 4 Model B Rev 1.4";
constexpr const char* pi5 = "Raspberry Pi 5 Model B Rev 1.0";
constexpr const char* pi2 = "Raspberry Pi 2 Model B Rev 1.1";

// A Pi whose port is `path`; the terminal that it is, if any, and what config.txt says.
void pi(patient& host, const std::string& model, const std::string& path, const std::string& terminal,
        const std::string& settings) {
    host.pi(model);
    host.port_keys = "{ gps: { path: " + path + " } }";
    host.file("/boot/firmware/config.txt", settings);
    if (terminal.empty()) return;
    host.terminal(terminal, 204);
    host.link("/dev/serial0", terminal);
}

TEST(doctor, knows_the_uarts_of_each_pi) {
    const std::string on = "sudo raspi-config nonint do_serial_hw 0\nsudo reboot";
    expect_findings(
        uart_check,
        {
            {"no Pi", [](patient&) {}, state::skipped, "no Raspberry Pi", ""},
            {"a Pi-like board", [](patient& h) { h.pi("Radxa ROCK 4"); }, state::skipped, "no Raspberry Pi",
             ""},
            {"no UART used", [](patient& h) { pi(h, pi4, "/dev/ttyUSB0", "", ""); }, state::skipped,
             "uses no UART", ""},
            {"on", [](patient& h) { pi(h, pi4, "/dev/serial0", "ttyS0", "enable_uart=1\n"); }, state::ok,
             "/dev/ttyS0 is on", ""},
            {"off", [](patient& h) { pi(h, pi4, "/dev/serial0", "", "# enable_uart=1\n"); }, state::problem,
             "/boot/firmware/config.txt has no enable_uart=1", on},
            {"off by its last word",
             [](patient& h) { pi(h, pi4, "/dev/serial0", "", "enable_uart=1\n[all]\nenable_uart=0\n"); },
             state::problem, "the UART is off", on},
            {"on for another Pi",
             [](patient& h) { pi(h, pi4, "/dev/serial0", "", "[pi3]\nenable_uart=1\n"); }, state::problem,
             "the UART is off", on},
            {"on since a moment ago",
             [](patient& h) { pi(h, pi4, "/dev/serial0", "", "[pi3]\n[pi4]\r\n enable_uart = 1\r\n"); },
             state::problem, "not since the start", "sudo reboot"},
            {"the file of bullseye",
             [](patient& h) {
                 pi(h, pi4, "/dev/serial0", "", "");
                 h.remove("/boot/firmware");
                 h.file("/boot/config.txt", "");
             },
             state::problem, "/boot/config.txt has no", on},
            {"Bluetooth's", [](patient& h) { pi(h, pi4, "/dev/ttyAMA0", "ttyAMA0", "enable_uart=1\n"); },
             state::problem, "is Bluetooth's on the Raspberry Pi 4", "dtoverlay=disable-bt"},
            {"Bluetooth's no more",
             [](patient& h) {
                 pi(h, pi4, "/dev/ttyAMA0", "ttyAMA0", "enable_uart=1\ndtoverlay=disable-bt\n");
             },
             state::ok, "is on", ""},
            {"of a Pi without Bluetooth",
             [](patient& h) { pi(h, pi2, "/dev/ttyAMA0", "ttyAMA0", "enable_uart=1\n"); }, state::ok, "is on",
             ""},
            {"a further one", [](patient& h) { pi(h, pi4, "/dev/ttyAMA3", "", "enable_uart=1\n"); },
             state::problem, "/dev/ttyAMA3 is not there", "dtoverlay=uart2"},
            {"the small one of a Pi that has the better one there",
             [](patient& h) { pi(h, pi4, "/dev/ttyS0", "ttyAMA0", "enable_uart=1\ndtoverlay=disable-bt\n"); },
             state::problem, "/dev/ttyS0 is not there", "`path: /dev/serial0`"},
            {"a Pi 5 by another Pi's name",
             [](patient& h) { pi(h, pi5, "/dev/ttyS0", "ttyAMA0", "dtparam=uart0=on\n"); }, state::problem,
             "GPIO 14 and 15 are /dev/ttyAMA0", "`path: /dev/ttyAMA0`"},
            {"a Pi 5's, off, next to its debug connector",
             [](patient& h) { pi(h, pi5, "/dev/ttyAMA0", "ttyAMA10", ""); }, state::problem,
             "has no dtparam=uart0=on", on},
            {"a Pi 5's, off", [](patient& h) { pi(h, pi5, "/dev/ttyAMA0", "", "enable_uart=1\n"); },
             state::problem, "has no dtparam=uart0=on", on},
            {"a Pi 5's, on", [](patient& h) { pi(h, pi5, "/dev/ttyAMA0", "ttyAMA0", "dtparam=uart0=on\n"); },
             state::ok, "is on", ""},
            {"a Pi 5's, on since a moment ago",
             [](patient& h) { pi(h, pi5, "/dev/ttyAMA0", "", "dtparam=i2c_arm=on\ndtparam=uart0=on\n"); },
             state::problem, "not since the start", "sudo reboot"},
            {"a Pi 5's debug connector, by the name of old",
             [](patient& h) { pi(h, pi5, "/dev/serial0", "ttyAMA10", "enable_uart=1\n"); }, state::problem,
             "debug connector", "`path: /dev/ttyAMA0`"},
            {"a Pi 5's debug connector, on purpose",
             [](patient& h) { pi(h, pi5, "/dev/ttyAMA10", "ttyAMA10", "enable_uart=1\n"); }, state::ok,
             "is on", ""},
        });
}

TEST(doctor, finds_the_console_on_the_line) {
    const std::string off = "sudo raspi-config nonint do_serial_cons 1\nsudo reboot";
    const auto uart = [](patient& h, const std::string& now, const std::string& later) {
        pi(h, pi4, "/dev/serial0", "ttyS0", "enable_uart=1\n");
        h.file("/proc/cmdline", now);
        h.file("/boot/firmware/cmdline.txt", later);
    };
    const auto pc = [](patient& h, const std::string& now) {
        h.terminal("ttyS0", 4);
        h.port_keys = "{ gps: { path: /dev/ttyS0 } }";
        h.file("/proc/cmdline", now);
    };
    expect_findings(
        console_check,
        {
            {"no port", [](patient&) {}, state::skipped, "no serial port", ""},
            {"elsewhere", [&](patient& h) { uart(h, "console=tty1 quiet", "console=tty1"); }, state::ok,
             "is not the kernel's console", ""},
            {"on it",
             [&](patient& h) {
                 uart(h, "console=ttyS0,115200 console=tty1", "console=serial0,115200 quiet");
             },
             state::problem, "/dev/ttyS0 is the kernel's console: console= in /boot/firmware/cmdline.txt",
             off},
            {"from now on", [&](patient& h) { uart(h, "console=tty1", "console=serial0,115200"); },
             state::problem, "from the next start on", off},
            {"until the next start", [&](patient& h) { uart(h, "console=ttyS0,115200", "console=tty1"); },
             state::problem, "until the next start", "sudo reboot"},
            {"of another terminal",
             [&](patient& h) { uart(h, "console=ttyS01 xconsole=ttyS0 console=", "console=ttyAMA1"); },
             state::ok, "is not", ""},
            {"on a PC", [&](patient& h) { pc(h, "root=/dev/sda1 console=ttyS0,115200n8"); }, state::problem,
             "on its command line", "sudo update-grub"},
            {"nothing to read",
             [&](patient& h) {
                 pc(h, "");
                 h.remove("/proc/cmdline");
             },
             state::ok, "is not", ""},
        });
}

}  // namespace
}  // namespace test
}  // namespace weir::doctor
