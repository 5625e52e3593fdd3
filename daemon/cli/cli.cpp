#include "daemon/cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <string>

#include "daemon/cli/wiring.hpp"
#include "daemon/version.hpp"

namespace weir {

void add_everything(CLI::App& app, action& chosen) {
    app.description("Reads serial sensors and MQTT topics, publishes processed data over MQTT.");
    app.name("weir");
    app.set_version_flag("--version", "weir " + std::string(version));
    app.require_subcommand(1);
    for (const auto add :
         {add_run, add_check, add_test, add_schema, add_reload, add_ports, add_udev_rules, add_doctor,
          add_tasks, add_call, add_record, add_replay, add_probe, add_tap, add_top}) {
        add(app, chosen);
    }
}

int run_command_line(int argc, const char* const* argv) {
    CLI::App app;
    action chosen;
    add_everything(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    return chosen();
}

}  // namespace weir
