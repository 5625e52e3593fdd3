#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace weir {

// What was asked for on the command line, with its options; gives the exit code.
using action = std::function<int()>;

// The subcommands: each adds itself to `app`, and is `chosen` once it was found on the command line. `chosen`
// must outlive the parsing; the options belong to the action.
void add_run(CLI::App& app, action& chosen);
void add_check(CLI::App& app, action& chosen);
void add_doctor(CLI::App& app, action& chosen);
void add_schema(CLI::App& app, action& chosen);
void add_ports(CLI::App& app, action& chosen);
void add_udev_rules(CLI::App& app, action& chosen);
void add_tasks(CLI::App& app, action& chosen);
void add_reload(CLI::App& app, action& chosen);
void add_call(CLI::App& app, action& chosen);
void add_record(CLI::App& app, action& chosen);
void add_replay(CLI::App& app, action& chosen);
void add_probe(CLI::App& app, action& chosen);
void add_test(CLI::App& app, action& chosen);
void add_tap(CLI::App& app, action& chosen);
void add_top(CLI::App& app, action& chosen);

// All of them, and what the program says of itself.
void add_everything(CLI::App& app, action& chosen);

// What several of them have. A text that is given must live as long as the subcommand.
CLI::App& add_subcommand(CLI::App& app, action& chosen, const char* name, const char* help, action does);
void add_config(CLI::App& to, std::string& config);  // when it is not given, the service's
void add_control(CLI::App& to, std::string& control);

}  // namespace weir
