#include "daemon/cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "config/load.hpp"
#include "config/scalar.hpp"
#include "daemon/application.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/call.hpp"
#include "daemon/cli/ports.hpp"
#include "daemon/cli/probe.hpp"
#include "daemon/cli/record.hpp"
#include "daemon/cli/replay.hpp"
#include "daemon/cli/tap.hpp"
#include "daemon/cli/tasks.hpp"
#include "daemon/cli/top.hpp"
#include "daemon/control/client.hpp"
#include "daemon/log.hpp"
#include "daemon/version.hpp"

namespace weir {

namespace {

constexpr const char* default_config = "/etc/weir/weir.yaml";

struct arguments {
    std::string config = default_config;
    std::string control;
    std::string state;
    bool json = false;
    bool details = false;
    call_options call;
    probe_options probe;
    double probe_seconds = 3;  // at each rate
    record_options record;
    double seconds = 0;  // of the recording; 0: no end
    std::string max_size = "64MiB";
    serial_line line;
    std::string parity = "none";
    int stop_bits = 1;
    bool has_line = false;  // something of it was given
    replay_options replay;
    std::string speed = "1";
    tap_options tap;
    top_options top;
};

int check(const arguments& given) {
    const load_result loaded = load_config(given.config, all_catalogues());
    if (!loaded.settings) {
        std::cerr << loaded.errors;
        return exit_config;
    }
    std::cout << given.config << ": ok\n";
    return 0;
}

// The service manager's, when nothing is said; it may list several.
std::string state_folder(const std::string& given) {
    const char* const managed = std::getenv("STATE_DIRECTORY");
    if (!given.empty() || managed == nullptr) return given;
    const std::string all = managed;
    return all.substr(0, all.find(':'));
}

int run(const arguments& given) {
    load_result loaded = load_config(given.config, all_catalogues());
    if (!loaded.settings) {
        std::cerr << loaded.errors;
        return exit_config;
    }
    log::init(log::level_of(loaded.settings->log_level).value_or(log::level::info));
    // Without --control there is a control socket only where a service manager gave us a folder for it.
    const bool has_folder = std::getenv("RUNTIME_DIRECTORY") != nullptr;
    const std::string control = given.control.empty() && has_folder ? default_control_path() : given.control;
    application daemon(std::move(*loaded.settings), {control, state_folder(given.state)});
    daemon.run();
    return 0;
}

int call(const arguments& given) {
    call_options options = given.call;
    options.config = given.config;
    options.json = given.json;
    return call_command(options, std::cout, std::cerr);
}

int show_ports(const arguments& given) {
    const port_view plain = given.details ? port_view::details : port_view::table;
    return list_ports(given.json ? port_view::json : plain, std::cout);
}

serial_line line_of(const arguments& given) {
    serial_line line = given.line;
    if (given.parity != "none") line.parity = given.parity == "even" ? parity::even : parity::odd;
    if (given.stop_bits == 2) line.stop_bits = stop_bits::two;
    return line;
}

int record(const arguments& given) {
    record_options options = given.record;
    options.config = given.config;
    std::string hint;
    options.max_size = static_cast<std::uint64_t>(parse_size(given.max_size, hint).value_or(0));
    if (given.seconds > 0) {
        options.time = std::chrono::round<duration>(std::chrono::duration<double>(given.seconds));
    }
    if (given.has_line) options.line = line_of(given);
    return record_command(options, std::cout, std::cerr);
}

int probe(const arguments& given) {
    probe_options options = given.probe;
    options.config = given.config;
    options.json = given.json;
    options.time = std::chrono::round<duration>(std::chrono::duration<double>(given.probe_seconds));
    return probe_command(options, std::cout, std::cerr);
}

int replay(const arguments& given) {
    replay_options options = given.replay;
    options.config = given.config;
    options.paced = given.speed == "1";
    return replay_command(options, std::cout, std::cerr);
}

int look_at_tap(const arguments& given) {
    tap_options options = given.tap;
    options.control = given.control;
    options.json = given.json;
    return show_tap(options, std::cout, std::cerr);
}

int look_at_top(const arguments& given) {
    top_options options = given.top;
    options.control = given.control;
    options.json = given.json;
    return show_top(options, std::cout, std::cerr);
}

using action = std::function<int(const arguments&)>;

CLI::App* add(CLI::App& app, action& chosen, const char* name, const char* help, action does) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&chosen, does = std::move(does)] { chosen = does; });
    return sub;
}

