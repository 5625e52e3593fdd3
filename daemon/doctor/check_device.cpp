#include <fmt/core.h>

#include "daemon/doctor/checks.hpp"
#include "daemon/port/port_keys.hpp"

namespace weir::doctor {

namespace {

// Comments: each port that is there, with the keys that mean it.
std::vector<std::string> choices(const visit& at, const std::vector<port_info>& among) {
    std::vector<std::string> lines;
    for (const port_info& each : among) {
        const std::string keys = keys_for(each, identity_among(at.ports, each));
        lines.push_back(fmt::format("#   {}: {{ {} }}", each.path, keys));
    }
    return lines;
}

std::vector<std::string> remedy(const visit& at, const used_port& port, const std::vector<port_info>& among) {
    if (among.empty())
        return {"# plug it in; what the kernel says of it:", "sudo dmesg | grep -i -e tty -e usb | tail"};
    std::vector<std::string> lines{"# plug it in, or give ports." + port.name() +
                                   " the keys of one that is there:"};
    const auto more = choices(at, among);
    lines.insert(lines.end(), more.begin(), more.end());
    lines.push_back(open_editor(at));
    return lines;
}

finding judge(const visit& at, const used_port& port) {
    const std::string what = port.label() + device_text(port.settings->device);
    if (!port.device.empty()) return {state::ok, what + " is there"};
    if (port.found.size() > 1) {
        return {state::problem, what + fmt::format(" means {} devices that are there", port.found.size()),
                remedy(at, port, port.found)};
    }
    return {state::problem, what + " is not there", remedy(at, port, at.ports)};
}

std::vector<finding> look(const visit& at) {
    if (!at.has_settings()) return {{state::skipped, "the configuration does not tell the ports"}};
    if (at.used.empty()) return {{state::skipped, "the configuration has no serial port of this machine"}};
    std::vector<finding> all;
    for (const used_port& each : at.used)
        all.push_back(judge(at, each));
    return all;
}

}  // namespace

extern const check device_check{"device", look};

}  // namespace weir::doctor
