#include "daemon/mqtt/paho_link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/log.hpp"
#include "daemon/mqtt/nodelay.hpp"

namespace asio = boost::asio;

namespace weir {
namespace {

// Handled in one turn of the loop, so that a flood of messages does not keep others waiting.
constexpr std::size_t events_a_turn = 256;

// An attempt to connect of which paho says nothing for so long never ends.
constexpr std::chrono::minutes given_up{3};

std::vector<link_status> all_alike(std::size_t count, const link_status& status) {
    return std::vector<link_status>(count, status);
}

}  // namespace

class paho_link::registered_waiter : public waiter {
public:
    registered_waiter(waiters& all, std::uint32_t id) : all_(all), place_(all.emplace(id, this).first) {}
    ~registered_waiter() { all_.erase(place_); }
    registered_waiter(const registered_waiter&) = delete;
    registered_waiter& operator=(const registered_waiter&) = delete;

private:
    waiters& all_;
    waiters::iterator place_;
};

paho_link::paho_link(asio::any_io_executor loop, const limits& limits)
    : loop_(std::move(loop)), limits_(limits), window_(limits.outgoing) {
    auto wake_up = [executor = loop_, weak = std::weak_ptr(self_)] {
        asio::post(executor, [weak] {
            if (const auto self = weak.lock()) (*self)->take_events();
        });
    };
    wake_up_ = wake_up;
    bridge_ = std::make_shared<paho_bridge>(wake_up, limits_.incoming);
}

paho_link::~paho_link() {
    close(monotonic_clock::now() + std::chrono::seconds(1));
}

bool paho_link::close(monotonic_time deadline) {
    connected_ = false;
    connecting_ = false;
    bridge_->close();
    reaper_.bury(std::exchange(client_, nullptr));
    reaper_.bury(std::exchange(keeper_, nullptr));
    return reaper_.close(deadline);
}

awaitable<link_status> paho_link::connect(const link_options& options, monotonic_time deadline) {
    // A second connect() would orphan the first, which cannot be cancelled, and any call may block while it
    // lasts.
    while (connecting_ && monotonic_clock::now() < connecting_since_ + given_up) {
        const wake how = co_await attempt_ended_.wait(deadline);
        if (how == wake::canceled) co_return link_status(link_errc::canceled, "");
        if (how == wake::timed_out)
            co_return link_status(link_errc::timed_out, "an earlier attempt has not ended");
    }
    connecting_ = false;
    go_down();
    const std::uint32_t id = next_id();
    link_status begun = begin_connect(options, deadline, id);
    if (!begun) co_return begun;
    const reply got = co_await answer(id, deadline);
    co_return got.status();
}

link_status paho_link::begin_connect(const link_options& options, monotonic_time deadline, std::uint32_t id) {
    const monotonic_time now = monotonic_clock::now();
    try {
        // paho ends its threads with its last client, and would take down one that is created meanwhile: this
        // one is never connected, and the last to go.
        if (!keeper_) keeper_ = std::make_shared<paho_client>(bridge_, 0, options);
        client_ = std::make_shared<paho_client>(bridge_, ++generation_, options);
    } catch (const std::exception& error) {
        return {link_errc::protocol, error.what()};
    }
    const int code = client_->connect(options, deadline - now, id);
    if (code != 0) {
        go_down();
        return meaning_of(code);
    }
    connecting_ = true;
    connecting_since_ = now;
    connect_id_ = id;
    port_ = options.broker.port;
    return {};
}

awaitable<paho_link::reply> paho_link::answer(std::uint32_t id, monotonic_time deadline) {
    registered_waiter self(waiting_, id);
    const wake how = co_await self.answered.wait(deadline);
    co_return reply{how, std::move(self.answer)};
}

link_status paho_link::reply::status() const {
    if (said) return meaning_of(*said);
    if (how == wake::timed_out) return {link_errc::timed_out, ""};
    if (how == wake::canceled) return {link_errc::canceled, ""};
    return {link_errc::lost, ""};
}

awaitable<std::vector<link_status>> paho_link::subscribe(std::span<const subscription> wanted,
                                                         monotonic_time deadline) {
    if (!connected_) co_return all_alike(wanted.size(), link_status(link_errc::lost, "not connected"));
    const std::uint32_t id = next_id();
    const int code = client_->subscribe(wanted, id);
    if (code != 0) co_return all_alike(wanted.size(), meaning_of(code));
    const reply got = co_await answer(id, deadline);
    co_return got.statuses(wanted.size());
}

std::vector<link_status> paho_link::reply::statuses(std::size_t count) const {
    const link_status whole = status();
    if (!whole || said->answers.empty()) return all_alike(count, whole);
    // paho calls a SUBSCRIBE of several filters a success even when all of them were refused.
    std::vector<link_status> each;
    for (const int code : said->answers)
        each.push_back(code < 0x80 ? link_status() : meaning_of(code));
    each.resize(count, link_status(link_errc::protocol, "no answer for this filter"));
    return each;
}

awaitable<link_status> paho_link::publish(const outgoing& message, monotonic_time deadline) {
    if (!connected_) co_return link_status(link_errc::lost, "not connected");
    const std::uint32_t id = next_id();
    const int code = client_->publish(message, id);
    if (code != 0) co_return meaning_of(code);
    const reply got = co_await answer(id, deadline);
    co_return got.status();
}

awaitable<link_status> paho_link::disconnect(monotonic_time deadline) {
    if (!connected_) co_return link_status(link_errc::lost, "not connected");
    const std::uint32_t id = next_id();
    const int code = client_->disconnect(id);
    if (code != 0) {
        go_down();
        co_return meaning_of(code);
    }
    const reply got = co_await answer(id, deadline);
    go_down();
    co_return got.status();
}

void paho_link::drop() {
    go_down();
}

mqtt_link::sent paho_link::send(const outgoing& message, std::uint32_t id) {
    if (!connected_) return sent::down;
    if (!window_.admits(message)) return sent::wait;
    const std::uint32_t own = next_id();
    const bool asks = window_.wants_completion(message);
    const int code = client_->publish(message, asks ? std::optional(own) : std::nullopt);
    if (code == 0) {
        window_.sent(message, own, id, monotonic_clock::now());
        return sent::taken;
    }
    if (is_full(code)) return sent::wait;
    if (is_disconnected(code)) {  // paho knows before it says so, if it does
        bridge_->push(paho_loss{generation_, 0, "paho is disconnected"});
        return sent::down;
    }
    log::warning("mqtt: cannot publish to {}: {}", message.topic, meaning_of(code).detail);
    return sent::refused;
}

std::optional<monotonic_time> paho_link::stalled_since() const {
    return window_.stalled_since();
}

mqtt_link::counters paho_link::count() const {
    return {received_, bridge_->dropped()};
}

void paho_link::go_down() {
    connected_ = false;
    window_ = send_window(limits_.outgoing);
    for (auto& [id, one] : waiting_)
        one->answered.notify_all();
    if (!connecting_) reaper_.bury(std::exchange(client_, nullptr));
}

void paho_link::take_events() {
    if (handled_ == events_.size()) {
        events_.clear();
        handled_ = 0;
        bridge_->take(events_);
    }
    const std::size_t end = std::min(handled_ + events_a_turn, events_.size());
    progress_ = false;
    while (handled_ < end)
        std::visit([this](auto& event) { handle(event); }, events_[handled_++]);
    if (handled_ < events_.size()) wake_up_();
    if (progress_ && connected_) user_->on_progress();
}

void paho_link::handle(paho_completion& said) {
    if (!is_current(said.generation)) return;
    if (connecting_ && said.id == connect_id_) connect_ended(said);
    const auto known = window_.done(said.id, monotonic_clock::now());
    progress_ = progress_ || known.known;
    // A negative code says that the connection fails: on_down() tells it for all of them.
    if (known.theirs && said.code >= 0) user_->on_delivered(*known.theirs, meaning_of(said));
    const auto waits = waiting_.find(said.id);
    if (waits == waiting_.end()) return;
    waits->second->answer = std::move(said);
    waits->second->answered.notify_all();
}

void paho_link::connect_ended(const paho_completion& said) {
    connecting_ = false;
    attempt_ended_.notify_all();
    if (said.code != 0 || !waiting_.contains(said.id)) {
        go_down();
        return;
    }
    connected_ = true;
    // A PUBACK does not wake paho's send thread: it must never find itself at its own limit. And SUBSCRIBE
    // needs room.
    send_window::limits allowed = limits_.outgoing;
    if (said.receive_maximum > 0) {
        allowed.acks = std::min(allowed.acks, static_cast<std::size_t>(said.receive_maximum));
    }
    allowed.acks = std::max<std::size_t>(allowed.acks, 2) - 1;
    window_ = send_window(allowed);
    // paho does not set it: up to 1 % of the messages would stall for 40 ms.
    if (set_nodelay_to(port_) == 0)
        log::debug("mqtt: the broker's socket was not found, TCP_NODELAY is not set");
}

void paho_link::handle(paho_arrival& came) {
    if (!is_current(came.generation)) return;
    ++received_;
    user_->on_message(std::move(came.message));
}

void paho_link::handle(paho_loss& lost) {
    if (!is_current(lost.generation) || !connected_) return;
    go_down();
    user_->on_down(meaning_of(lost));
}

}  // namespace weir
