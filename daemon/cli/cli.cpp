#include "daemon/cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <string>

#include "daemon/cli/wiring.hpp"
#include "daemon/version.hpp"

namespace weir {

int run_command_line(int argc, const char* const* argv) {
    CLI::App app{"Reads serial sensors and MQTT topics, publishes processed data over MQTT.", "weir"};
    app.set_version_flag("--version", "weir " + std::string(version));
    app.require_subcommand(1);
    action chosen;
    for (const auto add : {add_run, add_check, add_test, add_schema, add_reload, add_ports, add_doctor,
                           add_tasks, add_call, add_record, add_replay, add_probe, add_tap, add_top}) {
        add(app, chosen);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    return chosen();
}

}  // namespace weir
