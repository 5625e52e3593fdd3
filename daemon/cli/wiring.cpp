#include "daemon/cli/wiring.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <utility>

#include "config/schema.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/call.hpp"
#include "daemon/cli/check.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/doctor.hpp"
#include "daemon/cli/ports.hpp"
#include "daemon/cli/probe.hpp"
#include "daemon/cli/reload.hpp"
#include "daemon/cli/run.hpp"
#include "daemon/cli/tap.hpp"
#include "daemon/cli/tasks.hpp"
#include "daemon/cli/test.hpp"
#include "daemon/cli/top.hpp"
#include "daemon/cli/udev_rules.hpp"

namespace weir {

namespace {

CLI::Option* add_json(CLI::App& to, bool& json) {
    return to.add_flag("--json", json, "For machines");
}

}  // namespace

CLI::App& add_subcommand(CLI::App& app, action& chosen, const char* name, const char* help, action does) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&chosen, does = std::move(does)] { chosen = does; });
    return *sub;
}

void add_config(CLI::App& to, std::string& config) {
    config = "/etc/weir/weir.yaml";
    to.add_option("-c,--config", config, "Configuration file")->type_name("FILE")->capture_default_str();
}

void add_control(CLI::App& to, std::string& control) {
    to.add_option("--control", control, "Control socket [$RUNTIME_DIRECTORY/control.sock]")
        ->type_name("PATH");
}

void add_run(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<run_options>();
    CLI::App& sub = add_subcommand(app, chosen, "run", "Run the daemon in the foreground",
                                   [given] { return run_daemon(*given, std::cerr); });
    add_config(sub, given->config);
    add_control(sub, given->control);
    sub.add_option("--state-dir", given->state, "Folder of what outlives the process [$STATE_DIRECTORY]")
        ->type_name("PATH");
}

void add_check(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<check_options>();
    CLI::App& sub =
        add_subcommand(app, chosen, "check", "Check a configuration: exit 0, or 78 with every error",
                       [given] { return check_config(*given, std::cout, std::cerr); });
    add_config(sub, given->config);
    sub.add_flag("--strict", given->strict, "Warnings are errors");
    CLI::Option* explained =
        sub.add_flag("--explain", given->explain, "Say what the daemon would do with it");
    add_json(sub, given->json)->needs(explained);
}

void add_doctor(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<doctor_options>();
    CLI::App& sub = add_subcommand(
        app, chosen, "doctor",
        "Find out why weir does not work on this machine, and what to do: exit 0, or 1 with every problem",
        [given] { return examine_machine(*given, std::cout); });
    add_config(sub, given->config);
    add_json(sub, given->json);
}

void add_test(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<test_options>();
    CLI::App& sub =
        add_subcommand(app, chosen, "test", "Test configurations, without a broker, a device or a wait",
                       [given] { return run_tests(*given, std::cout, std::cerr); });
    sub.add_option("files", given->files, "Files of tests, such as boat.test.yaml")
        ->type_name("FILE")
        ->required();
    sub.add_option("--filter", given->filter, "Only tests with this in their names")->type_name("NAME");
    sub.add_option("--junit", given->junit, "Write a report for a build server, JUnit's XML")
        ->type_name("FILE");
    sub.add_flag("--log", given->log, "With the log on stderr");
}

void add_schema(CLI::App& app, action& chosen) {
    const auto of_tests = std::make_shared<bool>(false);
    CLI::App& sub = add_subcommand(
        app, chosen, "schema", "Print the JSON Schema of the configuration, for editors", [of_tests] {
            std::cout << (*of_tests ? test_json_schema(all_catalogues()) : json_schema(all_catalogues()));
            return std::cout.flush() ? 0 : exit_failure;
        });
    sub.add_flag("--tests", *of_tests, "That of files of tests");
}

void add_ports(CLI::App& app, action& chosen) {
    struct options {
        bool json = false;
        bool details = false;
    };
    const auto given = std::make_shared<options>();
    CLI::App& sub = add_subcommand(app, chosen, "ports", "List the serial ports of this machine", [given] {
        const port_view plain = given->details ? port_view::details : port_view::table;
        return list_ports(given->json ? port_view::json : plain, std::cout);
    });
    CLI::Option* details = sub.add_flag("--long", given->details, "All that is known of each");
    details->excludes(add_json(sub, given->json));
}

