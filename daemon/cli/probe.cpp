#include "daemon/cli/probe.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include "daemon/cli/chosen_port.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/probe_text.hpp"
#include "daemon/log.hpp"
#include "daemon/loop.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/port/port_state.hpp"
#include "drivers/probe/guesser.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::uint32_t, 7> usual_bauds{9600, 115200, 4800, 19200, 38400, 57600, 230400};
constexpr std::size_t read_size = 1024;  // bytes; as the daemon's
constexpr duration look_every = 500ms;   // whether it is sure already

// One port at all of its rates.
class probing_session {
public:
    probing_session(loop& on, port_settings port, const probe_options& options, std::ostream& errors)
        : loop_(on), port_(std::move(port)), options_(options), errors_(errors), opener_(executor()) {}

    awaitable<void> run();
    bool failed() const { return failed_; }
    const std::vector<probed_rate>& rates() const { return rates_; }
    const std::string& device() const { return device_; }  // where it was found; may be empty

private:
    boost::asio::any_io_executor executor() { return loop_.context().get_executor(); }
    std::vector<std::optional<std::uint32_t>> bauds() const;
    awaitable<void> try_rates();
    awaitable<bool> open(task& self);
    awaitable<void> listen(task& self, guesser& into);
    awaitable<bool> read(guesser& into, monotonic_time until);
    bool settle(const guesser& from, std::optional<std::uint32_t> baud);
    void say(const std::string& what) { errors_ << "weir: " << port_.name << ": " << what << std::endl; }

    loop& loop_;
    port_settings port_;
    const probe_options& options_;
    std::ostream& errors_;
    port_opener opener_;
    std::unique_ptr<byte_stream> stream_;
    std::string device_;
    std::vector<probed_rate> rates_;
    bool failed_ = false;  // it did not open
};

bool is_sure(const std::vector<probing::guess>& guesses) {
    return !guesses.empty() && guesses.front().how == probing::certainty::sure;
}

std::vector<std::optional<std::uint32_t>> probing_session::bauds() const {
    if (std::holds_alternative<tcp_device>(port_.device)) return {std::nullopt};
    if (!options_.bauds.empty()) return {options_.bauds.begin(), options_.bauds.end()};
    return {usual_bauds.begin(), usual_bauds.end()};
}

awaitable<void> probing_session::run() {
    std::vector<awaitable<void>> either;
    either.push_back(try_rates());
    either.push_back(loop_.stop_requested());
    co_await race(std::move(either));
}

awaitable<void> probing_session::try_rates() {
    task self(loop_.root(), port_.name);
    for (const auto baud : bauds()) {
        if (baud) port_.line.baud = *baud;
        const bool opened = co_await open(self);
        if (!opened) co_return;
        guesser heard;
        co_await listen(self, heard);
        stream_.reset();
        if (settle(heard, baud)) co_return;
    }
}

awaitable<bool> probing_session::open(task& self) {
    self.awaiting("the port");
    open_attempt attempt = co_await opener_.open(port_);
    self.resumed();
    failed_ = !attempt.stream;
    if (failed_) {
        const bool busy = state_after(attempt.error, false) == port_state::busy;
        say(attempt.reason + (busy ? "; stop it first" : ""));
        co_return false;
    }
    for (const std::string& warning : attempt.warnings)
        say(warning);
    stream_ = std::move(attempt.stream);
    device_ = attempt.device;
    co_return true;
}

// Until the time is over, the line is lost or a language is sure.
awaitable<void> probing_session::listen(task& self, guesser& into) {
    const monotonic_time end = monotonic_clock::now() + options_.time;
    bool over = false;
    while (!over && monotonic_clock::now() < end) {
        const monotonic_time look = std::min(end, monotonic_clock::now() + look_every);
        self.awaiting("bytes");
        const bool alive = co_await read(into, look);
        self.resumed();
        over = !alive || is_sure(into.judge());
    }
}

// False when the line is lost.
awaitable<bool> probing_session::read(guesser& into, monotonic_time until) {
    std::array<char, read_size> buffer;
    while (monotonic_clock::now() < until) {
        awaitable<byte_stream::result> reading = stream_->read_some(buffer);
        auto got = co_await with_deadline(std::move(reading), until);
        if (got.how() == ending::timed_out) co_return true;
        const byte_stream::result result = got.take();
        if (result.error) {
            say(reason_for_loss(port_.device, result.error));
            co_return false;
        }
        into.feed({buffer.data(), result.size}, monotonic_clock::now());
    }
    co_return true;
}

// Whether no other rate need be tried.
bool probing_session::settle(const guesser& from, std::optional<std::uint32_t> baud) {
    rates_.push_back({baud, from.heard().bytes().size(), from.judge()});
    say(short_verdict(rates_.back()));
    return is_sure(rates_.back().guesses);
}

int conclude(const probed_port& port, const probe_options& options, std::ostream& out, std::ostream& errors) {
    const auto found = configuration_of(port);
    if (options.json) {
        out << json_of(port) << '\n';
    } else if (found) {
        out << *found;
    }
    if (!found) errors << "weir: " << options.port << ": " << remedy(port);
    return found ? 0 : exit_failure;
}

int probe_port(port_settings port, bool by_hand, const probe_options& options, std::ostream& out,
               std::ostream& errors) {
    log::init(log::level::warning);
    loop on("weir probe", {});
    probing_session session(on, port, options, errors);
    on.run(session.run());
    if (session.failed() || session.rates().empty()) return exit_failure;  // not opened, interrupted
    if (std::holds_alternative<usb_device>(port.device)) port.device = path_device{session.device()};
    const probed_port probed{by_hand ? "probe" : port.name, port.device, session.rates()};
    return conclude(probed, options, out, errors);
}

}  // namespace

int probe_command(const probe_options& options, std::ostream& out, std::ostream& errors) {
    auto port = port_by_hand(options.port);
    const bool by_hand = port.has_value();
    if (!by_hand) {
        port_choice named = port_by_name(options.port, options.config, errors);
        if (!named.port) return named.exit_code;
        port = std::move(named.port);
    }
    const auto& device = port->device;
    if (std::holds_alternative<simulated_use>(device) || std::holds_alternative<replay_device>(device)) {
        errors << "weir: port '" << options.port << "' is no device: there is nothing to find out\n";
        return exit_usage;
    }
    if (std::holds_alternative<tcp_device>(device) && !options.bauds.empty()) {
        errors << "weir: the converter sets the line: configure it there\n";
        return exit_usage;
    }
    return probe_port(std::move(*port), by_hand, options, out, errors);
}

}  // namespace weir
