#include "daemon/command/gate.hpp"

#include <algorithm>

#include "daemon/command/commander.hpp"

namespace weir {

std::vector<std::pair<subscription, subscriber>> request_gate::subscriptions() {
    std::vector<std::pair<subscription, subscriber>> all;
    const auto add = [&](const char* below, std::uint8_t qos, request_topic on) {
        subscription wanted(root_ + "/cmd/" + below, qos);
        wanted.requests = true;
        const auto handle = [this, on](const incoming& message) { take(on, message); };
        all.emplace_back(std::move(wanted), subscriber{handle, {}});
    };
    add("+", 1, request_topic::request);
    add("+/cancel", 1, request_topic::cancel);
    add("+/refresh", 0, request_topic::refresh);
    return all;
}

void request_gate::open_to(commander& whom) {
    to_ = &whom;
    open_ = true;
    while (!held_.empty()) {
        const held first = std::move(held_.front());
        held_.pop_front();
        bytes_ -= weight(first.message);
        to_->take(first.on, first.message);
    }
}

// A cancel is for what runs, and for what waits here too.
void request_gate::take(request_topic on, const incoming& message) {
    if (open_) return to_->take(on, message);
    if (on == request_topic::request && !to_->is_urgent(message)) return hold(on, message);
    if (on == request_topic::cancel && is_for_held(message)) hold(on, message);
    to_->take(on, message);
}

void request_gate::hold(request_topic on, const incoming& message) {
    const std::size_t bytes = weight(message);
    if (held_.size() < most && bytes_ + bytes <= most_bytes) {
        held_.push_back({on, message});
        bytes_ += bytes;
    } else if (on == request_topic::request) {
        to_->take(
            on, message,
            rejection(command_code::resource_exhausted, "too many requests wait for the end of a reload"));
    }
}

bool request_gate::is_for_held(const incoming& cancel) const {
    return std::ranges::any_of(
        held_, [&](const held& each) { return each.message.topic + "/cancel" == cancel.topic; });
}

}  // namespace weir
