#pragma once

#include <string>
#include <variant>

#include "drivers/component.hpp"
#include "drivers/tcp_stream.hpp"
#include "drivers/usb_identity.hpp"
#include "drivers/value.hpp"

namespace weir {

// What a port is, as the configuration describes it. Where it is now, only opening it tells.

struct path_device {
    std::string path;  // a device, or a link to one
};

struct usb_device {
    usb_identity identity;
};

struct tcp_device {
    tcp_address address;
    duration connect_timeout{};  // the look-up of the name included
};

struct simulated_use {
    component_use kind;  // an entry of simulated_devices()
};

struct replay_device {
    std::string file;   // a recording
    bool paced = true;  // at the recorded pace; or as fast as it is read
};

using port_device = std::variant<path_device, usb_device, tcp_device, simulated_use, replay_device>;

// For people: "/dev/ttyUSB0", "usb 1546:01a7", "tcp ser2net.lan:4001", "simulated gps", "replay gps.wrec".
// What narrows a USB device down is part of it: "usb 0403:6010, interface 1, usb_path 1-1.2".
std::string device_text(const port_device& device);

}  // namespace weir
