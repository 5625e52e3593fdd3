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

}  // namespace

paho_link::paho_link(asio::any_io_executor loop, const limits& limits)
    : link_base(limits.outgoing), loop_(std::move(loop)) {
    auto wake_up = [executor = loop_, weak = std::weak_ptr(self_)] {
        asio::post(executor, [weak] {
            if (const auto self = weak.lock()) (*self)->take_events();
        });
    };
    wake_up_ = wake_up;
    bridge_ = std::make_shared<paho_bridge>(wake_up, limits.incoming);
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
    v5_ = options.broker.v5;
}

link_status paho_link::begin_subscribe(const subscription& wanted, std::uint32_t id) {
    return meaning_of(client_->subscribe(wanted, id));
}

link_status paho_link::begin_unsubscribe(const std::string& filter, std::uint32_t id) {
    return meaning_of(client_->unsubscribe(filter, id));
}

link_status paho_link::begin_publish(const outgoing& message, std::uint32_t id) {
    return meaning_of(client_->publish(message, id));
}

link_status paho_link::begin_disconnect(std::uint32_t id) {
    return meaning_of(client_->disconnect(id));
}

mqtt_link::sent paho_link::hand_over(const outgoing& message, std::optional<std::uint32_t> id) {
    const int code = client_->publish(message, id);
    if (code == 0) return sent::taken;
    if (is_full(code)) return sent::wait;
    if (code == not_connected) {  // paho knows before it says so, if it does
        bridge_->push(paho_loss{generation_, 0, "paho is disconnected"});
        return sent::down;
    }
    return refuse(message, meaning_of(code).detail);
}

mqtt_link::counters paho_link::count() const {
    return {received_, bridge_->dropped()};
}

void paho_link::go_down() {
    came_down();
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
    // A negative code says that the connection fails: on_down() tells it for all of them.
    completed(said.id, meaning_of(said), said.code >= 0);
}

void paho_link::connect_ended(const paho_completion& said) {
    connecting_ = false;
    attempt_ended_.notify_all();
    const bool wanted = is_awaited(said.id);
    end(said.id, meaning_of(said));
    if (said.code != 0 || !wanted) return go_down();
    came_up({static_cast<std::size_t>(said.receive_maximum), said.maximum_packet}, v5_);
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