void add_udev_rules(CLI::App& app, action& chosen) {
    const auto config = std::make_shared<std::string>();
    CLI::App& sub = add_subcommand(app, chosen, "udev-rules",
                                   "Print udev's rules for the serial adapters of a configuration",
                                   [config] { return print_udev_rules(*config, std::cout, std::cerr); });
    add_config(sub, *config);
}

void add_tasks(CLI::App& app, action& chosen) {
    struct options {
        std::string control;
        bool json = false;
    };
    const auto given = std::make_shared<options>();
    CLI::App& sub =
        add_subcommand(app, chosen, "tasks", "Show what a running daemon's coroutines wait for",
                       [given] { return show_tasks(given->control, given->json, std::cout, std::cerr); });
    add_control(sub, given->control);
    add_json(sub, given->json);
}

void add_reload(CLI::App& app, action& chosen) {
    const auto control = std::make_shared<std::string>();
    CLI::App& sub =
        add_subcommand(app, chosen, "reload",
                       "Have a running daemon read its configuration again: exit 0, or 78 with every error",
                       [control] { return reload_daemon(*control, std::cout, std::cerr); });
    add_control(sub, *control);
}

void add_call(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<call_options>();
    CLI::App& sub =
        add_subcommand(app, chosen, "call", "Run a command of a running daemon; Ctrl-C cancels it",
                       [given] { return call_command(*given, std::cout, std::cerr); });
    sub.add_option("command", given->command, "The command's name")->type_name("COMMAND")->required();
    sub.add_option("params", given->params, "Its parameters")->type_name("NAME=VALUE");
    add_config(sub, given->config);
    sub.add_option("--url", given->url, "The broker, instead of a configuration")
        ->type_name("mqtt://[USER[:PASSWORD]@]HOST[:PORT]")
        ->excludes("--config");
    sub.add_option("--prefix", given->prefix, "Of all topics [the configuration's, or weir]")
        ->type_name("TOPIC");
    sub.add_option("--node", given->node, "Which daemon [the configuration's]")->type_name("ID");
    sub.add_option("--timeout", given->timeout, "Of the command, as 500ms or 2s [its own]")
        ->type_name("TIME");
    add_json(sub, given->json);
}

void add_probe(CLI::App& app, action& chosen) {
    struct arguments {
        probe_options options;
        double seconds = 3;
    };
    const auto given = std::make_shared<arguments>();
    CLI::App& sub = add_subcommand(
        app, chosen, "probe", "Find out by listening what a device speaks, and at which rate", [given] {
            given->options.time = std::chrono::round<duration>(std::chrono::duration<double>(given->seconds));
            return probe_command(given->options, std::cout, std::cerr);
        });
    probe_options& into = given->options;
    sub.add_option("port", into.port, "A path, tcp:HOST:PORT or a port of the configuration")
        ->type_name("PORT")
        ->required();
    add_config(sub, into.config);
    sub.add_option("--seconds", given->seconds, "At each rate")
        ->type_name("N")
        ->check(CLI::Range(0.1, 3600.0))
        ->capture_default_str();
    sub.add_option("--baud", into.bauds, "Rates to try [9600 115200 4800 19200 38400 57600 230400]")
        ->type_name("RATE,...")
        ->delimiter(',')
        ->check(CLI::Range(50, 4'000'000));
    add_json(sub, into.json);
}

void add_tap(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<tap_options>();
    CLI::App& sub = add_subcommand(app, chosen, "tap", "Show what goes through a running daemon",
                                   [given] { return show_tap(*given, std::cout, std::cerr); });
    sub.add_option("name", given->name, "One port or source [everything]")->type_name("SOURCE|PORT");
    add_control(sub, given->control);
    sub.add_option("--what", given->what, "Steps: read,write,frame,bad,sample,stage,message [all but read]")
        ->type_name("STEPS");
    CLI::Option* seconds = sub.add_option("--seconds", given->seconds, "Then end")
                               ->type_name("N")
                               ->check(CLI::Range(0.0, 1e9).description(""));
    sub.add_option("--count", given->count, "End after so many lines")->type_name("N")->excludes(seconds);
    add_json(sub, given->json);
}

void add_top(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<top_options>();
    CLI::App& sub =
        add_subcommand(app, chosen, "top", "Show how much goes through a running daemon; q or Ctrl-C ends it",
                       [given] { return show_top(*given, std::cout, std::cerr); });
    add_control(sub, given->control);
    sub.add_option("--every", given->every, "From one look to the next")
        ->type_name("TIME")
        ->capture_default_str();
    sub.add_flag("--once", given->once, "One table");
    add_json(sub, given->json);
}

}  // namespace weir
