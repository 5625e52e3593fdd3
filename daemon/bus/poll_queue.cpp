#include "daemon/bus/poll_queue.hpp"

#include <algorithm>

namespace weir {

poll_queue::poll_queue(const std::vector<item>& items) {
    std::size_t devices = 0;
    for (const item& each : items) {
        entries_.push_back({each, never});
        devices = std::max(devices, each.device + 1);
    }
    devices_.resize(devices);
}

void poll_queue::start(monotonic_time now) {
    for (entry& each : entries_)
        each.due = now;
    std::ranges::fill(devices_, breaker());
}

void poll_queue::take_over(std::size_t which, const poll_queue& there, std::size_t was) {
    const entry& old = there.entries_[was];
    entries_[which].due = old.due;
    devices_[entries_[which].what.device] = there.devices_[old.what.device];
}

monotonic_time poll_queue::possible_at(const entry& one) const {
    return std::max(one.due, devices_[one.what.device].retry_at());
}

std::optional<std::size_t> poll_queue::next(monotonic_time now) const {
    std::optional<std::size_t> longest;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (possible_at(entries_[i]) > now) continue;
        if (!longest || entries_[i].due < entries_[*longest].due) longest = i;
    }
    return longest;
}

monotonic_time poll_queue::due() const {
    monotonic_time first = never;
    for (const entry& each : entries_)
        first = std::min(first, possible_at(each));
    return first;
}

void poll_queue::answered(std::size_t which, monotonic_time asked_at) {
    devices_[entries_[which].what.device].answered();
    reschedule(which, asked_at);
}

void poll_queue::unanswered(std::size_t which, monotonic_time asked_at, monotonic_time now) {
    breaker& device = devices_[entries_[which].what.device];
    const std::size_t others = count_dead() - (device.closed() ? 0 : 1);
    device.unanswered(now, now - asked_at, others + 1);
    reschedule(which, asked_at);
}

std::size_t poll_queue::count_dead() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(devices_, [](const breaker& each) { return !each.closed(); }));
}

// On its beat, as long as the bus keeps up with it.
void poll_queue::reschedule(std::size_t which, monotonic_time asked_at) {
    entry& one = entries_[which];
    const duration late = std::max(asked_at - one.due, duration::zero());
    one.due += one.what.every * (1 + late / one.what.every);
}

}  // namespace weir