void add_config(CLI::App* to, arguments& given) {
    to->add_option("-c,--config", given.config, "Configuration file")
        ->type_name("FILE")
        ->capture_default_str();
}

void add_control(CLI::App* to, arguments& given) {
    to->add_option("--control", given.control, "Control socket [$RUNTIME_DIRECTORY/control.sock]")
        ->type_name("PATH");
}

CLI::App* add_call(CLI::App& app, action& chosen, arguments& given) {
    CLI::App* sub = add(app, chosen, "call", "Run a command of a running daemon; Ctrl-C cancels it", call);
    call_options& into = given.call;
    sub->add_option("command", into.command, "The command's name")->type_name("COMMAND")->required();
    sub->add_option("params", into.params, "Its parameters")->type_name("NAME=VALUE");
    add_config(sub, given);
    sub->add_option("--url", into.url, "The broker, instead of a configuration")
        ->type_name("mqtt://[USER[:PASSWORD]@]HOST[:PORT]")
        ->excludes("--config");
    sub->add_option("--prefix", into.prefix, "Of all topics [the configuration's, or weir]")
        ->type_name("TOPIC");
    sub->add_option("--node", into.node, "Which daemon [the configuration's]")->type_name("ID");
    sub->add_option("--timeout", into.timeout, "Of the command, as 500ms or 2s [its own]")->type_name("TIME");
    return sub;
}

// A size of at least 4 KiB, so that the head and a record have room.
std::string why_no_size(const std::string& text) {
    std::string hint;
    const auto size = parse_size(text, hint);
    return size && *size >= 4096 ? "" : "expected a size of at least 4KiB, such as 64MiB";
}

void add_line(CLI::App* to, arguments& given) {
    const std::array<CLI::Option*, 4> all{
        to->add_option("--baud", given.line.baud, "Of a PATH [9600]")->check(CLI::Range(50, 4'000'000)),
        to->add_option("--parity", given.parity, "Of a PATH: none, even or odd [none]")
            ->check(CLI::IsMember({"none", "even", "odd"})),
        to->add_option("--data-bits", given.line.data_bits, "Of a PATH: 5 to 8 [8]")->check(CLI::Range(5, 8)),
        to->add_option("--stop-bits", given.stop_bits, "Of a PATH: 1 or 2 [1]")->check(CLI::Range(1, 2))};
    for (CLI::Option* each : all)
        each->each([&given](const std::string&) { given.has_line = true; });
}

void add_record(CLI::App& app, action& chosen, arguments& given) {
    CLI::App* sub = add(app, chosen, "record", "Write down what a device says; Ctrl-C ends it", record);
    sub->add_option("port", given.record.port, "A path, tcp:HOST:PORT or a port of the configuration")
        ->type_name("PORT")
        ->required();
    sub->add_option("-o,--output", given.record.file, "Where to; what is there is overwritten")
        ->type_name("FILE")
        ->required();
    add_config(sub, given);
    sub->add_option("--max-size", given.max_size, "Of the file; then it ends")
        ->type_name("SIZE")
        ->check(CLI::Validator(why_no_size, ""))
        ->capture_default_str();
    sub->add_option("--seconds", given.seconds, "Then it ends [never]")
        ->type_name("N")
        ->check(CLI::Range(0.001, 1e8));
    add_line(sub, given);
}

