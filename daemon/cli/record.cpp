#include "daemon/cli/record.hpp"

#include <ostream>
#include <utility>

#include "daemon/cli/chosen_port.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/record_opened.hpp"
#include "daemon/cli/record_tapped.hpp"

namespace weir {

namespace {

int refuse_line(const std::string& why, std::ostream& errors) {
    errors << "weir: " << why << '\n';
    return exit_usage;
}

int record_by_hand(port_settings port, const record_options& options, std::ostream& out,
                   std::ostream& errors) {
    if (!options.line) return record_opened(port, options, out, errors);
    if (!std::holds_alternative<path_device>(port.device))
        return refuse_line("the converter sets the line: configure it there", errors);
    port.line = *options.line;
    return record_opened(port, options, out, errors);
}

int record_configured(const record_options& options, std::ostream& out, std::ostream& errors) {
    const port_choice found = port_by_name(options.port, options.config, errors);
    if (!found.port) return found.exit_code;
    if (options.line) {
        return refuse_line("the line of port '" + options.port + "' is that of " + options.config, errors);
    }
    return record_opened(*found.port, options, out, errors);
}

}  // namespace

int record_command(const record_options& options, std::ostream& out, std::ostream& errors) {
    if (auto port = port_by_hand(options.port)) {
        if (options.control.empty()) return record_by_hand(std::move(*port), options, out, errors);
        errors << "weir: a running daemon knows its ports by their names: '" << options.port << "' is none\n";
        return exit_usage;
    }
    if (options.port.find(':') != std::string::npos) {
        errors << "weir: '" << options.port << "' is not tcp:HOST:PORT\n";
        return exit_usage;
    }
    if (!options.config.empty()) return record_configured(options, out, errors);
    if (options.line) {
        return refuse_line("the line of port '" + options.port + "' is the running daemon's", errors);
    }
    return record_tapped(options, out, errors);
}

}  // namespace weir
