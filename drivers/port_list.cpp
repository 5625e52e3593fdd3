#include "drivers/port_list.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <libserialport.h>
#include <memory>
#include <string_view>
#include <utility>

#include "drivers/port_sysfs.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t most_ports = 1024;
constexpr std::size_t longest_text = 256;

using links = std::map<std::string, std::string>;

// A device chooses its own names: no control characters get in.
std::string text(std::string_view theirs) {
    return readable(theirs, longest_text);
}

// What libserialport gives, a null pointer too.
std::string text(const char* theirs) {
    return text(std::string_view(theirs == nullptr ? "" : theirs));
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

std::string link_to(const std::string& device, const links& all) {
    const auto link = all.find(device);
    return link == all.end() ? std::string() : link->second;
}

void add_place(port_info& info, const std::string& sys) {
    const port_place place = place_of_port(std::filesystem::path(info.path).filename(), sys);
    info.driver = text(place.driver);
    info.usb_path = text(place.usb_path);
    info.interface = place.interface;
    info.interface_name = text(place.interface_name);
}

port_info describe(const sp_port* port) {
    port_info info;
    info.path = text(sp_get_port_name(port));
    info.transport = name_of(sp_get_port_transport(port));
    info.description = text(sp_get_port_description(port));
    info.usb = usb_id_of(port);
    info.serial = text(sp_get_port_usb_serial(port));
    info.manufacturer = text(sp_get_port_usb_manufacturer(port));
    info.product = text(sp_get_port_usb_product(port));
    return info;
}

std::vector<port_info> describe_all(sp_port** ports, const device_folders& folders) {
    const links by_id = links_to_devices(folders.by_id);
    const links by_path = links_to_devices(folders.by_path);
    std::vector<port_info> all;
    for (sp_port** each = ports; *each != nullptr && all.size() < most_ports; ++each) {
        port_info info = describe(*each);
        info.by_id = link_to(info.path, by_id);
        info.by_path = link_to(info.path, by_path);
        add_place(info, folders.sys);
        all.push_back(std::move(info));
    }
    std::sort(all.begin(), all.end(),
              [](const port_info& one, const port_info& other) { return one.path < other.path; });
    return all;
}

}  // namespace

std::map<std::string, std::string> links_to_devices(const std::string& folder) {
    namespace fs = std::filesystem;
    links found;
    std::error_code absent;
    for (fs::directory_iterator each(folder, absent), end; !absent && each != end; each.increment(absent)) {
        std::error_code dangling;
        const std::string device = fs::canonical(each->path(), dangling);
        if (dangling || !each->is_symlink(dangling) || found.size() >= most_ports) continue;
        const auto [known, added] = found.emplace(device, each->path());
        if (!added) known->second = std::min(known->second, each->path().string());
    }
    return found;
}

std::vector<port_info> list_serial_ports(const device_folders& folders) noexcept {
    sp_port** ports = nullptr;
    if (sp_list_ports(&ports) != SP_OK) return {};
    const std::unique_ptr<sp_port*, decltype(&sp_free_port_list)> owner(ports, sp_free_port_list);
    try {
        return describe_all(ports, folders);
    } catch (const std::exception&) {  // out of memory
        return {};
    }
}

}  // namespace weir
