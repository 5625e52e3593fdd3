#include "daemon/cli/chosen_port.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"

namespace weir {

namespace {

constexpr std::string_view tcp_scheme = "tcp:";
constexpr duration connect_timeout = std::chrono::seconds(5);

}  // namespace

std::optional<port_settings> port_by_hand(const std::string& given) {
    port_settings port;
    port.name = given;
    if (given.find('/') != std::string::npos) {
        port.device = path_device{given};
        return port;
    }
    if (!given.starts_with(tcp_scheme)) return std::nullopt;
    auto address = parse_tcp_address(std::string_view(given).substr(tcp_scheme.size()));
    if (!address) return std::nullopt;
    port.device = tcp_device{std::move(*address), connect_timeout};
    return port;
}

port_choice port_by_name(const std::string& name, const std::string& config, std::ostream& errors) {
    const load_result loaded = load_config(config, all_catalogues());
    if (!loaded.settings) {
        errors << loaded.errors;
        return {std::nullopt, exit_config};
    }
    const auto& ports = loaded.settings->ports;
    const auto found = std::find_if(ports.begin(), ports.end(),
                                    [&](const port_settings& each) { return each.name == name; });
    if (found != ports.end()) return {*found, 0};
    errors << "weir: " << config << " has no port '" << name << "'; a path has a '/' in it, as ./ttyS0\n";
    return {std::nullopt, exit_usage};
}

}  // namespace weir
