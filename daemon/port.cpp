#include "daemon/port.hpp"

#include <boost/asio/error.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include "daemon/clock.hpp"
#include "daemon/log.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

constexpr std::size_t read_size = 1024;  // bytes; each open port has such a buffer
// A device that has come back is open again within `most`.
constexpr backoff_policy look_again{.first = 100ms, .most = 1s, .factor = 2.0, .jitter = 0.2, .healthy = 10s};
constexpr std::size_t shown_bytes = 60;

port_state state_after(const boost::system::error_code& error, bool was_open) {
    if (error == errc::device_or_resource_busy) return port_state::busy;
    if (error == errc::permission_denied || error == errc::operation_not_permitted) return port_state::denied;
    return was_open ? port_state::lost : port_state::waiting;
}

std::string reason_for(const boost::system::error_code& error) {
    if (error == errc::permission_denied) return "permission denied; is the user in the group 'dialout'?";
    if (error == errc::device_or_resource_busy) return "another process has opened it";
    if (error == errc::no_such_file_or_directory) return "there is no such device";
    return error.message();
}

}  // namespace

std::string_view name_of(port_state state) {
    constexpr std::array<std::string_view, 6> names{"waiting", "open", "silent", "lost", "busy", "denied"};
    return names.at(static_cast<std::size_t>(state));
}

port::port(const port_settings& settings, source* reader, surroundings around)
    : settings_(settings),
      reader_(reader),
      around_(std::move(around)),
      topic_(around_.root + "/port/" + settings.name),
      waits_for_bytes_("bytes from " + settings.path),
      waits_for_device_("the device " + settings.path) {
    problems none;
    framer_ = make_framer(settings.frame, none);
    if (!framer_) throw std::logic_error("unchecked configuration: port " + settings.name);
    if (reader_ != nullptr) {
        reader_->on_stale = [this](bool stale) {
            become(stale ? port_state::silent : port_state::open,
                   stale ? "nothing was decoded for stale_after" : "");
        };
    }
    since_ = std::chrono::system_clock::now();
    announce();
}

void port::commanded_by(line_user& user) {
    user_ = &user;
    writer_.emplace(user);
}

void port::become(port_state state, std::string reason) {
    if (state == state_ && reason == reason_) return;
    if (state != state_) since_ = std::chrono::system_clock::now();
    state_ = state;
    reason_ = std::move(reason);
    announce();
    say();
}

void port::announce() const {
    timestamp_writer since;
    const boost::json::object state_json{{"state", name_of(state_)},
                                         {"reason", reason_},
                                         {"since", since.write(since_)},
                                         {"device", settings_.path}};
    around_.announce(topic_, boost::json::serialize(state_json), content::json);
}

void port::say() {
    const bool good = state_ == port_state::open;
    if (!log_.allow(good ? name_of(state_) : reason_, monotonic_clock::now())) return;
    if (good) {
        log::info("port {}: {} is open", settings_.name, settings_.path);
    } else {
        log::warning("port {}: {}: {}: {}", settings_.name, name_of(state_), settings_.path, reason_);
    }
}

