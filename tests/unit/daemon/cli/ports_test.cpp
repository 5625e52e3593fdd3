#include "daemon/cli/ports.hpp"

#include <gtest/gtest.h>
#include <sstream>
#include <string>

namespace weir {
namespace {

port_info arduino() {
    port_info port;
    port.path = "/dev/null";  // everybody may open it
    port.by_id = "/dev/serial/by-id/usb-Arduino_Uno_7543-if00";
    port.transport = "usb";
    port.usb = usb_id{0x2341, 0x43};
    port.serial = "7543";
    port.manufacturer = "Arduino LLC";
    port.product = "Ünö";
    return port;
}

port_info absent() {
    port_info port;
    port.path = "/dev/weir-absent0";
    port.transport = "native";
    return port;
}

TEST(ports, is_an_aligned_table) {
    std::ostringstream out;
    print_ports({arduino(), absent()}, out);
    EXPECT_EQ(
        out.str(),
        "PATH               OPENS  USB        SERIAL  PRODUCT  BY ID\n"
        "/dev/null          yes    2341:0043  7543    Ünö      /dev/serial/by-id/usb-Arduino_Uno_7543-if00\n"
        "/dev/weir-absent0  no     -          -       -        -\n");
}

TEST(ports, says_so_when_there_are_none) {
    std::ostringstream out;
    print_ports({}, out);
    EXPECT_EQ(out.str(), "no serial ports found\n");
}

TEST(ports, is_a_json_array_for_machines) {
    std::ostringstream none;
    print_ports_json({}, none);
    EXPECT_EQ(none.str(), "[]\n");

    std::ostringstream two;
    print_ports_json({arduino(), absent()}, two);
    EXPECT_EQ(two.str(),
              R"([{"path":"/dev/null","by_id":"/dev/serial/by-id/usb-Arduino_Uno_7543-if00","opens":true,)"
              R"("transport":"usb","description":null,"usb":"2341:0043","serial":"7543",)"
              R"("manufacturer":"Arduino LLC","product":"Ünö"},)"
              R"({"path":"/dev/weir-absent0","by_id":null,"opens":false,"transport":"native",)"
              R"("description":null,"usb":null,"serial":null,"manufacturer":null,"product":null}])"
              "\n");
}

TEST(ports, lists_this_machine_without_failing) {
    std::ostringstream out;
    EXPECT_EQ(list_ports(true, out), 0);
    EXPECT_EQ(out.str().front(), '[');
    EXPECT_EQ(list_ports(false, out), 0);
}

}  // namespace
}  // namespace weir
