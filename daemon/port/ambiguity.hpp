#pragma once

#include <string>
#include <vector>

#include "config/port_device.hpp"

namespace weir {

// Why none of several is taken: "2 devices match usb 0403:6001: /dev/ttyUSB0 (serial A), ...; add the serial
// number, interface or usb_path".
std::string ambiguity(const std::vector<port_info>& found, const usb_device& device);

}  // namespace weir
