#include "daemon/cli/ports.hpp"

#include <gtest/gtest.h>
#include <sstream>
#include <string>

#include "daemon/port/port_keys.hpp"

namespace weir {
namespace {

port_report arduino() {
    port_info port;
    port.path = "/dev/ttyACM0";
    port.by_id = "/dev/serial/by-id/usb-Arduino_Uno_7543-if00";
    port.by_path = "/dev/serial/by-path/platform-fd500000.pcie-usb-0:1.2:1.0";
    port.transport = "usb";
    port.driver = "cdc_acm";
    port.usb = usb_id{0x2341, 0x43};
    port.serial = "7543";
    port.manufacturer = "Arduino LLC";
    port.product = "Ünö";
    port.usb_path = "1-1.2";
    port.interface = 0;
    port.interface_name = "CDC";
    return {port,
            device_access{"root", "dialout", 0660, "pi", true, false, false},
            {},
            usb_identity{0x2341, 0x43, {}, {}, {}}};
}

port_report uart() {
    port_info port;
    port.path = "/dev/ttyAMA0";
    port.transport = "native";
    return {port, device_access{"root", "dialout", 0660, "pi", false, false, false}, {}, {}};
}

port_report gone() {
    port_info port;
    port.path = "/dev/ttyUSB9";
    port.description = "USB Serial";
    port.by_id = "/dev/serial/by-id/usb-clone";
    return {port, {}, {}, {}};
}

std::string table(const std::vector<port_report>& ports) {
    std::ostringstream out;
    print_ports_table(ports, out);
    return out.str();
}

TEST(ports, is_an_aligned_table) {
    EXPECT_EQ(
        table({arduino(), uart(), gone()}),
        "PATH          STATE                        DEVICE           CONFIGURATION\n"
        "/dev/ttyACM0  free                         Arduino LLC Ünö  usb: \"2341:0043\"\n"
        "/dev/ttyAMA0  denied: needs group dialout  -                path: /dev/ttyAMA0\n"
        "/dev/ttyUSB9  gone                         USB Serial       path: /dev/serial/by-id/usb-clone\n");
}

TEST(ports, tells_in_few_words_how_a_port_is) {
    port_report port = arduino();
    port.holder = process_info{4711, "minicom"};
    EXPECT_EQ(state_of(port), "busy: minicom (4711)");
    port.holder->name = "";
    EXPECT_EQ(state_of(port), "busy: process 4711");
    port.access->allowed = false;
    EXPECT_EQ(state_of(port), "denied: needs group dialout");
    port.access->joined_since = true;
    EXPECT_EQ(state_of(port), "denied: log in again for group dialout");
    port.access.reset();
    EXPECT_EQ(state_of(port), "gone");
}

TEST(ports, gives_what_to_write_into_the_configuration) {
    port_report port = arduino();
    port.identity = usb_identity{0x0403, 0x6011, "FT\"1\\", 2, {}};
    EXPECT_EQ(keys_for(port.port, port.identity), R"(usb: "0403:6011:FT\"1\\", interface: 2)");
    port.identity = usb_identity{0x1a86, 0x7523, {}, {}, "1-1.2"};
    EXPECT_EQ(keys_for(port.port, port.identity), R"(usb: "1a86:7523", usb_path: "1-1.2")");
    port.identity.reset();
    EXPECT_EQ(keys_for(port.port, port.identity), "path: /dev/serial/by-id/usb-Arduino_Uno_7543-if00");
}

TEST(ports, names_a_device_once) {
    port_report port = arduino();
    port.port.manufacturer = "FTDI";
    port.port.product = "FTDI Cable";
    EXPECT_NE(table({port}).find("free   FTDI Cable  usb"), std::string::npos) << table({port});
    port.port.product = "";
    EXPECT_NE(table({port}).find("free   FTDI    usb"), std::string::npos) << table({port});
}

TEST(ports, says_so_when_there_are_none) {
    EXPECT_EQ(table({}), "no serial ports found\n");
    std::ostringstream out;
    print_ports_details({}, out);
    EXPECT_EQ(out.str(), "no serial ports found\n");
}

TEST(ports, tells_all_that_is_known) {
    std::ostringstream out;
    print_ports_details({arduino(), uart()}, out);
    EXPECT_EQ(out.str(), R"(/dev/ttyACM0
  state          free
  configuration  usb: "2341:0043"
  device         Arduino LLC Ünö
  serial         7543
  usb            2341:0043 at 1-1.2, interface 0 (CDC)
  driver         cdc_acm
  by id          /dev/serial/by-id/usb-Arduino_Uno_7543-if00
  by path        /dev/serial/by-path/platform-fd500000.pcie-usb-0:1.2:1.0

/dev/ttyAMA0
  state          denied: needs group dialout
                 permission denied: /dev/ttyAMA0 belongs to root:dialout, mode 0660; add the user to the group: sudo usermod -aG dialout pi
  configuration  path: /dev/ttyAMA0
)");
}

std::string as_json(const std::vector<port_report>& ports) {
    std::ostringstream out;
    print_ports_json(ports, out);
    return out.str();
}

TEST(ports, is_a_json_array_for_machines) {
    EXPECT_EQ(as_json({}), "[]\n");
    port_report board = arduino();
    board.holder = process_info{4711, "minicom"};
    EXPECT_EQ(as_json({board, uart()}),
              R"([{"path":"/dev/ttyACM0","by_id":"/dev/serial/by-id/usb-Arduino_Uno_7543-if00",)"
              R"("by_path":"/dev/serial/by-path/platform-fd500000.pcie-usb-0:1.2:1.0","opens":true,)"
              R"("denied":null,"holder":{"pid":4711,"name":"minicom"},"configuration":{"usb":"2341:0043"},)"
              R"("transport":"usb","driver":"cdc_acm","description":null,"usb":"2341:0043","serial":"7543",)"
              R"("manufacturer":"Arduino LLC","product":"Ünö","usb_path":"1-1.2","interface":0,)"
              R"("interface_name":"CDC"},)"
              R"({"path":"/dev/ttyAMA0","by_id":null,"by_path":null,"opens":false,)"
              R"("denied":"permission denied: /dev/ttyAMA0 belongs to root:dialout, mode 0660; )"
              R"(add the user to the group: sudo usermod -aG dialout pi","holder":null,)"
              R"("configuration":{"path":"/dev/ttyAMA0"},"transport":"native","driver":null,)"
              R"("description":null,"usb":null,"serial":null,"manufacturer":null,"product":null,)"
              R"("usb_path":null,"interface":null,"interface_name":null}])"
              "\n");
}

TEST(ports, inspects_each_port) {
    port_info null;  // everybody may open it
    null.path = "/dev/null";
    port_info absent;
    absent.path = "/dev/weir-absent0";
    const auto reports = inspect({null, absent});
    ASSERT_EQ(reports.size(), 2u);
    ASSERT_TRUE(reports[0].access);
    EXPECT_TRUE(reports[0].access->allowed);
    EXPECT_FALSE(reports[0].identity);
    EXPECT_EQ(state_of(reports[1]), "gone");
}

TEST(ports, lists_this_machine_without_failing) {
    for (const port_view as : {port_view::table, port_view::details, port_view::json}) {
        std::ostringstream out;
        EXPECT_EQ(list_ports(as, out), 0);
        EXPECT_FALSE(out.str().empty());
    }
}

}  // namespace
}  // namespace weir
