#include <boost/json.hpp>
#include <fmt/core.h>
#include <ostream>

#include "daemon/cli/ports.hpp"

namespace weir {

namespace {

namespace json = boost::json;

json::value or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value or_null(std::optional<int> number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::value ids_of(const port_info& port) {
    if (!port.usb) return nullptr;
    return json::value(fmt::format("{:04x}:{:04x}", port.usb->vendor, port.usb->product));
}

json::value holder_json(const port_report& from) {
    if (!from.holder) return nullptr;
    return json::object{{"pid", from.holder->pid}, {"name", or_null(from.holder->name)}};
}

json::value denial_json(const port_report& from) {
    if (!from.access || from.access->allowed) return nullptr;
    return json::value(why_denied(from.port.path, *from.access));
}

// The keys of the configuration, as keys_for() writes them.
json::object configuration_json(const port_report& from) {
    if (!from.identity) return {{"path", from.port.by_id.empty() ? from.port.path : from.port.by_id}};
    json::object keys{{"usb", to_text(*from.identity)}};
    if (from.identity->interface) keys["interface"] = *from.identity->interface;
    if (from.identity->usb_path) keys["usb_path"] = *from.identity->usb_path;
    return keys;
}

json::object port_json(const port_report& from) {
    const port_info& port = from.port;
    return {{"path", port.path},
            {"by_id", or_null(port.by_id)},
            {"by_path", or_null(port.by_path)},
            {"opens", from.access && from.access->allowed},
            {"denied", denial_json(from)},
            {"holder", holder_json(from)},
            {"configuration", configuration_json(from)},
            {"transport", or_null(port.transport)},
            {"driver", or_null(port.driver)},
            {"description", or_null(port.description)},
            {"usb", ids_of(port)},
            {"serial", or_null(port.serial)},
            {"manufacturer", or_null(port.manufacturer)},
            {"product", or_null(port.product)},
            {"usb_path", or_null(port.usb_path)},
            {"interface", or_null(port.interface)},
            {"interface_name", or_null(port.interface_name)}};
}

}  // namespace

void print_ports_json(const std::vector<port_report>& ports, std::ostream& out) {
    json::array all;
    for (const port_report& each : ports)
        all.push_back(port_json(each));
    out << json::serialize(all) << '\n';
}

}  // namespace weir
