#pragma once

#include <optional>
#include <string>

namespace weir {

// Where a terminal sits, as sysfs has it (Linux, Documentation/ABI/stable/sysfs-bus-usb). Texts as the device
// gives them; empty when not known.
struct port_place {
    std::string driver;
    std::string usb_path;
    std::optional<int> interface;
    std::string interface_name;
};

// `name` is the kernel's: "ttyUSB0". `sys` is where sysfs is.
port_place place_of_port(const std::string& name, const std::string& sys);

}  // namespace weir