CLI::App* add_probe(CLI::App& app, action& chosen, arguments& given) {
    CLI::App* sub =
        add(app, chosen, "probe", "Find out by listening what a device speaks, and at which rate", probe);
    sub->add_option("port", given.probe.port, "A path, tcp:HOST:PORT or a port of the configuration")
        ->type_name("PORT")
        ->required();
    add_config(sub, given);
    sub->add_option("--seconds", given.probe_seconds, "At each rate")
        ->type_name("N")
        ->check(CLI::Range(0.1, 3600.0))
        ->capture_default_str();
    sub->add_option("--baud", given.probe.bauds, "Rates to try [9600 115200 4800 19200 38400 57600 230400]")
        ->type_name("RATE,...")
        ->delimiter(',')
        ->check(CLI::Range(50, 4'000'000));
    return sub;
}

void add_replay(CLI::App& app, action& chosen, arguments& given) {
    CLI::App* sub = add(app, chosen, "replay", "Show what a configuration makes of a recording", replay);
    sub->add_option("file", given.replay.file, "What `weir record` wrote")->type_name("FILE")->required();
    add_config(sub, given);
    sub->add_option("--port", given.replay.port, "Whose sources get it [the recorded one's]")
        ->type_name("NAME");
    sub->add_option("--speed", given.speed, "The recorded pace, or as fast as it goes")
        ->type_name("1|max")
        ->check(CLI::IsMember({"1", "max"}))
        ->capture_default_str();
}

CLI::App* add_tap(CLI::App& app, action& chosen, arguments& given) {
    CLI::App* sub = add(app, chosen, "tap", "Show what goes through a running daemon", look_at_tap);
    tap_options& into = given.tap;
    sub->add_option("name", into.name, "One port or source [everything]")->type_name("SOURCE|PORT");
    add_control(sub, given);
    sub->add_option("--what", into.what, "Steps: read,write,frame,bad,sample,stage,message [all but read]")
        ->type_name("STEPS");
    CLI::Option* seconds = sub->add_option("--seconds", into.seconds, "Then end")
                               ->type_name("N")
                               ->check(CLI::Range(0.0, 1e9).description(""));
    sub->add_option("--count", into.count, "End after so many lines")->type_name("N")->excludes(seconds);
    return sub;
}

CLI::App* add_top(CLI::App& app, action& chosen, arguments& given) {
    CLI::App* sub = add(app, chosen, "top",
                        "Show how much goes through a running daemon; q or Ctrl-C ends it", look_at_top);
    top_options& into = given.top;
    add_control(sub, given);
    sub->add_option("--every", into.every, "From one look to the next")
        ->type_name("TIME")
        ->capture_default_str();
    sub->add_flag("--once", into.once, "One table");
    return sub;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    CLI::App app{"Reads serial sensors and MQTT topics, publishes processed data over MQTT.", "weir"};
    app.set_version_flag("--version", "weir " + std::string(version));
    app.require_subcommand(1);
    arguments given;
    action chosen;

    CLI::App* running = add(app, chosen, "run", "Run the daemon in the foreground", run);
    add_config(running, given);
    add_control(running, given);
    running->add_option("--state-dir", given.state, "Folder of what outlives the process [$STATE_DIRECTORY]")
        ->type_name("PATH");
    add_config(add(app, chosen, "check", "Check a configuration: exit 0, or 78 with every error", check),
               given);
    CLI::App* ports = add(app, chosen, "ports", "List the serial ports of this machine", show_ports);
    CLI::Option* details = ports->add_flag("--long", given.details, "All that is known of each");
    CLI::App* tasks =
        add(app, chosen, "tasks", "Show what a running daemon's coroutines wait for",
            [](const arguments& with) { return show_tasks(with.control, with.json, std::cout, std::cerr); });
    add_control(tasks, given);
    CLI::App* calling = add_call(app, chosen, given);
    CLI::App* probing = add_probe(app, chosen, given);
    add_record(app, chosen, given);
    add_replay(app, chosen, given);
    CLI::App* tapping = add_tap(app, chosen, given);
    CLI::App* topping = add_top(app, chosen, given);
    for (CLI::App* each : {ports, tasks, calling, probing, tapping, topping})
        each->add_flag("--json", given.json, "For machines");
    details->excludes("--json");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    return chosen(given);
}

}  // namespace weir
