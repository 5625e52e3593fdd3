#include "daemon/port/port_keys.hpp"

#include <fmt/core.h>

#include "config/wording.hpp"

namespace weir {

std::string keys_for(const port_info& port, const std::optional<usb_identity>& identity) {
    if (!identity) return "path: " + (port.by_id.empty() ? port.path : port.by_id);
    std::string keys = "usb: " + in_yaml_quotes(to_text(*identity));
    if (identity->interface) keys += fmt::format(", interface: {}", *identity->interface);
    if (identity->usb_path) keys += ", usb_path: " + in_yaml_quotes(*identity->usb_path);
    return keys;
}

}  // namespace weir
