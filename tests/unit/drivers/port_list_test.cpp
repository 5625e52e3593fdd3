#include "drivers/port_list.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <libserialport.h>

#include "tests/support/temp_folder.hpp"

// libserialport, played: this program's own functions come before the library's, so that a machine without a
// serial port has some.
struct sp_port {
    const char* path;
    const char* description;
    sp_transport transport;
    int vendor;  // negative: no USB device
    int product;
    const char* manufacturer;
    const char* product_name;
    const char* serial;
};

namespace {

std::vector<sp_port*> played;  // with the null pointer at its end
bool listing_fails = false;
int lists_alive = 0;

}  // namespace

extern "C" {
sp_return sp_list_ports(sp_port*** list) {
    if (listing_fails) return SP_ERR_FAIL;
    ++lists_alive;
    *list = played.data();
    return SP_OK;
}
void sp_free_port_list(sp_port**) {
    --lists_alive;
}
char* sp_get_port_name(const sp_port* port) {
    return const_cast<char*>(port->path);
}
char* sp_get_port_description(const sp_port* port) {
    return const_cast<char*>(port->description);
}
sp_transport sp_get_port_transport(const sp_port* port) {
    return port->transport;
}
sp_return sp_get_port_usb_vid_pid(const sp_port* port, int* vendor, int* product) {
    if (port->vendor < 0) return SP_ERR_ARG;
    *vendor = port->vendor;
    *product = port->product;
    return SP_OK;
}
char* sp_get_port_usb_manufacturer(const sp_port* port) {
    return const_cast<char*>(port->manufacturer);
}
char* sp_get_port_usb_product(const sp_port* port) {
    return const_cast<char*>(port->product_name);
}
char* sp_get_port_usb_serial(const sp_port* port) {
    return const_cast<char*>(port->serial);
}
}

namespace weir {
namespace {

class port_list : public testing::Test {
protected:
    // The list of these ports; nothing of libserialport's is left over.
    std::vector<port_info> list(std::vector<sp_port> ports) {
        played.clear();
        for (sp_port& each : ports)
            played.push_back(&each);
        played.push_back(nullptr);
        auto found = list_serial_ports(links_.path());
        EXPECT_EQ(lists_alive, 0);
        return found;
    }

    void TearDown() override { listing_fails = false; }

    test::temp_folder links_;
};

TEST_F(port_list, tells_what_is_known_of_a_usb_device) {
    const std::string device = links_.write("ttyUSB7", "");
    std::filesystem::create_symlink(device, links_ / "usb-Arduino_Uno_7543-if00");
    const auto found = list(
        {{device.c_str(), "Arduino Uno", SP_TRANSPORT_USB, 0x2341, 0x0043, "Arduino LLC", "Uno", "7543"}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].path, device);
    EXPECT_EQ(found[0].by_id, links_ / "usb-Arduino_Uno_7543-if00");
    EXPECT_EQ(found[0].transport, "usb");
    EXPECT_EQ(found[0].description, "Arduino Uno");
    ASSERT_TRUE(found[0].usb.has_value());
    EXPECT_EQ(found[0].usb->vendor, 0x2341);
    EXPECT_EQ(found[0].usb->product, 0x0043);
    EXPECT_EQ(found[0].manufacturer, "Arduino LLC");
    EXPECT_EQ(found[0].product, "Uno");
    EXPECT_EQ(found[0].serial, "7543");
}

TEST_F(port_list, leaves_empty_what_is_not_known) {
    const auto found =
        list({{"/dev/ttyAMA0", nullptr, SP_TRANSPORT_NATIVE, -1, -1, nullptr, nullptr, nullptr}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].path, "/dev/ttyAMA0");
    EXPECT_EQ(found[0].transport, "native");
    EXPECT_FALSE(found[0].usb.has_value());
    EXPECT_EQ(
        found[0].description + found[0].manufacturer + found[0].product + found[0].serial + found[0].by_id,
        "");
}

TEST_F(port_list, is_in_the_order_of_the_paths) {
    const auto found = list({{"/dev/ttyUSB1", "", SP_TRANSPORT_USB, 1, 1, "", "", ""},
                             {"/dev/ttyACM0", "", SP_TRANSPORT_USB, 1, 1, "", "", ""},
                             {"/dev/ttyUSB0", "", SP_TRANSPORT_USB, 1, 1, "", "", ""}});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].path, "/dev/ttyACM0");
    EXPECT_EQ(found[1].path, "/dev/ttyUSB0");
    EXPECT_EQ(found[2].path, "/dev/ttyUSB1");
}

TEST_F(port_list, lets_no_control_character_of_a_device_through) {
    const auto found = list({{"/dev/ttyUSB0", "", SP_TRANSPORT_USB, 1, 1, "", "\x1b[2JUno\n", ""}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].product, "?[2JUno?");
}

TEST_F(port_list, is_bounded) {
    const sp_port one{"/dev/ttyUSB0", "", SP_TRANSPORT_USB, 1, 1, "", "", ""};
    EXPECT_EQ(list(std::vector<sp_port>(5000, one)).size(), 1024u);
}

TEST_F(port_list, is_empty_when_there_are_no_ports_or_they_cannot_be_listed) {
    EXPECT_TRUE(list({}).empty());
    listing_fails = true;
    EXPECT_TRUE(list({{"/dev/ttyUSB0", "", SP_TRANSPORT_USB, 1, 1, "", "", ""}}).empty());
}

TEST_F(port_list, finds_the_links_that_lead_to_a_device) {
    const std::string device = links_.write("ttyUSB0", "");
    std::filesystem::create_symlink("ttyUSB0", links_ / "usb-b");
    std::filesystem::create_symlink(device, links_ / "usb-a");
    std::filesystem::create_symlink("gone", links_ / "usb-dangling");
    const auto links = links_to_devices(links_.path());
    ASSERT_TRUE(links.contains(device));
    EXPECT_EQ(links.at(device), links_ / "usb-a") << "the first by name";
    EXPECT_EQ(links.size(), 1u);
    EXPECT_TRUE(links_to_devices(links_ / "absent").empty());
}

}  // namespace
}  // namespace weir
