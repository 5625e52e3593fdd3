#include "daemon/port/port_keys.hpp"

#include <fmt/core.h>
#include <string_view>

namespace weir {

namespace {

// A scalar of YAML 1.2 in double quotes (7.3.1); `text` has no control characters.
std::string in_quotes(std::string_view text) {
    std::string all = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') all += '\\';
        all += c;
    }
    return all + '"';
}

}  // namespace

std::string keys_for(const port_info& port, const std::optional<usb_identity>& identity) {
    if (!identity) return "path: " + (port.by_id.empty() ? port.path : port.by_id);
    std::string keys = "usb: " + in_quotes(to_text(*identity));
    if (identity->interface) keys += fmt::format(", interface: {}", *identity->interface);
    if (identity->usb_path) keys += ", usb_path: " + in_quotes(*identity->usb_path);
    return keys;
}

}  // namespace weir
