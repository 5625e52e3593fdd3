#include "daemon/cli/ports.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <ostream>
#include <string_view>

#include "daemon/cli/columns.hpp"
#include "daemon/port/port_keys.hpp"

namespace weir {

namespace {

using row = std::array<std::string, 4>;

// "FTDI FT232R USB UART": many products begin with the name of who made them.
std::string device_name(const port_info& port) {
    if (port.product.empty()) return port.manufacturer.empty() ? port.description : port.manufacturer;
    if (port.manufacturer.empty() || port.product.starts_with(port.manufacturer)) return port.product;
    return port.manufacturer + " " + port.product;
}

std::string process_text(const process_info& process) {
    const std::string pid = std::to_string(process.pid);
    return process.name.empty() ? "process " + pid : fmt::format("{} ({})", process.name, pid);
}

std::string usb_details(const port_info& port) {
    if (!port.usb) return {};
    std::string all = fmt::format("{:04x}:{:04x}", port.usb->vendor, port.usb->product);
    if (!port.usb_path.empty()) all += " at " + port.usb_path;
    if (port.interface) all += fmt::format(", interface {}", *port.interface);
    if (!port.interface_name.empty()) all += " (" + port.interface_name + ")";
    return all;
}

void print_row(const row& line, const std::array<std::size_t, std::tuple_size_v<row>>& widths,
               std::ostream& out) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        out << left_column(line[i], widths[i]) << "  ";
    }
    out << line.back() << '\n';
}

}  // namespace

std::string state_of(const port_report& port) {
    if (!port.access) return "gone";
    if (!port.access->allowed) return "denied: " + why_denied_briefly(*port.access);
    return port.holder ? "busy: " + process_text(*port.holder) : "free";
}

std::vector<port_report> inspect(const std::vector<port_info>& ports) {
    std::vector<port_report> all;
    all.reserve(ports.size());
    for (const port_info& each : ports) {
        all.push_back({each, access_of(each.path), holder_of(each.path), identity_among(ports, each)});
    }
    return all;
}

void print_ports_table(const std::vector<port_report>& ports, std::ostream& out) {
    if (ports.empty()) {
        out << "no serial ports found\n";
        return;
    }
    std::vector<row> rows{{"PATH", "STATE", "DEVICE", "CONFIGURATION"}};
    for (const port_report& each : ports) {
        const std::string name = device_name(each.port);
        rows.push_back(
            {each.port.path, state_of(each), name.empty() ? "-" : name, keys_for(each.port, each.identity)});
    }
    std::array<std::size_t, std::tuple_size_v<row>> widths{};
    for (const row& line : rows) {
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], text_width(line[i]));
    }
    for (const row& line : rows)
        print_row(line, widths, out);
}

void print_ports_details(const std::vector<port_report>& ports, std::ostream& out) {
    if (ports.empty()) out << "no serial ports found\n";
    for (const port_report& each : ports) {
        const port_info& port = each.port;
        if (&each != &ports.front()) out << '\n';
        out << port.path << '\n';
        const auto say = [&](std::string_view what, const std::string& text) {
            if (!text.empty()) out << fmt::format("  {:<15}{}\n", what, text);
        };
        say("state", state_of(each));
        if (each.access && !each.access->allowed) say("", why_denied(port.path, *each.access));
        say("configuration", keys_for(each.port, each.identity));
        say("device", device_name(port));
        say("serial", port.serial);
        say("usb", usb_details(port));
        say("driver", port.driver);
        say("by id", port.by_id);
        say("by path", port.by_path);
    }
}

int list_ports(port_view as, std::ostream& out) {
    const std::vector<port_report> ports = inspect(list_serial_ports());
    if (as == port_view::table) print_ports_table(ports, out);
    if (as == port_view::details) print_ports_details(ports, out);
    if (as == port_view::json) print_ports_json(ports, out);
    return 0;
}

}  // namespace weir
