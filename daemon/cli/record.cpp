#include "daemon/cli/record.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <fmt/core.h>
#include <ostream>
#include <utility>

#include "daemon/cli/chosen_port.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/log.hpp"
#include "daemon/loop.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/port/port_state.hpp"
#include "daemon/record/recorder.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t read_size = 1024;  // bytes; as the daemon's
constexpr duration look_again = 500ms;

// One port and its file.
class recording_session {
public:
    recording_session(loop& on, const port_settings& port, const record_options& options, std::ostream& out,
                      std::ostream& errors)
        : loop_(on),
          port_(port),
          options_(options),
          out_(out),
          errors_(errors),
          opener_(on.context().get_executor()) {}

    awaitable<void> run();
    int exit_code() const { return exit_; }

private:
    awaitable<void> begin();
    awaitable<void> record();
    awaitable<void> capture();
    awaitable<void> listen();
    awaitable<void> time_over();
    awaitable<std::unique_ptr<byte_stream>> reopen();
    awaitable<std::string> read(byte_stream& stream);
    void begun(const open_attempt& attempt);
    void conclude();
    void say(const std::string& what) { errors_ << "weir: " << port_.name << ": " << what << std::endl; }

    loop& loop_;
    const port_settings& port_;
    const record_options& options_;
    std::ostream& out_;
    std::ostream& errors_;
    port_opener opener_;
    std::unique_ptr<byte_stream> stream_;  // null: the port is not open
    std::optional<recorder> recorder_;     // once it was
    int exit_ = exit_failure;
};

awaitable<void> recording_session::run() {
    std::vector<awaitable<void>> either;
    either.push_back(begin());
    either.push_back(loop_.stop_requested());
    co_await race(std::move(either));
    if (!recorder_) co_return;
    co_await record();
    conclude();
}

awaitable<void> recording_session::begin() {
    task self(loop_.root(), port_.name);
    self.awaiting("the port");
    open_attempt attempt = co_await opener_.open(port_);
    self.resumed();
    if (!attempt.stream) {
        const bool busy = state_after(attempt.error, false) == port_state::busy;
        say(attempt.reason + (busy ? "; stop it first" : ""));
        co_return;
    }
    begun(attempt);
    stream_ = std::move(attempt.stream);
}

void recording_session::begun(const open_attempt& attempt) {
    for (const std::string& warning : attempt.warnings)
        say(warning);
    recorder_.emplace(loop_.context().get_executor(),
                      recorder::options{options_.file, port_.name, options_.max_size});
    recorder_->note(record_kind::opened, {}, monotonic_clock::now());
    say("recording to " + options_.file + "; Ctrl-C ends it");
}

awaitable<void> recording_session::record() {
    task self(loop_.root(), "recorder");
    std::vector<awaitable<void>> both;
    both.push_back(recorder_->run(self));
    both.push_back(capture());
    co_await run_all(std::move(both));
}

awaitable<void> recording_session::capture() {
    std::vector<awaitable<void>> any;
    any.push_back(listen());
    any.push_back(time_over());
    any.push_back(loop_.stop_requested());
    any.push_back(recorder_->until_over());
    co_await race(std::move(any));
    if (stream_) recorder_->note(record_kind::closed, {}, monotonic_clock::now());
    recorder_->finish();
}

awaitable<void> recording_session::time_over() {
    const monotonic_time end = options_.time ? monotonic_clock::now() + *options_.time : never;
    co_await sleep_until(end);
}

// Until it is cancelled.
awaitable<void> recording_session::listen() {
    for (;;) {
        const std::string why = co_await read(*stream_);
        recorder_->note(record_kind::closed, {}, monotonic_clock::now());
        stream_.reset();
        say(why + "; waiting for it");
        std::unique_ptr<byte_stream> again = co_await reopen();
        stream_ = std::move(again);
        recorder_->note(record_kind::opened, {}, monotonic_clock::now());
        say("it is back");
    }
}

awaitable<std::unique_ptr<byte_stream>> recording_session::reopen() {
    for (;;) {
        co_await sleep_for(look_again);
        open_attempt attempt = co_await opener_.open(port_);
        if (attempt.stream) co_return std::move(attempt.stream);
    }
}

// Until the line is lost: why.
awaitable<std::string> recording_session::read(byte_stream& stream) {
    std::array<char, read_size> buffer;
    for (;;) {
        const byte_stream::result got = co_await stream.read_some(buffer);
        if (got.error == boost::asio::error::operation_aborted) throw boost::system::system_error(got.error);
        if (got.error) co_return reason_for_loss(port_.device, got.error);
        recorder_->note(record_kind::received, {buffer.data(), got.size}, monotonic_clock::now());
    }
}

void recording_session::conclude() {
    const recorder& its = *recorder_;
    if (!its.why().empty()) errors_ << "weir: " << options_.file << ": " << its.why() << std::endl;
    const double seconds = std::chrono::duration<double>(its.lasted()).count();
    out_ << fmt::format("{}: {} bytes of {} in {:.1f} s, {} bytes of file\n", options_.file,
                        its.counted().received, port_.name, seconds, its.counted().size);
    exit_ = its.failed() ? exit_failure : 0;
}

int record_port(const port_settings& port, const record_options& options, std::ostream& out,
                std::ostream& errors) {
    log::init(log::level::warning);
    loop on("weir record", {});
    recording_session session(on, port, options, out, errors);
    on.run(session.run());
    return session.exit_code();
}

}  // namespace

int record_command(const record_options& options, std::ostream& out, std::ostream& errors) {
    if (auto port = port_by_hand(options.port)) {
        if (options.line && !std::holds_alternative<path_device>(port->device)) {
            errors << "weir: the converter sets the line: configure it there\n";
            return exit_usage;
        }
        if (options.line) port->line = *options.line;
        return record_port(*port, options, out, errors);
    }
    const port_choice found = port_by_name(options.port, options.config, errors);
    if (!found.port) return found.exit_code;
    if (options.line) {
        errors << "weir: the line of port '" << options.port << "' is that of " << options.config << '\n';
        return exit_usage;
    }
    return record_port(*found.port, options, out, errors);
}

}  // namespace weir
