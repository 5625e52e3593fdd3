#include "config/port_device.hpp"

namespace weir {

namespace {

std::string text_of(const path_device& device) {
    return device.path;
}

std::string text_of(const usb_device& device) {
    std::string text = "usb " + to_text(device.identity);
    if (device.identity.interface) text += ", interface " + std::to_string(*device.identity.interface);
    if (device.identity.usb_path) text += ", usb_path " + *device.identity.usb_path;
    return text;
}

std::string text_of(const tcp_device& device) {
    return "tcp " + to_text(device.address);
}

std::string text_of(const simulated_use& device) {
    return "simulated " + std::string(device.kind.kind->name);
}

std::string text_of(const replay_device& device) {
    return "replay " + device.file;
}

}  // namespace

std::string device_text(const port_device& device) {
    return std::visit([](const auto& each) { return text_of(each); }, device);
}

}  // namespace weir
