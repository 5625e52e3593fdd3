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
        auto found = list_serial_ports({links_.path(), paths_.path(), sys_.path()});
        EXPECT_EQ(lists_alive, 0);
        return found;
    }

    void TearDown() override { listing_fails = false; }

    // A terminal `name` in the fake sysfs: its device is the folder `device`, which the driver has.
    void add_device(const std::string& name, const std::string& device, const std::string& driver) {
        namespace fs = std::filesystem;
        fs::create_directories(sys_.path() / "devices" / device);
        fs::create_directories(sys_.path() / "class/tty" / name);
        fs::create_symlink(sys_.path() / "devices" / device, sys_.path() / "class/tty" / name / "device");
        fs::create_symlink("../drivers/" + driver, sys_.path() / "devices" / device / "driver");
    }
    void write_interface(const std::string& folder, const std::string& number, const std::string& name) {
        static_cast<void>(sys_.write("devices/" + folder + "/bInterfaceNumber", number));
        static_cast<void>(sys_.write("devices/" + folder + "/interface", name));
    }

    test::temp_folder links_;
    test::temp_folder paths_;
    test::temp_folder sys_;
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

TEST_F(port_list, tells_where_a_usb_serial_adapter_sits) {
    // The terminal of usb-serial is a device of its own in the interface's folder.
    add_device("ttyUSB1", "usb1/1-1/1-1.2/1-1.2:1.1/ttyUSB1", "ftdi_sio");
    std::filesystem::create_symlink("../drivers/ftdi_sio",
                                    sys_.path() / "devices/usb1/1-1/1-1.2/1-1.2:1.1/driver");
    write_interface("usb1/1-1/1-1.2/1-1.2:1.1", "01\n", "Quad RS232-HS\n");
    const auto found =
        list({{"/dev/ttyUSB1", "", SP_TRANSPORT_USB, 0x0403, 0x6011, "FTDI", "Quad RS232-HS", "FT123"}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].driver, "ftdi_sio");
    EXPECT_EQ(found[0].usb_path, "1-1.2");
    EXPECT_EQ(found[0].interface, 1);
    EXPECT_EQ(found[0].interface_name, "Quad RS232-HS");
}

TEST_F(port_list, tells_where_a_cdc_acm_device_sits) {
    // Its device is the interface itself.
    add_device("ttyACM0", "usb2/2-4/2-4:1.10", "cdc_acm");
    write_interface("usb2/2-4/2-4:1.10", "0a\n", "\x1b[2J\n");
    const auto found = list({{"/dev/ttyACM0", "", SP_TRANSPORT_USB, 0x2341, 0x0043, "", "", ""}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].driver, "cdc_acm");
    EXPECT_EQ(found[0].usb_path, "2-4");
    EXPECT_EQ(found[0].interface, 10);
    EXPECT_EQ(found[0].interface_name, "?[2J");
}

TEST_F(port_list, names_the_driver_of_a_uart_on_the_board) {
    add_device("ttyAMA0", "soc/fe201000.serial/ctrl/port", "port");
    std::filesystem::create_symlink("../drivers/ctrl",
                                    sys_.path() / "devices/soc/fe201000.serial/ctrl/driver");
    std::filesystem::create_symlink("../drivers/uart-pl011",
                                    sys_.path() / "devices/soc/fe201000.serial/driver");
    const auto found =
        list({{"/dev/ttyAMA0", nullptr, SP_TRANSPORT_NATIVE, -1, -1, nullptr, nullptr, nullptr}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].driver, "uart-pl011");
    EXPECT_EQ(found[0].usb_path, "");
    EXPECT_FALSE(found[0].interface);
}

TEST_F(port_list, takes_no_nonsense_for_an_interface) {
    for (const std::string number : {"", "\n", "g0", "100", "-1", "0 0"}) {
        std::filesystem::remove_all(sys_.path() / "class");
        std::filesystem::remove_all(sys_.path() / "devices");
        add_device("ttyACM0", "usb1/1-1/1-1:1.0", "cdc_acm");
        write_interface("usb1/1-1/1-1:1.0", number, "");
        const auto found = list({{"/dev/ttyACM0", "", SP_TRANSPORT_USB, 1, 1, "", "", ""}});
        EXPECT_FALSE(found.at(0).interface) << number;
        EXPECT_EQ(found.at(0).usb_path, "1-1");
    }
}

TEST_F(port_list, finds_the_link_of_the_socket) {
    const std::string device = links_.write("ttyUSB0", "");
    std::filesystem::create_symlink(device, paths_ / "pci-0000:00:14.0-usb-0:1.2:1.0-port0");
    const auto found = list({{device.c_str(), "", SP_TRANSPORT_USB, 1, 1, "", "", ""}});
    EXPECT_EQ(found.at(0).by_path, paths_ / "pci-0000:00:14.0-usb-0:1.2:1.0-port0");
    EXPECT_EQ(found.at(0).by_id, "");
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
