#include <filesystem>
#include <map>
#include <system_error>

#include "config/build.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

// What two names of the same device share.
std::string device_of(const std::string& path) {
    std::error_code failed;
    const auto real = std::filesystem::canonical(path, failed);
    return failed ? path : real.string();
}

}  // namespace

std::vector<port_settings> build_ports(const setting& ports, const build_context& with) {
    std::vector<port_settings> all;
    std::map<std::string, std::string> user_of;  // device -> port
    for (const setting::member& each : members_of(ports)) {
        check_name(each, "ports", with.found);
        port_settings port;
        port.name = each.name;
        port.where = each.name_at;
        if (each.value.present()) {
            port.path = text_or(each.value["path"]);
            port.line = build_line(each, with.found);
            port.echo = each.value["echo"].boolean();
            if (const setting& gap = each.value["gap"]; gap.present()) port.gap = gap.duration();
            port.frame = use_of(each.value["frame"], with.known.framers);
        }
        if (!port.path.empty()) {
            const auto [first, fresh] = user_of.emplace(device_of(port.path), port.name);
            const spot here = below(below({"ports", {}}, port.name, port.where), "path", {});
            if (!fresh) {
                with.found.add(each.value["path"].where,
                               within(here, "port " + quote(first->second) + " is the same device"));
            }
        }
        all.push_back(std::move(port));
    }
    return all;
}

}  // namespace weir
