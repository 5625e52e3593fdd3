#include "daemon/doctor/visit.hpp"

#include <filesystem>
#include <utility>

#include "drivers/usb_identity.hpp"

namespace weir::doctor {

namespace {

std::optional<used_port> locate(const port_settings& port, const machine& host,
                                const std::vector<port_info>& there) {
    used_port used{&port, {}, {}};
    if (const auto* const path = std::get_if<path_device>(&port.device)) {
        if (host.has(path->path)) used.device = host.behind_links(path->path);
        return used;
    }
    if (const auto* const usb = std::get_if<usb_device>(&port.device)) {
        used.found = matching(there, usb->identity);
        if (used.found.size() == 1) used.device = used.found.front().path;
        return used;
    }
    return std::nullopt;
}

}  // namespace

visit::visit(const machine& host, std::string config, const load_result& loaded)
    : host(host),
      config(std::filesystem::path(config).lexically_normal()),
      loaded(loaded),
      ports(host.ports()),
      service(find_service(host)) {
    if (!loaded.settings) return;
    for (const port_settings& each : loaded.settings->ports) {
        if (auto one = locate(each, host, ports)) used.push_back(std::move(*one));
    }
}

std::string device_name(const std::string& device) {
    return device.substr(device.rfind('/') + 1);
}

}  // namespace weir::doctor