awaitable<void> port::run(task& parent) {
    std::function<awaitable<void>(task&)> life = [this](task& self) { return session(self); };
    co_await supervise(parent, settings_.name, look_again, std::move(life));
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

awaitable<std::string> port::converse(task& self, byte_stream& stream) {
    if (user_ == nullptr) {
        co_return co_await read(self, stream);
    }
    std::optional<std::string> read_until;
    std::optional<std::string> wrote_until;
    std::vector<awaitable<void>> both;
    both.push_back(detail::store(read(self, stream), read_until));
    both.push_back(detail::store(writer_->run(self, stream), wrote_until));
    co_await race(std::move(both));
    co_return read_until ? *read_until : *wrote_until;
}

awaitable<std::unique_ptr<byte_stream>> port::open(task& self) {
    backoff wait(look_again);
    for (;;) {
        std::unique_ptr<byte_stream> stream = try_open();
        if (stream) co_return stream;
        self.awaiting(waits_for_device_);
        const bool on = co_await sleep_for(wait.next(duration::zero(), 0.0));
        self.resumed();
        if (!on) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
}

std::unique_ptr<byte_stream> port::try_open() {
    std::vector<std::string> warnings;
    auto opened = around_.open(settings_, warnings);
    if (opened) {
        // Said once: a line that cannot do something cannot do it the next time either.
        for (const std::string& text : warnings) {
            if (counters_.opens == 0) log::warning("port {}: {}", settings_.name, text);
        }
        return std::move(*opened);
    }
    become(state_after(opened.error(), counters_.opens > 0), reason_for(opened.error()));
    return nullptr;
}

void port::came_up() {
    ++counters_.opens;
    framer_->reset();
    become(port_state::open, "");
    const monotonic_time now = monotonic_clock::now();
    if (reader_ != nullptr) reader_->input_up(now);
    if (user_ == nullptr) return;
    up_ = true;
    user_->opened(now);
}

void port::went_down(const std::string& why) {
    become(port_state::lost, why);
    if (reader_ != nullptr) reader_->input_down();
    tell_lost(why);
}

void port::tell_lost(const std::string& why) {
    if (!std::exchange(up_, false)) return;
    user_->lost(why, writer_->forget(), monotonic_clock::now());
}

void port::finish() {
    become(port_state::waiting, "weir has stopped");
    if (reader_ != nullptr) reader_->input_down();
    tell_lost("weir has stopped");
}

void port::write(const command_settings& /*command: there is one line alone*/, std::string bytes) {
    if (!up_) throw std::logic_error("port " + settings_.name + " is not open");
    writer_->begin(std::move(bytes));
    hurry_.notify_all();
}

void port::abandon_write() {
    writer_->abandon();
}

// Until the line is lost: why. Throws when it is cancelled.
awaitable<std::string> port::read(task& self, byte_stream& stream) {
    std::array<char, read_size> buffer;
    for (;;) {
        self.awaiting(waits_for_bytes_);
        awaitable<byte_stream::result> reading = read_some(stream, buffer);
        const byte_stream::result got = co_await std::move(reading);
        self.resumed();
        if (got.error == boost::asio::error::operation_aborted) throw boost::system::system_error(got.error);
        if (got.error == boost::asio::error::eof) co_return "the device is gone";
        if (got.error) co_return reason_for(got.error);
        cut({buffer.data(), got.size}, monotonic_clock::now());
        if (reader_ != nullptr && !reader_->try_deliver()) {
            co_await hand_on(self);
        }
    }
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

// Waits for room in the outbox, but while an answer is awaited: what has no room then is dropped.
awaitable<void> port::hand_on(task& self) {
    if (user_ == nullptr) {
        co_return co_await reader_->deliver(self);
    }
    std::vector<awaitable<void>> either;
    either.push_back(reader_->deliver(self));
    either.push_back(hurried());
    co_await race(std::move(either));
    self.resumed();
    if (in_a_hurry() && !reader_->try_deliver()) reader_->drop();
}

awaitable<void> port::hurried() {
    while (!in_a_hurry()) {
        const wake why = co_await hurry_.wait();
        if (why == wake::canceled) co_return;
    }
}

void port::cut(std::string_view bytes, monotonic_time now) {
    counters_.bytes += bytes.size();
    if (reader_ == nullptr && user_ == nullptr) return;
    if (bytes.empty()) {
        framer_->elapse(now);
    } else {
        framer_->feed(bytes, now);
    }
    for (auto found = framer_->next(); found.what != framer::more; found = framer_->next()) {
        if (found.what == framer::bad) {
            ++counters_.bad.at(static_cast<std::size_t>(found.reason));
            refused(found.reason, found.frame, now);
            continue;
        }
        ++counters_.frames;
        take(found.frame, now);
    }
}

void port::take(const frame& found, monotonic_time now) {
    if (user_ != nullptr && user_->offer(found.bytes, now)) return;
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
