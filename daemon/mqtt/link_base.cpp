#include "daemon/mqtt/link_base.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "daemon/log.hpp"

namespace weir {
namespace {

// A broker of MQTT 3.1.1 does not say how much may be in flight. Mosquitto's default; beyond it, it loses
// messages at QoS 2 although it acknowledges them.
constexpr std::size_t usual_in_flight = 20;

constexpr std::size_t most_in_flight = 65'535;  // MQTT 5.0 section 3.2.2.3.3

// What a PUBLISH has beside its weight(): the header, an identifier and the properties of its content,
// rounded up.
constexpr std::size_t packet_overhead = 48;

link_status not_connected() {
    return {link_errc::lost, "not connected"};
}

}  // namespace

link_base::operation::operation(link_base& link) : all_(link.waiting_), id_(link.new_id()) {
    all_.emplace(id_, this);
}

void link_base::operation::end(link_status how) {
    if (how_) return;
    how_ = std::move(how);
    ended_.notify_all();
}

awaitable<link_status> link_base::operation::outcome(monotonic_time deadline) {
    if (how_) co_return *how_;
    const wake why = co_await ended_.wait(deadline);
    if (how_) co_return *how_;
    co_return link_status(why == wake::canceled ? link_errc::canceled : link_errc::timed_out, "");
}

awaitable<std::vector<link_status>> link_base::subscribe(std::span<const subscription> wanted,
                                                         monotonic_time deadline) {
    std::deque<operation> each;
    for (const subscription& one : wanted) {
        operation& asking = each.emplace_back(*this);
        link_status begun = connected_ ? begin_subscribe(one, asking.id()) : not_connected();
        if (!begun) asking.end(std::move(begun));
    }
    co_return co_await answers_to(each, deadline);
}

awaitable<std::vector<link_status>> link_base::unsubscribe(std::span<const std::string> filters,
                                                           monotonic_time deadline) {
    std::deque<operation> each;
    for (const std::string& one : filters) {
        operation& asking = each.emplace_back(*this);
        link_status begun = connected_ ? begin_unsubscribe(one, asking.id()) : not_connected();
        if (!begun) asking.end(std::move(begun));
    }
    co_return co_await answers_to(each, deadline);
}

awaitable<std::vector<link_status>> link_base::answers_to(std::deque<operation>& each,
                                                          monotonic_time deadline) {
    std::vector<link_status> answers;
    for (operation& asking : each) {
        link_status answer = co_await asking.outcome(deadline);
        answers.push_back(std::move(answer));
    }
    co_return answers;
}

awaitable<link_status> link_base::publish(const outgoing& message, monotonic_time deadline) {
    operation publishing(*this);
    if (connected_ && is_too_large(message)) {
        co_return link_status(link_errc::protocol, "the message is larger than the broker takes");
    }
    link_status begun = connected_ ? begin_publish(message, publishing.id()) : not_connected();
    if (!begun) publishing.end(std::move(begun));
    co_return co_await publishing.outcome(deadline);
}

awaitable<link_status> link_base::disconnect(monotonic_time deadline) {
    operation leaving(*this);
    link_status begun = connected_ ? begin_disconnect(leaving.id()) : not_connected();
    if (!begun) leaving.end(std::move(begun));
    link_status how = co_await leaving.outcome(deadline);
    go_down();
    co_return how;
}

mqtt_link::sent link_base::send(const outgoing& message, std::uint32_t id) {
    if (!connected_) return sent::down;
    if (is_too_large(message)) return sent::refused;
    if (!window_.admits(message)) return sent::wait;
    const std::uint32_t own = new_id();
    const bool asks = window_.wants_completion(message);
    const sent how = hand_over(message, asks ? std::optional(own) : std::nullopt);
    if (how == sent::taken) window_.sent(message, own, id, monotonic_clock::now());
    return how;
}

mqtt_link::sent link_base::refuse(const outgoing& message, const std::string& why) {
    log::warning("mqtt: cannot publish to {}: {}", message.topic, why);
    return sent::refused;
}

void link_base::end(std::uint32_t id, const link_status& how) {
    if (const auto waits = waiting_.find(id); waits != waiting_.end()) waits->second->end(how);
}

void link_base::came_up(const allowance& said, bool v5) {
    const std::size_t unsaid = v5 ? most_in_flight : usual_in_flight;
    const std::size_t most = said.receive_maximum > 0 ? said.receive_maximum : unsaid;
    send_window::limits allowed = limits_;
    // One is left to those that are not bound to the window. And a PUBACK does not wake paho's send thread:
    // it must never find itself at its own limit.
    allowed.acks = std::max<std::size_t>(std::min(allowed.acks, most), 2) - 1;
    window_ = send_window(allowed);
    most_bytes_ = said.maximum_packet > 0 ? said.maximum_packet : std::numeric_limits<std::size_t>::max();
    connected_ = true;
}

void link_base::came_down() {
    connected_ = false;
    window_ = send_window(limits_);
    for (const auto& [id, one] : waiting_)
        one->end(link_status(link_errc::lost, ""));
}

bool link_base::is_too_large(const outgoing& message) const {
    return weight(message) + packet_overhead > most_bytes_;
}

void link_base::completed(std::uint32_t id, const link_status& how, bool tell) {
    const auto known = window_.done(id, monotonic_clock::now());
    progress_ = progress_ || known.known;
    if (known.theirs && tell) user_->on_delivered(*known.theirs, how);
    end(id, how);
}

}  // namespace weir
