#include "config/unused.hpp"

#include <algorithm>
#include <string_view>

#include "config/build.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

void warn_of_ports(const settings& all, problems& warnings) {
    for (std::size_t i = 0; i < all.ports.size(); ++i) {
        const auto uses = [i](const auto& each) { return each.port == i; };
        if (std::any_of(all.sources.begin(), all.sources.end(), uses) ||
            std::any_of(all.commands.begin(), all.commands.end(), uses)) {
            continue;
        }
        const port_settings& port = all.ports[i];
        warnings.add(port.where, "port " + quote(port.name) + " is used nowhere",
                     "no source and no command names it");
    }
}

// Whether some output of the source leaves `key` to the top-level `publish`.
bool inherits(const setting::member& source, std::string_view key) {
    const setting& publish = source.value["publish"];
    const auto leaves = [key](const setting& output) { return !is_written(output[key]); };
    if (!publish.is<setting::list>()) return leaves(publish);
    return std::any_of(publish.items().begin(), publish.items().end(), leaves);
}

void warn_of_publish(const setting& root, problems& warnings) {
    const setting::map& sources = members_of(root["sources"]);
    for (const setting::member& each : members_of(root["publish"])) {
        if (!is_written(each.value)) continue;
        const bool used = std::any_of(sources.begin(), sources.end(), [&](const setting::member& source) {
            return inherits(source, each.name);
        });
        if (used) continue;
        warnings.add(each.name_at, within({"publish", {}}, quote(each.name) + " is used nowhere"),
                     sources.empty() ? "there is no source" : "every output has one of its own");
    }
}

void warn_of_grace(const setting& root, const settings& all, problems& warnings) {
    const setting& grace = root["mqtt"]["disconnect_grace"];
    const bool used = std::any_of(all.commands.begin(), all.commands.end(),
                                  [](const command_settings& each) { return each.on_disconnect; });
    if (!is_written(grace) || used) return;
    warnings.add(grace.where, within({"mqtt", {}}, "'disconnect_grace' is used nowhere"),
                 "no command has 'run_on: disconnect'");
}

}  // namespace

void warn_of_unused(const setting& root, const settings& all, problems& warnings) {
    warn_of_ports(all, warnings);
    warn_of_publish(root, warnings);
    warn_of_grace(root, all, warnings);
}

}  // namespace weir
