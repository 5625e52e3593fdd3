#include "daemon/mqtt/send_window.hpp"

#include <algorithm>

namespace weir {

bool send_window::admits(const outgoing& message) const {
    if (message.qos > 0) return acks_.size() < limits_.acks;
    return total_.messages < limits_.unwritten && total_.bytes < limits_.unwritten_bytes;
}

bool send_window::wants_completion(const outgoing& message) const {
    return message.qos > 0 || open_.messages + 1 >= limits_.mark_every ||
           open_.bytes + weight(message) >= limits_.unwritten_bytes / 4;
}

void send_window::sent(const outgoing& message, std::uint32_t own, std::uint32_t theirs, monotonic_time now) {
    const bool marked = wants_completion(message);
    if (marked && idle()) moved_ = now;
    if (message.qos > 0) {
        acks_.push_back({own, theirs});
        return;
    }
    for (batch* one : {&open_, &total_}) {
        ++one->messages;
        one->bytes += weight(message);
    }
    if (!marked) return;
    open_.mark = own;
    batches_.push_back(open_);
    open_ = {};
}

send_window::completed send_window::done(std::uint32_t own, monotonic_time now) {
    if (const auto one = std::ranges::find(acks_, own, &ack::own); one != acks_.end()) {
        const completed result{true, one->theirs};
        acks_.erase(one);
        moved_ = now;
        return result;
    }
    const auto last = std::ranges::find(batches_, own, &batch::mark);
    if (last == batches_.end()) return {};
    for (auto one = batches_.begin(); one != last + 1; ++one) {
        total_.messages -= one->messages;
        total_.bytes -= one->bytes;
    }
    batches_.erase(batches_.begin(), last + 1);
    moved_ = now;
    return {true, std::nullopt};
}

std::optional<monotonic_time> send_window::stalled_since() const {
    if (idle()) return std::nullopt;
    return moved_;
}

}  // namespace weir
