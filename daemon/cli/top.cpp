#include "daemon/cli/top.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include "config/scalar.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/screen.hpp"
#include "daemon/cli/top_table.hpp"
#include "daemon/control/client.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr duration least_interval = 100ms;
constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

top_reading read_stats(const std::string& path) {
    json::value answer = control_request(path, json::object{{"do", "stats"}});
    if (!answer.is_object()) throw control_error(path + ": the answer is no object");
    return {std::move(answer.get_object()), monotonic_clock::now()};
}

int show_once(const std::string& path, duration every, std::ostream& out) {
    const top_reading before = read_stats(path);
    std::this_thread::sleep_for(every);
    const top_reading now = read_stats(path);
    out << top_table(before, now, {unbounded, unbounded}) << std::endl;
    return 0;
}

int write_json(const std::string& path, duration every, bool once, std::ostream& out) {
    for (;;) {
        out << json::serialize(read_stats(path).stats) << std::endl;
        if (once) return 0;
        std::this_thread::sleep_for(every);
    }
}

int show_live(const std::string& path, duration every) {
    top_reading now = read_stats(path);
    top_reading before = now;
    screen terminal;
    for (;;) {
        screen::draw(top_table(before, now, screen::size()));
        const screen::event what = terminal.wait(now.taken + every);
        if (what == screen::event::quit) return 0;
        if (what == screen::event::ended) return 128 + terminal.number();
        if (what == screen::event::resized) continue;
        before = std::exchange(now, read_stats(path));
    }
}

}  // namespace

int show_top(const top_options& options, std::ostream& out, std::ostream& errors) {
    std::string hint;
    const auto every = parse_duration(options.every, hint);
    if (!every || *every < least_interval) {
        errors << "weir: --every: '" << options.every << "' is no time from 100ms on; 500ms and 2s are\n";
        return exit_usage;
    }
    const std::string path = options.control.empty() ? default_control_path() : options.control;
    try {
        if (options.json) return write_json(path, *every, options.once, out);
        const bool is_terminal = terminal_size(STDOUT_FILENO).has_value();
        return options.once || !is_terminal ? show_once(path, *every, out) : show_live(path, *every);
    } catch (const std::exception& error) {
        errors << "weir: " << error.what() << '\n';
        return exit_failure;
    }
}

}  // namespace weir
