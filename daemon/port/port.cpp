#include "daemon/port/port.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <variant>

#include "daemon/log.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t read_size = 512;  // bytes; each open port has such a buffer
// While the device is not there; a device that comes is tried at once, and then once more at these times,
// because udev gives it its group and its links a moment later.
constexpr backoff_policy look_again{.first = 100ms, .most = 1s, .factor = 2.0, .jitter = 0.2, .healthy = 10s};
// After a loss: no device that fails as soon as it is open keeps us busy.
constexpr backoff_policy after_loss{
    .first = 50ms, .most = 500ms, .factor = 2.0, .jitter = 0.2, .healthy = 5s};
constexpr std::size_t shown_bytes = 60;
constexpr const char* was_silent = "it was silent for stale_after and is opened anew";

// Says that something is so for as long as it lives, and tells of the end.
class flag_while {
public:
    flag_while(bool& flag, event& over) : flag_(flag), over_(over) { flag_ = true; }
    ~flag_while() {
        flag_ = false;
        over_.notify_all();
    }
    flag_while(const flag_while&) = delete;
    flag_while& operator=(const flag_while&) = delete;

private:
    bool& flag_;
    event& over_;
};

// Leads to something for as long as it lives.
class pointer_while {
public:
    pointer_while(byte_stream*& pointer, byte_stream& to) : pointer_(pointer) { pointer_ = &to; }
    ~pointer_while() { pointer_ = nullptr; }
    pointer_while(const pointer_while&) = delete;
    pointer_while& operator=(const pointer_while&) = delete;

private:
    byte_stream*& pointer_;
};

bool comes_and_goes(const port_device& device) {
    return std::holds_alternative<path_device>(device) || std::holds_alternative<usb_device>(device);
}

}  // namespace

port::port(const port_settings& settings, source* reader, surroundings around)
    : settings_(settings),
      reader_(reader),
      around_(std::move(around)),
      status_(settings, around_.root, around_.announce),
      waits_for_bytes_("bytes from " + device_text(settings.device)),
      waits_for_device_("the device " + device_text(settings.device)),
      tap_(around_.shown_by, tap_place::port, settings.name) {
    problems none;
    framer_ = make_framer(settings.frame, none);
    if (!framer_) throw std::logic_error("unchecked configuration: port " + settings.name);
    if (reader_ != nullptr) feeds(*reader_);
}

void port::feeds(source& other) {
    fed_.push_back(&other);
    other.on_stale = [this](bool) { look_for_silence(); };
}

void port::commanded_by(line_user& user) {
    user_ = &user;
    writer_.emplace(user);
    if (read_alone_ != nullptr) read_alone_->interrupt_read();
    if (open_) tell_opened(monotonic_clock::now());
}

void port::exchange_readers(source* reader, const std::vector<source*>& all) {
    for (source* const each : fed_)
        each->on_stale = nullptr;
    fed_.clear();
    for (source* const each : all)
        feeds(*each);
    if (std::exchange(reader_, reader) != reader && reader_ != nullptr && open_)
        reader_->input_up(monotonic_clock::now());
    if (open_) look_for_silence();
}

// One of its sources has become stale, or is no longer; the port is silent when all of them are.
void port::look_for_silence() {
    const bool silent =
        !fed_.empty() && std::ranges::all_of(fed_, [](const source* each) { return each->stale(); });
    status_.become(silent ? port_state::silent : port_state::open,
                   silent ? "nothing was decoded for stale_after" : "");
    if (silent && settings_.reopen) give_up();
}

// On the line: it is opened anew.
void port::give_up() {
    gave_up_ = true;
    given_up_.notify_all();
    if (read_alone_ != nullptr) read_alone_->interrupt_read();
}

awaitable<void> port::run(task& parent) {
    std::function<awaitable<void>(task&)> life = [this](task& self) { return session(self); };
    co_await supervise(parent, settings_.name, after_loss, std::move(life));
}

// One life of the open port; throws when it was lost.
awaitable<void> port::session(task& self) {
    const std::unique_ptr<byte_stream> stream = co_await open(self);
    came_up();
    try {
        const std::string why = co_await converse(self, *stream);
        throw std::runtime_error(why);
    } catch (const std::exception& end) {
        if (!is_cancellation(std::current_exception())) went_down(end.what());
        throw;
    }
}

