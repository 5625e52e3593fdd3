#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

struct usb_id {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
};

// A serial port of this machine. Texts are empty when they are not known, and without control characters.
struct port_info {
    std::string path;         // "/dev/ttyUSB0"
    std::string by_id;        // its link in /dev/serial/by-id, which stays the same wherever it is plugged in
    std::string by_path;      // its link in /dev/serial/by-path: the socket that it is plugged into
    std::string transport;    // "native", "usb", "bluetooth"
    std::string driver;       // of the kernel: "ftdi_sio"
    std::string description;  // for people
    std::optional<usb_id> usb;
    std::string serial;
    std::string manufacturer;
    std::string product;
    std::string usb_path;          // bus and sockets: "1-1.2"
    std::optional<int> interface;  // bInterfaceNumber, which tells the ports of one device apart; 0 to 255
    std::string interface_name;
};

// Where udev and the kernel tell about devices.
struct device_folders {
    std::string by_id = "/dev/serial/by-id";
    std::string by_path = "/dev/serial/by-path";
    std::string sys = "/sys";
};

// The ports that are there now, at most 1024, in the order of their paths; none when they cannot be listed.
// Reads /sys: some milliseconds, so not on the loop. Ptys are no ports.
std::vector<port_info> list_serial_ports(const device_folders& folders = {}) noexcept;

// From device to its link, for the links in `folder` that lead somewhere; the first by name when several do.
std::map<std::string, std::string> links_to_devices(const std::string& folder);

}  // namespace weir
