#include "drivers/usb_identity.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace weir {
namespace {

port_info usb(std::string path, usb_id id, std::string serial = {}) {
    port_info port;
    port.path = std::move(path);
    port.usb = id;
    port.serial = std::move(serial);
    return port;
}

constexpr usb_id gps{0x1546, 0x01a7};
constexpr usb_id quad{0x0403, 0x6011};

TEST(usb_identity, is_parsed) {
    struct row {
        std::string text;
        std::uint16_t vendor;
        std::uint16_t product;
        std::optional<std::string> serial;
    };
    for (const row& each : std::vector<row>{{"1546:01a7", 0x1546, 0x01a7, {}},
                                            {"1546:01A7", 0x1546, 0x01a7, {}},
                                            {"0000:ffff", 0, 0xffff, {}},
                                            {"0403:6001:A50285BI", 0x0403, 0x6001, "A50285BI"},
                                            {"0403:6001:a b", 0x0403, 0x6001, "a b"},
                                            {"0403:6001::", 0x0403, 0x6001, ":"},
                                            {"1a86:7523:00:11:22", 0x1a86, 0x7523, "00:11:22"},
                                            {"1a86:7523:Ünö", 0x1a86, 0x7523, "Ünö"}}) {
        const auto parsed = parse_usb_identity(each.text);
        ASSERT_TRUE(parsed) << each.text;
        EXPECT_EQ(parsed->vendor, each.vendor) << each.text;
        EXPECT_EQ(parsed->product, each.product) << each.text;
        EXPECT_EQ(parsed->serial, each.serial) << each.text;
        EXPECT_FALSE(parsed->interface || parsed->usb_path);
    }
}

TEST(usb_identity, is_refused) {
    for (const std::string& each : std::vector<std::string>{"",
                                                            ":",
                                                            "1546",
                                                            "1546:",
                                                            "1546:1a7",
                                                            "546:01a7",
                                                            "01546:01a7",
                                                            "1546:01a70",
                                                            "1546:01g7",
                                                            "1546-01a7",
                                                            " 1546:01a7",
                                                            "1546:01a7 ",
                                                            "+546:01a7",
                                                            "-546:01a7",
                                                            "0x15:01a7",
                                                            "1546:01a7:",
                                                            "1546:01a7:a\tb\x01",
                                                            "1546:01a7:\n",
                                                            "1546:01a7:\xff",
                                                            "1546:01a7:" + std::string(257, 'x'),
                                                            std::string("1546:01a7\0", 10)}) {
        EXPECT_FALSE(parse_usb_identity(each)) << each;
    }
}

TEST(usb_identity, is_written_as_it_is_read) {
    for (const std::string text : {"1546:01a7", "0403:6001:A50285BI", "00ff:ff00::"}) {
        EXPECT_EQ(to_text(*parse_usb_identity(text)), text);
    }
}

TEST(usb_identity, knows_a_path_on_the_bus) {
    for (const std::string good : {"1-1", "2-1.4.3", "10-12.1"})
        EXPECT_TRUE(is_usb_path(good)) << good;
    for (const std::string bad :
         {"", "1", "1-", "-1", "1.1", "1-1.", "1-1-1", "1-1:1.0", "1-a", "1-1 ", "usb1"})
        EXPECT_FALSE(is_usb_path(bad)) << bad;
}

TEST(usb_identity, matches_only_what_it_says) {
    std::vector<port_info> ports{usb("a", gps, "1"), usb("b", gps, "12"), usb("c", quad), {}};
    ports[0].interface = 0;
    ports[1].interface = 1;
    ports[1].usb_path = "1-1.2";
    const auto paths = [&](const usb_identity& wanted) {
        std::string found;
        for (const port_info& each : matching(ports, wanted))
            found += each.path;
        return found;
    };
    EXPECT_EQ(paths({0x1546, 0x01a7, {}, {}, {}}), "ab");
    EXPECT_EQ(paths({0x1546, 0x01a7, "1", {}, {}}), "a") << "no prefix";
    EXPECT_EQ(paths({0x1546, 0x01a7, "", {}, {}}), "");
    EXPECT_EQ(paths({0x1546, 0x01a7, {}, 1, {}}), "b");
    EXPECT_EQ(paths({0x1546, 0x01a7, "1", 1, {}}), "");
    EXPECT_EQ(paths({0x1546, 0x01a7, {}, {}, "1-1.2"}), "b");
    EXPECT_EQ(paths({0x1546, 0x01a7, {}, {}, "1-1"}), "");
    EXPECT_EQ(paths({0x0403, 0x6011, {}, 0, {}}), "") << "what is not known is no interface 0";
    EXPECT_EQ(paths({0, 0, {}, {}, {}}), "") << "a port without USB";
}

TEST(usb_identity, is_as_short_as_the_other_ports_allow) {
    struct row {
        std::string serial;
        std::optional<int> interface;
        std::string usb_path;
        std::string written;
    };
    // Each table is one machine with devices of the same ids.
    const std::vector<std::vector<row>> machines{
        {{"A", 0, "1-1", "ids"}},
        {{"A", 0, "1-1", "serial"}, {"B", 0, "1-2", "serial"}},
        {{"A", 0, "1-1", "serial interface"}, {"A", 1, "1-1", "serial interface"}},
        {{"", 0, "1-1", "interface"}, {"", 1, "1-1", "interface"}},
        {{"1", 0, "1-1", "path"}, {"1", 0, "1-2", "path"}},
        {{"1", 0, "1-1", "path interface"},
         {"1", 1, "1-1", "path interface"},
         {"1", 0, "1-2", "path interface"},
         {"1", 1, "1-2", "path interface"}},
        {{"", {}, "", "nothing"}, {"", {}, "", "nothing"}},
    };
    for (const auto& machine : machines) {
        std::vector<port_info> ports{usb("other", gps)};
        for (const row& each : machine) {
            ports.push_back(usb("/dev/ttyUSB" + std::to_string(ports.size()), quad, each.serial));
            ports.back().interface = each.interface;
            ports.back().usb_path = each.usb_path;
        }
        for (std::size_t i = 0; i < machine.size(); ++i) {
            const auto found = identity_among(ports, ports[i + 1]);
            std::string written = found ? "" : "nothing ";
            if (found && found->serial) written += "serial ";
            if (found && found->usb_path) written += "path ";
            if (found && found->interface) written += "interface ";
            if (written.empty()) written = "ids ";
            written.pop_back();
            EXPECT_EQ(written, machine[i].written) << ports[i + 1].path;
        }
    }
    EXPECT_FALSE(identity_among({{}}, {})) << "no USB device";
}

}  // namespace
}  // namespace weir