// Until the line is lost, or given up: why.
awaitable<std::string> port::converse(task& self, byte_stream& stream) {
    std::optional<std::string> read_until = co_await read_alone(self, stream);
    if (read_until) co_return *read_until;
    std::optional<std::string> wrote_until;
    std::vector<awaitable<void>> all;
    all.push_back(detail::store(read(self, stream), read_until));
    all.push_back(detail::store(writer_->run(self, stream), wrote_until));
    if (settings_.reopen) all.push_back(silent_too_long());
    co_await race(std::move(all));
    if (read_until) co_return *read_until;
    if (wrote_until) co_return *wrote_until;
    co_return was_silent;
}

// While nobody writes to it: reading takes a quarter less memory than what can do two things at once.
awaitable<std::optional<std::string>> port::read_alone(task& self, byte_stream& stream) {
    if (writer_) co_return std::nullopt;
    const pointer_while alone(read_alone_, stream);
    std::string why = co_await read(self, stream);
    if (!why.empty()) co_return why;
    if (gave_up_) co_return was_silent;
    co_return std::nullopt;
}

awaitable<void> port::silent_too_long() {
    while (!gave_up_) {
        const wake why = co_await given_up_.wait();
        if (why == wake::canceled) co_return;
    }
}

awaitable<std::unique_ptr<byte_stream>> port::open(task& self) {
    backoff wait(look_again);
    for (;;) {
        const std::uint64_t seen = around_.changes.count();
        self.awaiting(waits_for_device_);
        open_attempt attempt = co_await around_.open(settings_);
        self.resumed();
        status_.found(attempt.device);
        if (attempt.stream) {
            // Said once: a line that cannot do something cannot do it the next time either.
            for (const std::string& text : attempt.warnings) {
                if (counters_.opens == 0) log::warning("port {}: {}", settings_.name, text);
            }
            co_return std::move(attempt.stream);
        }
        status_.become(state_after(attempt.error, counters_.opens > 0), attempt.reason);
        self.awaiting(waits_for_device_);
        const bool on = co_await next_look(seen, wait);
        self.resumed();
        if (!on) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
}

// Waits for it; false when it is cancelled.
awaitable<bool> port::next_look(std::uint64_t seen, backoff& wait) {
    const monotonic_time latest = monotonic_clock::now() + wait.next(duration::zero(), 0.0);
    if (!comes_and_goes(settings_.device)) {
        co_return co_await sleep_until(latest);
    }
    const wake why = co_await around_.changes.beyond(seen, latest);
    if (why == wake::notified) wait.reset();
    co_return why != wake::canceled;
}

void port::came_up() {
    ++counters_.opens;
    framer_->reset();
    echo_.reset();
    gave_up_ = false;
    status_.become(port_state::open, "");
    const monotonic_time now = monotonic_clock::now();
    open_ = true;
    if (reader_ != nullptr) reader_->input_up(now);
    if (user_ != nullptr) tell_opened(now);
}

void port::tell_opened(monotonic_time now) {
    up_ = true;
    user_->opened(now);
}

void port::went_down(const std::string& why) {
    open_ = false;
    status_.become(port_state::lost, why);
    if (reader_ != nullptr) reader_->input_down();
    tell_lost(why);
}

void port::tell_lost(const std::string& why) {
    if (!std::exchange(up_, false)) return;
    user_->lost(why, writer_->forget(), monotonic_clock::now());
}

void port::finish(const std::string& why) {
    open_ = false;
    status_.become(port_state::waiting, why);
    if (reader_ != nullptr) reader_->input_down();
    tell_lost(why);
}

awaitable<void> port::rest() {
    rests_ = true;
    hurry_.notify_all();
    while (handing_on_) {
        const wake why = co_await handed_on_.wait();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
}

void port::write(std::string bytes) {
    if (!up_) throw std::logic_error("port " + settings_.name + " is not open");
    if (tap_.wants(tap_step::write)) [[unlikely]]
        tap_.write(bytes, monotonic_clock::now());
    if (settings_.echo) echo_.wrote(bytes);
    writer_->begin(std::move(bytes));
    hurry_.notify_all();
}

void port::abandon_write() {
    writer_->abandon();
}

// Until the line is lost: why; or nothing: it reads alone, and now there is more to do. Throws when it is
// cancelled.
awaitable<std::string> port::read(task& self, byte_stream& stream) {
    std::array<char, read_size> buffer;
    while (!ends_reading_alone()) {
        self.awaiting(waits_for_bytes_);
        awaitable<byte_stream::result> reading = read_some(stream, buffer);
        const byte_stream::result got = co_await std::move(reading);
        self.resumed();
        const bool aborted = got.error == boost::asio::error::operation_aborted;
        if (aborted && ends_reading_alone()) break;
        if (aborted) throw boost::system::system_error(got.error);
        if (got.error) co_return reason_for_loss(settings_.device, got.error);
        cut({buffer.data(), got.size}, monotonic_clock::now());
        if (reader_ != nullptr && !reader_->try_deliver() && !rests_) {
            co_await hand_on(self);
        }
    }
    co_return "";
}

// Nothing read and no error: the framer has something to do without a byte.
awaitable<byte_stream::result> port::read_some(byte_stream& stream, std::span<char> into) {
    const monotonic_time due = framer_->due();
    return due == never ? stream.read_some(into) : read_until(stream, into, due);
}

awaitable<byte_stream::result> port::read_until(byte_stream& stream, std::span<char> into,
                                                monotonic_time due) {
    awaitable<byte_stream::result> reading = stream.read_some(into);
    outcome<byte_stream::result> got = co_await with_deadline(std::move(reading), due);
    if (got.how() == ending::timed_out) co_return byte_stream::result{};
    co_return got.take();
}

// Waits for room in the outbox, but while an answer is awaited: what has no room then is dropped. What it has
// while the port rests waits for whoever asked for that.
awaitable<void> port::hand_on(task& self) {
    const flag_while handing_on(handing_on_, handed_on_);
    std::vector<awaitable<void>> either;
    either.push_back(reader_->deliver(self));
    either.push_back(hurried());
    co_await race(std::move(either));
    self.resumed();
    if (in_a_hurry() && !reader_->try_deliver()) reader_->drop();
}

awaitable<void> port::hurried() {
    while (!in_a_hurry() && !rests_) {
        const wake why = co_await hurry_.wait();
        if (why == wake::canceled) co_return;
    }
}

void port::cut(std::string_view bytes, monotonic_time now) {
    counters_.bytes += bytes.size();
    if (tap_.wants(tap_step::read) && !bytes.empty()) [[unlikely]]
        tap_.read(bytes, now);
    if (settings_.echo) bytes = echo_.strip(bytes);
    if (reader_ == nullptr && user_ == nullptr) return;
    if (bytes.empty()) {
        framer_->elapse(now);
    } else {
        framer_->feed(bytes, now);
    }
    for (auto found = framer_->next(); found.what != framer::more; found = framer_->next()) {
        if (found.what == framer::bad) {
            ++counters_.bad.at(static_cast<std::size_t>(found.reason));
            if (tap_.wants(tap_step::bad)) [[unlikely]]
                tap_.bad(found.reason, found.frame.bytes, now);
            refused(found.reason, found.frame, now);
            continue;
        }
        ++counters_.frames;
        if (tap_.wants(tap_step::frame)) [[unlikely]]
            tap_.frame(found.frame.bytes, now);
        take(found.frame, now);
    }
}

void port::take(const frame& found, monotonic_time now) {
    if (user_ != nullptr && user_->offer(found, now)) return;
    if (reader_ == nullptr) return;
    const reject why = reader_->take({found}, now);
    if (why != reject::none) refused(why, found, now);
}

void port::refused(reject why, const frame& bad, monotonic_time now) {
    if (quarantine_) quarantine_->put(why, bad, now);
    const auto suppressed = log_.allow(name_of(why), now);
    if (!suppressed) return;
    log::warning("port {}: bad frame: {} ({} more like it were not logged): {}", settings_.name, name_of(why),
                 *suppressed, bad.bytes.substr(0, shown_bytes));
}

}  // namespace weir
