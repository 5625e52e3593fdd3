#include "daemon/cli/udev_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <sstream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string what_to_do_at =
    R"(GROUP="dialout", MODE="0660", ENV{ID_MM_DEVICE_IGNORE}="1", ENV{ID_MM_PORT_IGNORE}="1")";

port_info adapter(const std::string& path, usb_id ids, const std::string& serial, const std::string& socket,
                  int interface = 0) {
    port_info port;
    port.path = path;
    port.by_id = "/dev/serial/by-id/usb-" + serial + path.substr(5);
    port.by_path = "/dev/serial/by-path/usb-" + socket;
    port.usb = ids;
    port.serial = serial;
    port.usb_path = socket;
    port.interface = interface;
    return port;
}

port_info uart(const std::string& path) {
    port_info port;
    port.path = path;
    port.transport = "native";
    return port;
}

constexpr usb_id ftdi{0x0403, 0x6001};
constexpr usb_id ch340{0x1a86, 0x7523};
constexpr usb_id quad{0x0403, 0x6011};

settings settings_with(const std::string& ports) {
    const auto loaded =
        parse_config("version: 1\nnode: { id: bench }\nmqtt: { url: mqtt://localhost }\nports:\n" + ports +
                         "sources: { outdoor: { topic: out, decode: json } }\n",
                     "bench.yaml", all_catalogues());
    EXPECT_EQ(loaded.errors, "");
    return loaded.settings.value_or(settings{});
}

// Links lead to the present port that has them; of a socket there may be another link.
udev_rules rules_of(const std::string& ports, const std::vector<port_info>& present = {}) {
    return udev_rules_of(settings_with(ports), present, [&](const std::string& path) {
        for (const port_info& each : present)
            if (path == each.by_id || path.starts_with(each.by_path)) return each.path;
        return path;
    });
}

// The lines of rules without comments; one that goes on in the next is put together.
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(std::regex_replace(text, std::regex(R"(\\\n +)"), ""));
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line[0] != '#') all.push_back(line);
    return all;
}

// What they do between the first line and the last, which are always the same.
std::vector<std::string> rules_in(const udev_rules& made) {
    std::vector<std::string> all = lines_of(made.text);
    EXPECT_GE(all.size(), 2u);
    EXPECT_EQ(all.front(), R"(ACTION=="remove", GOTO="weir_end")");
    EXPECT_EQ(all.back(), R"(LABEL="weir_end")");
    return {all.begin() + 1, all.end() - 1};
}

// As udev(7) has a rule, of the keys that ours may have, with values that stand for themselves.
void expect_harmless(const udev_rules& made) {
    static const std::string key =
        R"((ACTION|GOTO|LABEL|SUBSYSTEM|KERNELS|SYMLINK|GROUP|MODE|TEST|(ATTR|ATTRS|ENV|IMPORT)\{\w+\}))";
    static const std::string one = key + R"re((==|=|\+=)"[^"\\$%*?|\[\]]*")re";
    static const std::regex rule(one + "(, " + one + ")*");
    for (const std::string& line : lines_of(made.text)) {
        EXPECT_TRUE(std::regex_match(line, rule)) << line;
    }
    EXPECT_THAT(made.text, Not(HasSubstr("\r")));
    EXPECT_TRUE(made.text.ends_with('\n'));
}

TEST(udev_rules, are_a_file_that_says_where_it_belongs) {
    const auto made = rules_of("  meter: { usb: \"0403:6001:A50285BI\", low_latency: true }\n");
    EXPECT_EQ(made.text, "# udev's rules for the serial adapters of bench.yaml, by weir " WEIR_VERSION R"(.
#
#     weir udev-rules -c FILE | sudo tee /etc/udev/rules.d/60-weir.rules
#     sudo udevadm control --reload
#     sudo udevadm trigger --subsystem-match=tty --subsystem-match=usb-serial
#
# The number: behind 60-serial.rules, which reads the adapters' identities, and before 77-mm-*.rules, ModemManager's.

ACTION=="remove", GOTO="weir_end"

# meter: usb 0403:6001:A50285BI.
SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", ATTRS{serial}=="A50285BI", \
    SYMLINK+="weir/meter", GROUP="dialout", MODE="0660", ENV{ID_MM_DEVICE_IGNORE}="1", ENV{ID_MM_PORT_IGNORE}="1"
SUBSYSTEM=="usb-serial", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", ATTRS{serial}=="A50285BI", TEST=="latency_timer", ATTR{latency_timer}="1"

LABEL="weir_end"
)");
    EXPECT_THAT(made.warnings, IsEmpty());
    expect_harmless(made);
}

