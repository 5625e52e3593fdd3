#include "tests/unit/daemon/doctor/patient.hpp"

namespace weir::doctor {

extern const check device_check;
extern const check holder_check;
extern const check getty_check;
extern const check modem_manager_check;
extern const check brltty_check;
extern const check latency_check;

namespace test {
namespace {

void adapter(patient& host) {
    host.usb_terminal("ttyUSB0");
    host.link("/dev/serial/by-id/usb-gps", "../../ttyUSB0");
    host.port_keys = "{ gps: { path: /dev/serial/by-id/usb-gps } }";
}

TEST(doctor, says_which_ports_are_not_there_and_which_are) {
    expect_findings(
        device_check,
        {
            {"a path", adapter, state::ok, "port gps: /dev/serial/by-id/usb-gps is there", ""},
            {"a broken configuration", [](patient& h) { h.rest = "sourcs: {}\n"; }, state::skipped,
             "the configuration", ""},
            {"none wanted", [](patient&) {}, state::skipped, "no serial port", ""},
            {"one over the network", [](patient& h) { h.port_keys = "{ gps: { tcp: \"host:1\" } }"; },
             state::skipped, "no serial port", ""},
            {"a link that leads nowhere",
             [](patient& h) {
                 adapter(h);
                 h.remove("/dev/ttyUSB0");
             },
             state::problem, "usb-gps is not there", "#   /dev/ttyUSB0: { usb: \"0403:6001\" }"},
            {"nothing plugged in", [](patient& h) { h.port_keys = "{ gps: { path: /dev/ttyUSB0 } }"; },
             state::problem, "/dev/ttyUSB0 is not there", "sudo dmesg"},
            {"a USB adapter",
             [](patient& h) {
                 adapter(h);
                 h.port_keys = "{ gps: { usb: \"0403:6001\" } }";
             },
             state::ok, "usb 0403:6001 is there", ""},
            {"another USB adapter",
             [](patient& h) {
                 adapter(h);
                 h.port_keys = "{ gps: { usb: \"1546:01a7\" } }";
             },
             state::problem, "usb 1546:01a7 is not there", "/dev/ttyUSB0: { usb: \"0403:6001\" }"},
            {"two alike",
             [](patient& h) {
                 adapter(h);
                 h.usb_terminal("ttyUSB1");
                 h.there.back().usb_path = "1-1.3";
                 h.port_keys = "{ gps: { usb: \"0403:6001\" } }";
             },
             state::problem, "means 2 devices", "usb_path: \"1-1.3\""},
        });
}

TEST(doctor, names_who_holds_a_port) {
    expect_findings(
        holder_check,
        {
            {"nobody, as root sees it", adapter, state::ok, "/dev/ttyUSB0 is free", ""},
            {"nobody, as others see it",
             [](patient& h) {
                 adapter(h);
                 h.who = h.users["pi"];
             },
             state::ok, "as far as other users' processes can be seen", ""},
            {"no port", [](patient&) {}, state::skipped, "no serial port", ""},
            {"another file",
             [](patient& h) {
                 adapter(h);
                 h.process("17", "tail", "/dev/null");
             },
             state::ok, "is free", ""},
            {"weir",
             [](patient& h) {
                 adapter(h);
                 h.process("17", "weir", "/dev/zero");
             },
             state::ok, "held by weir, process 17", ""},
            {"a terminal program",
             [](patient& h) {
                 adapter(h);
                 h.process("4711", "minicom", "/dev/zero");
             },
             state::problem, "port gps: /dev/ttyUSB0 is held by minicom, process 4711", "sudo kill 4711"},
            {"one without a name",
             [](patient& h) {
                 adapter(h);
                 h.process("4711", "", "/dev/zero");
             },
             state::problem, "held by another program, process 4711", "sudo kill 4711"},
            {"ModemManager",
             [](patient& h) {
                 adapter(h);
                 h.process("5", "ModemManager", "/dev/zero");
             },
             state::problem, "takes it for a modem", "sudo systemctl disable --now ModemManager"},
            {"a login",
             [](patient& h) {
                 adapter(h);
                 h.process("5", "agetty", "/dev/zero");
             },
             state::problem, "a login", "sudo systemctl mask --now serial-getty@ttyUSB0.service"},
            {"brltty",
             [](patient& h) {
                 adapter(h);
                 h.process("5", "brltty", "/dev/zero");
             },
             state::problem, "braille", "sudo apt purge brltty"},
        });
}

TEST(doctor, finds_a_login_on_the_line) {
    const std::string unit = "serial-getty@ttyUSB0.service";
    const std::string slice = "/system.slice/system-serial\\x2dgetty.slice/";
    const std::string remedy = "sudo systemctl mask --now " + unit;
    expect_findings(getty_check,
                    {
                        {"none", adapter, state::ok, "no login", ""},
                        {"no port", [](patient&) {}, state::skipped, "no serial port", ""},
                        {"of another terminal",
                         [&](patient& h) {
                             adapter(h);
                             h.file("/sys/fs/cgroup" + slice + "serial-getty@ttyS0.service/cgroup.procs", "");
                         },
                         state::ok, "no login", ""},
                        {"running",
                         [&](patient& h) {
                             adapter(h);
                             h.file("/sys/fs/cgroup" + slice + unit + "/cgroup.procs", "");
                         },
                         state::problem, unit + " runs", remedy},
                        {"running, cgroups of old",
                         [&](patient& h) {
                             adapter(h);
                             h.file("/sys/fs/cgroup/systemd" + slice + unit + "/cgroup.procs", "");
                         },
                         state::problem, unit + " runs", remedy},
                        {"enabled",
                         [&](patient& h) {
                             adapter(h);
                             h.link("/etc/systemd/system/getty.target.wants/" + unit,
                                    "/lib/systemd/system/serial-getty@.service");
                         },
                         state::problem, unit + " is enabled", remedy},
                    });
}

void modem_manager(patient& host) {
    adapter(host);
    host.process("300", "ModemManager");
}

TEST(doctor, warns_of_modem_manager) {
    expect_findings(modem_manager_check,
                    {
                        {"not there", adapter, state::ok, "does not run", ""},
                        {"runs", modem_manager, state::warning, "may try whether /dev/ttyUSB0 is a modem",
                         "weir udev-rules -c /etc/weir/weir.yaml | sudo tee"},
                        {"kept away",
                         [](patient& h) {
                             modem_manager(h);
                             h.file("/run/udev/data/c188:7",
                                    "S:serial/by-id/x\nE:ID_MM_PORT_IGNORE=1\nG:systemd\n");
                         },
                         state::ok, "kept away", ""},
                        {"told that it is the device",
                         [](patient& h) {
                             modem_manager(h);
                             h.file("/run/udev/data/c188:7", "E:ID_MM_DEVICE_IGNORE=1\n");
                         },
                         state::ok, "kept away", ""},
                        {"told of another",
                         [](patient& h) {
                             modem_manager(h);
                             h.file("/run/udev/data/c188:7", "E:ID_MM_CANDIDATE=1\n");
                         },
                         state::warning, "may try", "disable --now ModemManager"},
                        {"a UART",
                         [](patient& h) {
                             modem_manager(h);
                             h.there.front().transport = "native";
                         },
                         state::ok, "does not look at", ""},
                        {"no port", [](patient& h) { h.process("300", "ModemManager"); }, state::skipped,
                         "no serial port", ""},
                    });
}

void usb_device(patient& host, const std::string& vendor, const std::string& product) {
    host.file("/sys/bus/usb/devices/1-1/idVendor", vendor + "\n");
    host.file("/sys/bus/usb/devices/1-1/idProduct", product + "\n");
}

TEST(doctor, knows_what_brltty_does) {
    expect_findings(brltty_check,
                    {
                        {"not there", adapter, state::ok, "not installed", ""},
                        {"nothing for it",
                         [](patient& h) {
                             h.file("/usr/bin/brltty", "");
                             usb_device(h, "1546", "01a7");
                         },
                         state::ok, "no adapter that it would take", ""},
                        {"an adapter, and its terminal is there",
                         [](patient& h) {
                             adapter(h);
                             h.file("/usr/bin/brltty", "");
                             usb_device(h, "0403", "6001");
                         },
                         state::warning, "takes the USB adapter 0403:6001", "sudo apt purge brltty"},
                        {"an adapter, and a port is missing",
                         [](patient& h) {
                             h.port_keys = "{ gps: { usb: \"1a86:7523\" } }";
                             h.process("66", "brltty");
                             usb_device(h, "1a86", "7523");
                         },
                         state::problem, "why a port is missing", "sudo apt purge brltty"},
                    });
}

void timer(patient& host, const std::string& text) {
    adapter(host);
    host.file("/sys/class/tty/ttyUSB0/device/latency_timer", text);
}

void asking(patient& host) {
    host.rest =
        "sources: { s: { port: gps, poll: { write: W, every: 1s, timeout: 100ms }, decode: text } }\n";
}

TEST(doctor, knows_where_the_latency_timer_counts) {
    expect_findings(
        latency_check,
        {
            {"none", adapter, state::ok, "has no latency timer", ""},
            {"garbage", [](patient& h) { timer(h, "sixteen\n"); }, state::ok, "has no latency timer", ""},
            {"nothing in it", [](patient& h) { timer(h, ""); }, state::ok, "has no latency timer", ""},
            {"too much in it", [](patient& h) { timer(h, "99999999999\n"); }, state::ok, "no latency timer",
             ""},
            {"short", [](patient& h) { timer(h, "1\n"); }, state::ok, "is 1 ms", ""},
            {"nobody asks", [](patient& h) { timer(h, "16\n"); }, state::ok, "nobody waits", ""},
            {"somebody asks",
             [](patient& h) {
                 timer(h, "16\n");
                 asking(h);
             },
             state::warning, "the latency timer of /dev/ttyUSB0 is 16 ms",
             "add `low_latency: true` to ports.gps"},
            {"a command waits",
             [](patient& h) {
                 timer(h, "16\n");
                 h.rest += "commands: { on: { port: gps, write: \"1\\n\" } }\n";
             },
             state::warning, "is 16 ms", "low_latency"},
            {"weir shortens it",
             [](patient& h) {
                 timer(h, "16\n");
                 asking(h);
                 h.port_keys = "{ gps: { path: /dev/ttyUSB0, low_latency: true } }";
             },
             state::ok, "low_latency shortens it", ""},
            {"no port", [](patient&) {}, state::skipped, "no serial port", ""},
        });
}

TEST(doctor, judges_each_port_by_itself) {
    patient host;
    adapter(host);
    host.terminal("ttyS1", 4, "/dev/full");
    host.port_keys =
        "{ gps: { path: /dev/ttyUSB0 }, scale: { path: /dev/ttyS1 }, gone: { path: /dev/ttyS2 } }";
    host.process("8", "screen", "/dev/full");
    const auto found = look_at(host, holder_check);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].how, state::ok);
    EXPECT_EQ(found[1].how, state::problem);
    EXPECT_THAT(found[1].text, testing::HasSubstr("port scale"));
    EXPECT_EQ(look_at(host, device_check).size(), 3u);
}

}  // namespace
}  // namespace test
}  // namespace weir::doctor
