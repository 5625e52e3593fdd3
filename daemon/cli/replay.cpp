#include "daemon/cli/replay.hpp"

#include <fmt/core.h>
#include <optional>
#include <ostream>
#include <thread>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/replay_publisher.hpp"
#include "daemon/replay/course.hpp"
#include "daemon/replay/engine.hpp"
#include "drivers/recording/file.hpp"

namespace weir {

namespace {

// To the recording's end, or until nobody takes what is written.
replay_end print_replay(replay_course& course, bool paced, std::ostream& out) {
    const monotonic_time started = monotonic_clock::now();
    replay_end end;
    std::vector<outgoing> messages;
    for (auto due = course.due(); due && out; due = course.due()) {
        if (paced) std::this_thread::sleep_until(started + *due);
        course.step(messages);
        for (const outgoing& each : messages)
            out << line_of(each) << '\n';
        if (paced && !messages.empty()) out.flush();
        end.messages += messages.size();
        messages.clear();
    }
    out.flush();
    if (!out) end.failure = "cannot write the messages";
    return end;
}

// The port of this name, or where that is none the one with this device.
std::optional<std::size_t> port_called(const std::string& name, const settings& all) {
    std::optional<std::size_t> found;
    for (std::size_t i = all.ports.size(); i-- > 0;) {
        if (all.ports[i].name == name) return i;
        if (device_text(all.ports[i].device) == name) found = i;
    }
    return found;
}

std::string summary(const replay_engine& engine, std::uint64_t messages) {
    const replay_counters all = engine.counters();
    std::string text = fmt::format("{} records, {} bytes, {} frames, {} messages", all.records, all.bytes,
                                   all.frames, messages);
    for (std::size_t i = 0; i < all.bad.size(); ++i) {
        if (all.bad.at(i) == 0) continue;
        text += fmt::format(", {} {}", all.bad.at(i), name_of(static_cast<reject>(i)));
    }
    return text;
}

int replay(recording_file& file, const settings& all, std::size_t port, const replay_options& options,
           std::ostream& out, std::ostream& errors) {
    replay_engine engine(all, port, file.head().began);
    for (const auto& [name, why] : engine.left_out())
        errors << "weir: source " << name << ' ' << why << ": it is not replayed\n";
    if (engine.sources() == 0) {
        errors << "weir: no source of " << options.config << " can be replayed on port '"
               << all.ports[port].name << "'\n";
    }
    replay_course course(file.reader(), engine);
    const auto conclude = [&](const replay_end& end) {
        errors << "weir: " << options.file << ": " << summary(engine, end.messages) << '\n';
        const std::string& broken = file.reader().error();
        if (!broken.empty()) errors << "weir: " << options.file << ": " << broken << '\n';
        if (!end.failure.empty()) errors << "weir: " << end.failure << '\n';
        return broken.empty() && end.failure.empty() ? 0 : exit_failure;
    };
    if (options.publish) return publish_replay(course, all, options.paced, conclude);
    return conclude(print_replay(course, options.paced, out));
}

}  // namespace

int replay_command(const replay_options& options, std::ostream& out, std::ostream& errors) {
    const load_result loaded = load_config(options.config, all_catalogues());
    if (!loaded.settings) {
        errors << loaded.errors;
        return exit_config;
    }
    std::string why;
    const auto file = open_recording(options.file, why);
    if (!file) {
        errors << "weir: " << options.file << ": " << why << '\n';
        return exit_failure;
    }
    const std::string& taken_from = (*file)->head().port;
    const std::string& name = options.port.empty() ? taken_from : options.port;
    if (const auto port = port_called(name, *loaded.settings)) {
        return replay(**file, *loaded.settings, *port, options, out, errors);
    }
    errors << "weir: " << options.config << " has no port '" << name << "'";
    errors << (options.port.empty() ? ", which the recording was taken from: name one with --port\n" : "\n");
    return exit_usage;
}

}  // namespace weir