TEST(udev_rules, match_what_the_configuration_says) {
    struct expectation {
        std::string keys;
        std::string match;
    };
    const std::vector<expectation> cases{
        {R"(usb: "1546:01A7")", R"(ATTRS{idVendor}=="1546", ATTRS{idProduct}=="01a7", )"},
        {R"(usb: "1546:01a7:A 1:b#'e")",
         R"(ATTRS{idVendor}=="1546", ATTRS{idProduct}=="01a7", ATTRS{serial}=="A 1:b#'e", )"},
        {R"(usb: "1a86:7523", usb_path: 1-1.2)",
         R"(ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", KERNELS=="1-1.2", )"},
        {R"(usb: "0403:6011", interface: 10)",
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6011", ENV{ID_USB_INTERFACE_NUM}=="0a", )"},
    };
    for (const auto& [keys, match] : cases) {
        const auto made = rules_of("  gps: { " + keys + " }\n");
        EXPECT_THAT(rules_in(made),
                    ElementsAre(R"(SUBSYSTEM=="tty", )" + match + R"(SYMLINK+="weir/gps", )" + what_to_do_at))
            << keys;
        EXPECT_THAT(made.warnings, IsEmpty()) << keys;
        expect_harmless(made);
    }
}

TEST(udev_rules, read_the_interface_of_what_is_no_terminal_themselves) {
    const auto made = rules_of("  a: { usb: \"0403:6011\", interface: 1, low_latency: true }\n");
    const auto rules = rules_in(made);
    ASSERT_EQ(rules.size(), 3u);
    EXPECT_EQ(rules[1], R"(SUBSYSTEM=="usb-serial", IMPORT{builtin}="usb_id")");
    EXPECT_EQ(rules[2], R"(SUBSYSTEM=="usb-serial", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6011", )"
                        R"(ENV{ID_USB_INTERFACE_NUM}=="01", TEST=="latency_timer", ATTR{latency_timer}="1")");
    expect_harmless(made);
}

TEST(udev_rules, know_an_adapter_that_is_named_by_a_path_by_what_it_is) {
    struct expectation {
        std::string what;
        std::vector<port_info> present;
        std::string path;
        std::string match;
    };
    const auto one = adapter("/dev/ttyUSB0", ftdi, "A1", "1-1.2");
    const auto clone = adapter("/dev/ttyUSB0", ch340, "", "1-1.2");
    const std::vector<expectation> cases{
        {"its serial number, though it is alone",
         {one},
         one.path,
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", ATTRS{serial}=="A1", )"},
        {"the same by its link",
         {one},
         one.by_id,
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", ATTRS{serial}=="A1", )"},
        {"its ids, when it has no more",
         {clone},
         clone.path,
         R"(ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", )"},
        {"the socket, when there are two without a serial number",
         {clone, adapter("/dev/ttyUSB1", ch340, "", "1-1.3")},
         clone.path,
         R"(ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", KERNELS=="1-1.2", )"},
        {"the socket, when clones share their serial number",
         {one, adapter("/dev/ttyUSB1", ftdi, "A1", "1-1.3")},
         one.path,
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", KERNELS=="1-1.2", )"},
        {"the socket, when the path is that of the socket",
         {one, adapter("/dev/ttyUSB1", ftdi, "B2", "1-1.3")},
         one.by_path,
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", KERNELS=="1-1.2", ENV{ID_USB_INTERFACE_NUM}=="00", )"},
        {"the socket, when it is another path of the socket",
         {one},
         one.by_path + "-port0",
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", KERNELS=="1-1.2", ENV{ID_USB_INTERFACE_NUM}=="00", )"},
        {"the interface, when it has several",
         {adapter("/dev/ttyUSB0", quad, "Q", "1-1", 0), adapter("/dev/ttyUSB1", quad, "Q", "1-1", 1)},
         "/dev/ttyUSB1",
         R"(ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6011", ATTRS{serial}=="Q", ENV{ID_USB_INTERFACE_NUM}=="01", )"},
    };
    for (const auto& [what, present, path, match] : cases) {
        const auto made = rules_of("  gps: { path: " + path + " }\n", present);
        EXPECT_THAT(rules_in(made),
                    ElementsAre(R"(SUBSYSTEM=="tty", )" + match + R"(SYMLINK+="weir/gps", )" + what_to_do_at))
            << what;
        EXPECT_THAT(made.text, HasSubstr("\n# gps: " + path + ", which is usb ")) << what;
        const bool by_socket = match.find("KERNELS") != match.npos;
        EXPECT_EQ(made.text.find("known by the socket") != made.text.npos, by_socket) << what;
        EXPECT_THAT(made.warnings, IsEmpty()) << what;
        expect_harmless(made);
    }
}

