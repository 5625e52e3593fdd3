#include "daemon/cli/tap.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <ostream>
#include <unistd.h>

#include "daemon/cli/cli.hpp"
#include "daemon/cli/columns.hpp"
#include "daemon/cli/screen.hpp"
#include "daemon/cli/tap_text.hpp"
#include "daemon/control/client.hpp"

namespace weir {

namespace {

namespace json = boost::json;

json::object request_of(const tap_options& options) {
    json::object request{{"do", "tap"}};
    if (!options.name.empty()) request["name"] = options.name;
    if (options.what.empty()) return request;
    json::array steps;
    std::string_view rest = options.what;
    for (;;) {
        const std::size_t comma = rest.find(',');
        steps.emplace_back(rest.substr(0, comma));
        if (comma == rest.npos) break;
        rest.remove_prefix(comma + 1);
    }
    request["what"] = std::move(steps);
    return request;
}

monotonic_time end_of(const tap_options& options) {
    if (!options.seconds) return never;
    const std::chrono::duration<double> time(*options.seconds);
    return monotonic_clock::now() + std::chrono::duration_cast<duration>(time);
}

// The line as it is shown, for a terminal or for whatever else stands behind stdout.
std::string shown_line(const json::object& event) {
    const auto terminal = terminal_size(STDOUT_FILENO);
    std::string text = tap_text(event);
    return terminal ? cut(text, terminal->width) : text;
}

void follow(control_connection& daemon, const tap_options& options, std::ostream& out) {
    const monotonic_time end = end_of(options);
    std::uint64_t seen = 0;
    while (!options.count || seen < *options.count) {
        const auto line = daemon.next_line(end);
        if (!line) return;
        const json::value parsed = json::parse(*line);
        const json::object& event = parsed.as_object();
        out << (options.json ? *line : shown_line(event)) << std::endl;
        if (event.contains("step")) ++seen;
    }
}

}  // namespace

int show_tap(const tap_options& options, std::ostream& out, std::ostream& errors) {
    try {
        control_connection daemon(options.control.empty() ? default_control_path() : options.control);
        const json::value begun = daemon.ask(request_of(options));
        if (options.json) out << json::serialize(begun) << std::endl;
        follow(daemon, options, out);
        return 0;
    } catch (const std::exception& error) {
        errors << "weir: " << error.what() << '\n';
        return exit_failure;
    }
}

}  // namespace weir
