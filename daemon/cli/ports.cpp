#include "daemon/cli/ports.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <ostream>
#include <string>
#include <unistd.h>

namespace weir {

namespace {

using row = std::array<std::string, 6>;

bool may_open(const port_info& port) {
    return access(port.path.c_str(), R_OK | W_OK) == 0;
}

std::string usb_text(const port_info& port) {
    return port.usb ? fmt::format("{:04x}:{:04x}", port.usb->vendor, port.usb->product) : "";
}

row row_of(const port_info& port) {
    row made{port.path, may_open(port) ? "yes" : "no", usb_text(port), port.serial, port.product, port.by_id};
    for (std::string& cell : made) {
        if (cell.empty()) cell.push_back('-');
    }
    return made;
}

// In characters of UTF-8.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

boost::json::value text_or_null(const std::string& text) {
    return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

}  // namespace

void print_ports(const std::vector<port_info>& ports, std::ostream& out) {
    if (ports.empty()) {
        out << "no serial ports found\n";
        return;
    }
    std::vector<row> rows{{"PATH", "OPENS", "USB", "SERIAL", "PRODUCT", "BY ID"}};
    for (const port_info& each : ports)
        rows.push_back(row_of(each));

    std::array<std::size_t, std::tuple_size_v<row>> widths{};
    for (const row& line : rows) {
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], width(line[i]));
    }
    for (const row& line : rows) {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            out << line[i] << std::string(widths[i] - width(line[i]) + 2, ' ');
        }
        out << line.back() << '\n';
    }
}

void print_ports_json(const std::vector<port_info>& ports, std::ostream& out) {
    boost::json::array all;
    for (const port_info& each : ports) {
        all.push_back({{"path", each.path},
                       {"by_id", text_or_null(each.by_id)},
                       {"opens", may_open(each)},
                       {"transport", text_or_null(each.transport)},
                       {"description", text_or_null(each.description)},
                       {"usb", text_or_null(usb_text(each))},
                       {"serial", text_or_null(each.serial)},
                       {"manufacturer", text_or_null(each.manufacturer)},
                       {"product", text_or_null(each.product)}});
    }
    out << boost::json::serialize(all) << '\n';
}

int list_ports(bool json, std::ostream& out) {
    const auto ports = list_serial_ports();
    if (json) {
        print_ports_json(ports, out);
    } else {
        print_ports(ports, out);
    }
    return 0;
}

}  // namespace weir
