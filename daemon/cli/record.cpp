#include "daemon/cli/record.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <utility>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/record_opened.hpp"
#include "daemon/cli/record_tapped.hpp"

namespace weir {

namespace {

constexpr std::string_view tcp_scheme = "tcp:";
constexpr duration connect_timeout = std::chrono::seconds(5);

int refuse_line(const std::string& why, std::ostream& errors) {
    errors << "weir: " << why << '\n';
    return exit_usage;
}

int record_path(const record_options& options, std::ostream& out, std::ostream& errors) {
    port_settings port;
    port.name = options.port;
    port.device = path_device{options.port};
    if (options.line) port.line = *options.line;
    return record_opened(port, options, out, errors);
}

int record_address(const record_options& options, std::ostream& out, std::ostream& errors) {
    if (options.line) return refuse_line("the converter sets the line: configure it there", errors);
    auto address = parse_tcp_address(std::string_view(options.port).substr(tcp_scheme.size()));
    if (!address) {
        errors << "weir: '" << options.port << "' is not tcp:HOST:PORT\n";
        return exit_usage;
    }
    port_settings port;
    port.name = options.port;
    port.device = tcp_device{std::move(*address), connect_timeout};
    return record_opened(port, options, out, errors);
}

int record_configured(const record_options& options, std::ostream& out, std::ostream& errors) {
    const load_result loaded = load_config(options.config, all_catalogues());
    if (!loaded.settings) {
        errors << loaded.errors;
        return exit_config;
    }
    const auto& ports = loaded.settings->ports;
    const auto found = std::ranges::find(ports, options.port, &port_settings::name);
    if (found == ports.end()) {
        errors << "weir: " << options.config << " has no port '" << options.port
               << "'; a path has a '/' in it, as ./ttyS0\n";
        return exit_usage;
    }
    if (options.line) {
        return refuse_line("the line of port '" + options.port + "' is that of " + options.config, errors);
    }
    return record_opened(*found, options, out, errors);
}

}  // namespace

int record_command(const record_options& options, std::ostream& out, std::ostream& errors) {
    const bool is_path = options.port.find('/') != std::string::npos;
    const bool is_address = options.port.starts_with(tcp_scheme);
    if ((is_path || is_address) && !options.control.empty()) {
        errors << "weir: a running daemon knows its ports by their names: '" << options.port << "' is none\n";
        return exit_usage;
    }
    if (is_path) return record_path(options, out, errors);
    if (is_address) return record_address(options, out, errors);
    if (!options.config.empty()) return record_configured(options, out, errors);
    if (options.line) {
        return refuse_line("the line of port '" + options.port + "' is the running daemon's", errors);
    }
    return record_tapped(options, out, errors);
}

}  // namespace weir