TEST(udev_rules, say_why_a_port_has_none) {
    struct expectation {
        std::string keys;
        std::vector<port_info> present;
        std::string why;
    };
    const auto first = adapter("/dev/ttyUSB0", ch340, "", "1-1.2");
    const auto second = adapter("/dev/ttyUSB1", ch340, "", "1-1.3");
    auto twin = first;  // of one interface, as MosChip's
    twin.path = "/dev/ttyUSB1";
    const std::vector<expectation> cases{
        {"path: /dev/ttyUSB7",
         {first},
         "/dev/ttyUSB7 is no serial port that is there: plug it in, or name it by `usb`"},
        {"path: /dev/pts/3",
         {},
         "/dev/pts/3 is no serial port that is there: plug it in, or name it by `usb`"},
        {"path: /dev/ttyAMA0",
         {uart("/dev/ttyAMA0")},
         "/dev/ttyAMA0 is no USB adapter: its name does not change, use it"},
        {"path: /dev/ttyUSB0",
         {first, twin},
         "/dev/ttyUSB0 has nothing that tells it apart from another port"},
        {R"(usb: "1a86:7523")",
         {first, second},
         "2 devices match usb 1a86:7523: /dev/ttyUSB0 (no serial, interface 0, usb_path 1-1.2), /dev/ttyUSB1 "
         "(no "
         "serial, interface 0, usb_path 1-1.3); add the serial number, interface or usb_path"},
    };
    for (const auto& [keys, present, why] : cases) {
        const auto made = rules_of("  gps: { " + keys + " }\n", present);
        EXPECT_THAT(rules_in(made), IsEmpty()) << keys;
        EXPECT_THAT(made.text, HasSubstr("\n# gps: no rule: " + why + ".\n"));
        EXPECT_THAT(made.warnings, ElementsAre("port gps: no rule: " + why));
    }
}

TEST(udev_rules, need_none_for_what_is_no_serial_port) {
    const auto made = rules_of("  net: { tcp: \"ser2net.lan:4001\" }\n  trial: { simulate: climate }\n");
    EXPECT_THAT(rules_in(made), IsEmpty());
    EXPECT_THAT(made.text,
                HasSubstr("\n# net: no rule: tcp ser2net.lan:4001 is no serial port of this machine.\n"));
    EXPECT_THAT(made.text,
                HasSubstr("\n# trial: no rule: simulated climate is no serial port of this machine.\n"));
    EXPECT_THAT(made.warnings, IsEmpty());
}

TEST(udev_rules, hold_no_serial_number_that_could_be_more_than_one) {
    const std::vector<std::string> serials{
        R"(A", RUN+="/bin/sh)",
        R"(A\)",
        R"(A\")",
        "$env{ID_PATH}",
        "%k",
        "A*",
        "A?",
        "A[0-9]",
        "A|B",
        "A]",
        "A\tB",
        "Ä1",
        "\"",
    };
    for (const std::string& serial : serials) {
        settings all = settings_with("  gps: { usb: \"0403:6001\", low_latency: true }\n");
        std::get<usb_device>(all.ports.at(0).device).identity.serial = serial;
        const auto same = [](const std::string& path) { return path; };

        const auto absent = udev_rules_of(all, {}, same);
        EXPECT_THAT(rules_in(absent), IsEmpty()) << serial;
        EXPECT_THAT(absent.warnings, ElementsAre(HasSubstr("has characters that no rule can hold")))
            << serial;
        expect_harmless(absent);

        const auto present = udev_rules_of(all, {adapter("/dev/ttyUSB0", ftdi, serial, "1-1.2")}, same);
        EXPECT_THAT(lines_of(present.text).at(1),
                    HasSubstr(R"(ATTRS{idProduct}=="6001", KERNELS=="1-1.2", )"))
            << serial;
        EXPECT_THAT(present.warnings, IsEmpty()) << serial;
        EXPECT_THAT(present.text, HasSubstr("by its socket, as no rule can hold this serial number"))
            << serial;
        expect_harmless(present);
    }
}

TEST(udev_rules, keep_texts_of_several_lines_in_their_comments) {
    settings all = settings_with("  gps: { path: \"/dev/x\\nRUN+=\\\"/bin/sh\\\"\\\\\" }\n");
    all.file = "bench\nRUN+=\"/bin/sh\".yaml";
    const auto made = udev_rules_of(all, {}, [](const std::string& path) { return path; });
    EXPECT_THAT(rules_in(made), IsEmpty());
    ASSERT_EQ(made.warnings.size(), 1u);
    EXPECT_THAT(made.warnings[0], Not(HasSubstr("\n")));
    expect_harmless(made);
}

TEST(udev_rules, are_bounded_in_their_comments) {
    settings all = settings_with("  gps: { path: /dev/ttyUSB0 }\n");
    all.ports.at(0).device = path_device{"/dev/" + std::string(100000, 'x')};
    const auto made = udev_rules_of(all, {}, [](const std::string& path) { return path; });
    EXPECT_LT(made.text.size(), 2000u);
}

}  // namespace
}  // namespace weir
