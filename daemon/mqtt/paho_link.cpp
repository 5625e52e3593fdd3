#include "daemon/mqtt/paho_link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <deque>
#include <limits>
#include <utility>

#include "daemon/log.hpp"
#include "daemon/mqtt/nodelay.hpp"

namespace asio = boost::asio;

namespace weir {
namespace {

// Handled in one turn of the loop, so that a flood of messages does not keep others waiting.
constexpr std::size_t events_a_turn = 256;

// A broker of MQTT 3.1.1 does not say how much may be in flight. Mosquitto's default; beyond it, it loses
// messages at QoS 2 although it acknowledges them.
constexpr int usual_in_flight = 20;

// What a PUBLISH has beside its weight(): the header, an identifier and the properties of its content,
// rounded up.
constexpr std::size_t packet_overhead = 48;

// An attempt to connect of which paho says nothing for so long never ends.
constexpr std::chrono::minutes given_up{3};

}  // namespace

paho_link::operation::operation(paho_link& link) : all_(link.waiting_), id_(++link.last_id_) {
    all_.emplace(id_, this);
}

void paho_link::operation::end(link_status how) {
    if (how_) return;
    how_ = std::move(how);
    ended_.notify_all();
}

awaitable<link_status> paho_link::operation::outcome(monotonic_time deadline) {
    if (how_) co_return *how_;
    const wake why = co_await ended_.wait(deadline);
    if (how_) co_return *how_;
    co_return link_status(why == wake::canceled ? link_errc::canceled : link_errc::timed_out, "");
}

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
    operation connecting(*this);
    begin_connect(options, deadline, connecting);
    co_return co_await connecting.outcome(deadline);
}

void paho_link::begin_connect(const link_options& options, monotonic_time deadline, operation& connecting) {
    const monotonic_time now = monotonic_clock::now();
    try {
        // paho ends its threads with its last client, and would take down one that is created meanwhile: this
        // one is never connected, and the last to go.
        if (!keeper_) keeper_ = std::make_shared<paho_client>(bridge_, 0, options);
        client_ = std::make_shared<paho_client>(bridge_, ++generation_, options);
    } catch (const std::exception& error) {
        connecting.end(link_status(link_errc::protocol, error.what()));
        return;
    }
    const int code = client_->connect(options, deadline - now, connecting.id());
    if (code != 0) {
        connecting.end(meaning_of(code));
        go_down();
        return;
    }
    connecting_ = true;
    connecting_since_ = now;
    connect_id_ = connecting.id();
    port_ = options.broker.port;
    unsaid_maximum_ = options.broker.v5 ? 65'535 : usual_in_flight;
}

awaitable<std::vector<link_status>> paho_link::subscribe(std::span<const subscription> wanted,
                                                         monotonic_time deadline) {
    std::deque<operation> each;
    for (const subscription& one : wanted) {
        operation& asking = each.emplace_back(*this);
        const int code = connected_ ? client_->subscribe(one, asking.id()) : not_connected;
        if (code != 0) asking.end(meaning_of(code));
    }
    std::vector<link_status> answers;
    for (operation& asking : each) {
        link_status answer = co_await asking.outcome(deadline);
        answers.push_back(std::move(answer));
    }
    co_return answers;
}

awaitable<link_status> paho_link::publish(const outgoing& message, monotonic_time deadline) {
    operation publishing(*this);
    if (connected_ && is_too_large(message)) {
        co_return link_status(link_errc::protocol, "the message is larger than the broker takes");
    }
    const int code = connected_ ? client_->publish(message, publishing.id()) : not_connected;
    if (code != 0) publishing.end(meaning_of(code));
    co_return co_await publishing.outcome(deadline);
}

awaitable<link_status> paho_link::disconnect(monotonic_time deadline) {
    operation leaving(*this);
    const int code = connected_ ? client_->disconnect(leaving.id()) : not_connected;
    if (code != 0) leaving.end(meaning_of(code));
    link_status how = co_await leaving.outcome(deadline);
    go_down();
    co_return how;
}

void paho_link::drop() {
    go_down();
}

mqtt_link::sent paho_link::send(const outgoing& message, std::uint32_t id) {
    if (!connected_) return sent::down;
    if (is_too_large(message)) return sent::refused;
    if (!window_.admits(message)) return sent::wait;
    const std::uint32_t own = ++last_id_;
    const bool asks = window_.wants_completion(message);
    const int code = client_->publish(message, asks ? std::optional(own) : std::nullopt);
    if (code == 0) {
        window_.sent(message, own, id, monotonic_clock::now());
        return sent::taken;
    }
    if (is_full(code)) return sent::wait;
    if (code == not_connected) {  // paho knows before it says so, if it does
        bridge_->push(paho_loss{generation_, 0, "paho is disconnected"});
        return sent::down;
    }
    log::warning("mqtt: cannot publish to {}: {}", message.topic, meaning_of(code).detail);
    return sent::refused;
}

bool paho_link::is_too_large(const outgoing& message) const {
    return weight(message) + packet_overhead > most_bytes_;
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
    for (const auto& [id, one] : waiting_)
        one->end(link_status(link_errc::lost, ""));
    if (!connecting_) reaper_.bury(std::exchange(client_, nullptr));
}

void paho_link::take_events() {
    if (seen_as_ != nullptr) seen_as_->resumed();
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
    if (seen_as_ != nullptr) seen_as_->awaiting("what the client library tells");
}

void paho_link::handle(const paho_completion& said) {
    if (!is_current(said.generation)) return;
    if (connecting_ && said.id == connect_id_) return connect_ended(said);
    const auto known = window_.done(said.id, monotonic_clock::now());
    progress_ = progress_ || known.known;
    // A negative code says that the connection fails: on_down() tells it for all of them.
    if (known.theirs && said.code >= 0) user_->on_delivered(*known.theirs, meaning_of(said));
    if (const auto waits = waiting_.find(said.id); waits != waiting_.end())
        waits->second->end(meaning_of(said));
}

void paho_link::connect_ended(const paho_completion& said) {
    connecting_ = false;
    attempt_ended_.notify_all();
    const auto waits = waiting_.find(said.id);
    if (waits != waiting_.end()) waits->second->end(meaning_of(said));
    if (said.code != 0 || waits == waiting_.end()) return go_down();
    connected_ = true;
    // A PUBACK does not wake paho's send thread: it must never find itself at its own limit. And SUBSCRIBE
    // needs room.
    send_window::limits allowed = limits_.outgoing;
    const auto most =
        static_cast<std::size_t>(said.receive_maximum > 0 ? said.receive_maximum : unsaid_maximum_);
    most_bytes_ = said.maximum_packet > 0 ? said.maximum_packet : std::numeric_limits<std::size_t>::max();
    allowed.acks = std::max<std::size_t>(std::min(allowed.acks, most), 2) - 1;
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

void paho_link::handle(const paho_loss& lost) {
    if (!is_current(lost.generation) || !connected_) return;
    go_down();
    user_->on_down(meaning_of(lost));
}

}  // namespace weir
