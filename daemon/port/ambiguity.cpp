#include "daemon/port/ambiguity.hpp"

namespace weir {

std::string ambiguity(const std::vector<port_info>& found, const usb_device& device) {
    constexpr std::size_t most_shown = 8;
    std::string text =
        std::to_string(found.size()) + " devices match " + device_text(port_device(device)) + ": ";
    for (std::size_t i = 0; i < found.size() && i < most_shown; ++i) {
        const port_info& each = found[i];
        text += (i > 0 ? ", " : "") + each.path;
        text += each.serial.empty() ? " (no serial" : " (serial " + each.serial;
        if (each.interface) text += ", interface " + std::to_string(*each.interface);
        if (!each.usb_path.empty()) text += ", usb_path " + each.usb_path;
        text += ')';
    }
    if (found.size() > most_shown) text += ", ...";
    return text + "; add the serial number, interface or usb_path";
}

}  // namespace weir
