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
#include "daemon/replay/engine.hpp"
#include "drivers/recording/file.hpp"

namespace weir {

namespace {

// The engine at work: records in, lines out, at the pace that is wanted.
class replay_session {
public:
    replay_session(replay_engine& engine, bool paced, std::ostream& out)
        : engine_(engine), paced_(paced), out_(out) {}

    // To the recording's end, or until nobody takes what is written.
    void run(recording_reader& from) {
        auto got = from.next();
        for (; got.what == recording_reader::found && out_; got = from.next()) {
            if (paced_) wait_for(got.record.at);
            engine_.take(got.record, messages_);
            write();
        }
        if (paced_) wait_for(engine_.due());
        engine_.finish(messages_);
        write();
        out_.flush();
    }
    std::uint64_t written() const { return written_; }

private:
    // What is due before comes at its time.
    void wait_for(duration at) {
        while (engine_.due() < at) {
            const duration due = engine_.due();
            std::this_thread::sleep_until(started_ + due);
            engine_.elapse(due, messages_);
            write();
        }
        if (at != replay_engine::nothing_due) std::this_thread::sleep_until(started_ + at);
    }

    void write() {
        for (const outgoing& each : messages_)
            out_ << line_of(each) << '\n';
        if (paced_ && !messages_.empty()) out_.flush();
        written_ += messages_.size();
        messages_.clear();
    }

    replay_engine& engine_;
    const bool paced_;
    std::ostream& out_;
    const monotonic_time started_ = monotonic_clock::now();
    std::vector<outgoing> messages_;
    std::uint64_t written_ = 0;
};

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
    for (const std::string& each : engine.left_out())
        errors << "weir: source " << each << " speaks Modbus: it is not replayed\n";
    if (engine.sources() == 0) {
        errors << "weir: no source of " << options.config << " can be replayed on port '"
               << all.ports[port].name << "'\n";
    }
    replay_session session(engine, options.paced, out);
    session.run(file.reader());
    errors << "weir: " << options.file << ": " << summary(engine, session.written()) << '\n';
    const std::string& broken = file.reader().error();
    if (!broken.empty()) errors << "weir: " << options.file << ": " << broken << '\n';
    if (!out) errors << "weir: cannot write the messages\n";
    return broken.empty() && out ? 0 : exit_failure;
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
