#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/port_list.hpp"

// Which USB device a port means, whatever name the kernel gives it.
namespace weir {

// What is not given may be anything.
struct usb_identity {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::optional<std::string> serial;    // compared exactly
    std::optional<int> interface;         // bInterfaceNumber, 0 to 255
    std::optional<std::string> usb_path;  // "1-1.2"
};

// "VID:PID" or "VID:PID:SERIAL": four hexadecimal digits each, of either case; the serial number is text
// (drivers/text.hpp) of 1 to 256 bytes and may hold colons. Nothing when `text` is not of this form.
std::optional<usb_identity> parse_usb_identity(std::string_view text);

// As parse_usb_identity reads it; without interface and path.
std::string to_text(const usb_identity& identity);

// A bus and the sockets behind it, as the kernel names devices: "1-1", "2-1.4.3".
bool is_usb_path(std::string_view text);

// All that match, in the order of `ports`.
std::vector<port_info> matching(const std::vector<port_info>& ports, const usb_identity& identity);

// What to write for the one of `ports` to mean it alone: the ids, and of the rest as little as tells it apart
// from the other ports. Nothing when it is no USB device, or when nothing tells it apart.
std::optional<usb_identity> identity_among(const std::vector<port_info>& ports, const port_info& one);

}  // namespace weir
