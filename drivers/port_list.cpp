#include "drivers/port_list.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <libserialport.h>
#include <memory>

namespace weir {

namespace {

constexpr std::size_t most_ports = 1024;

// What libserialport gives, a null pointer too. A device chooses its own names: no control characters get in.
std::string text(const char* theirs) {
    std::string ours(theirs == nullptr ? "" : theirs);
    std::replace_if(
        ours.begin(), ours.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        '?');
    return ours;
}

std::string name_of(sp_transport transport) {
    switch (transport) {
        case SP_TRANSPORT_NATIVE:
            return "native";
        case SP_TRANSPORT_USB:
            return "usb";
        case SP_TRANSPORT_BLUETOOTH:
            return "bluetooth";
    }
    return "";
}

std::optional<usb_id> usb_id_of(const sp_port* port) {
    int vendor = 0;
    int product = 0;
    if (sp_get_port_usb_vid_pid(port, &vendor, &product) != SP_OK) return std::nullopt;
    return usb_id{static_cast<std::uint16_t>(vendor), static_cast<std::uint16_t>(product)};
}

port_info describe(const sp_port* port, const std::map<std::string, std::string>& links) {
    port_info info;
    info.path = text(sp_get_port_name(port));
    if (const auto link = links.find(info.path); link != links.end()) info.by_id = link->second;
    info.transport = name_of(sp_get_port_transport(port));
    info.description = text(sp_get_port_description(port));
    info.usb = usb_id_of(port);
    info.serial = text(sp_get_port_usb_serial(port));
    info.manufacturer = text(sp_get_port_usb_manufacturer(port));
    info.product = text(sp_get_port_usb_product(port));
    return info;
}

std::vector<port_info> describe_all(sp_port** ports, const std::string& by_id_folder) {
    const auto links = links_to_devices(by_id_folder);
    std::vector<port_info> all;
    for (sp_port** each = ports; *each != nullptr && all.size() < most_ports; ++each) {
        all.push_back(describe(*each, links));
    }
    std::sort(all.begin(), all.end(),
              [](const port_info& one, const port_info& other) { return one.path < other.path; });
    return all;
}

}  // namespace

std::map<std::string, std::string> links_to_devices(const std::string& folder) {
    namespace fs = std::filesystem;
    std::map<std::string, std::string> links;
    std::error_code absent;
    for (fs::directory_iterator each(folder, absent), end; !absent && each != end; each.increment(absent)) {
        std::error_code dangling;
        const std::string device = fs::canonical(each->path(), dangling);
        if (dangling || !each->is_symlink(dangling) || links.size() >= most_ports) continue;
        const auto [known, added] = links.emplace(device, each->path());
        if (!added) known->second = std::min(known->second, each->path().string());
    }
    return links;
}

std::vector<port_info> list_serial_ports(const std::string& by_id_folder) noexcept {
    sp_port** ports = nullptr;
    if (sp_list_ports(&ports) != SP_OK) return {};
    const std::unique_ptr<sp_port*, decltype(&sp_free_port_list)> owner(ports, sp_free_port_list);
    try {
        return describe_all(ports, by_id_folder);
    } catch (const std::exception&) {  // out of memory
        return {};
    }
}

}  // namespace weir
