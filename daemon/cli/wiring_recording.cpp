#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>

#include "config/scalar.hpp"
#include "daemon/cli/record.hpp"
#include "daemon/cli/replay.hpp"
#include "daemon/cli/wiring.hpp"

namespace weir {

namespace {

// What is given for a recording, as it is given.
struct record_arguments {
    record_options options;
    double seconds = 0;  // 0: no end
    std::string max_size = "64MiB";
    serial_line line;
    std::string parity = "none";
    int stop_bits = 1;
    bool has_line = false;  // something of it was given
};

serial_line line_of(const record_arguments& given) {
    serial_line line = given.line;
    if (given.parity != "none") line.parity = given.parity == "even" ? parity::even : parity::odd;
    if (given.stop_bits == 2) line.stop_bits = stop_bits::two;
    return line;
}

int record(const record_arguments& given) {
    record_options options = given.options;
    std::string hint;
    options.max_size = static_cast<std::uint64_t>(parse_size(given.max_size, hint).value_or(0));
    if (given.seconds > 0) {
        options.time = std::chrono::round<duration>(std::chrono::duration<double>(given.seconds));
    }
    if (given.has_line) options.line = line_of(given);
    return record_command(options, std::cout, std::cerr);
}

// A size of at least 4 KiB, so that the head and a record have room.
std::string why_no_size(const std::string& text) {
    std::string hint;
    const auto size = parse_size(text, hint);
    return size && *size >= 4096 ? "" : "expected a size of at least 4KiB, such as 64MiB";
}

void add_line(CLI::App& to, record_arguments& given) {
    const std::array<CLI::Option*, 4> all{
        to.add_option("--baud", given.line.baud, "Of a PATH [9600]")->check(CLI::Range(50, 4'000'000)),
        to.add_option("--parity", given.parity, "Of a PATH: none, even or odd [none]")
            ->check(CLI::IsMember({"none", "even", "odd"})),
        to.add_option("--data-bits", given.line.data_bits, "Of a PATH: 5 to 8 [8]")->check(CLI::Range(5, 8)),
        to.add_option("--stop-bits", given.stop_bits, "Of a PATH: 1 or 2 [1]")->check(CLI::Range(1, 2))};
    for (CLI::Option* each : all)
        each->each([&given](const std::string&) { given.has_line = true; });
}

}  // namespace

void add_record(CLI::App& app, action& chosen) {
    const auto given = std::make_shared<record_arguments>();
    CLI::App& sub = add_subcommand(app, chosen, "record", "Write down what a device says; Ctrl-C ends it",
                                   [given] { return record(*given); });
    record_options& into = given->options;
    sub.add_option("port", into.port,
                   "A port of the running daemon or of a configuration, a path or tcp:HOST:PORT")
        ->type_name("PORT")
        ->required();
    sub.add_option("-o,--output", into.file, "Where to; what is there is overwritten")
        ->type_name("FILE")
        ->required();
    sub.add_option("-c,--config", into.config, "Whose port it is [the running daemon's]")->type_name("FILE");
    add_control(sub, into.control);
    sub.get_option("--control")->excludes("--config");
    sub.add_option("--max-size", given->max_size, "Of the file; then it ends")
        ->type_name("SIZE")
        ->check(CLI::Validator(why_no_size, ""))
        ->capture_default_str();
    sub.add_option("--seconds", given->seconds, "Then it ends [never]")
        ->type_name("N")
        ->check(CLI::Range(0.001, 1e8));
    add_line(sub, *given);
}

void add_replay(CLI::App& app, action& chosen) {
    struct arguments {
        replay_options options;
        std::string speed = "1";
    };
    const auto given = std::make_shared<arguments>();
    CLI::App& sub =
        add_subcommand(app, chosen, "replay", "Show what a configuration makes of a recording", [given] {
            given->options.paced = given->speed == "1";
            return replay_command(given->options, std::cout, std::cerr);
        });
    replay_options& into = given->options;
    sub.add_option("file", into.file, "What `weir record` wrote")->type_name("FILE")->required();
    add_config(sub, into.config);
    sub.add_option("--port", into.port, "Whose sources get it [the recorded one's]")->type_name("NAME");
    sub.add_option("--speed", given->speed, "The recorded pace, or as fast as it goes")
        ->type_name("1|max")
        ->check(CLI::IsMember({"1", "max"}))
        ->capture_default_str();
    sub.add_flag("--publish", into.publish, "At the configuration's broker, instead of standard output");
}

}  // namespace weir
