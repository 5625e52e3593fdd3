#include "daemon/mqtt/paho_bridge.hpp"

#include <utility>

namespace weir {

void paho_bridge::push(paho_event&& event, hurry how) noexcept {
    try {
        if (!keep(std::move(event), how)) return;
        const std::lock_guard guard(wake_lock_);
        if (wake_) wake_();
    } catch (...) {
        ++dropped_;  // out of memory: deadlines find out what is missing
    }
}

bool paho_bridge::keep(paho_event&& event, hurry how) {
    const std::lock_guard guard(lock_);
    if (closed_ || !admit(event)) return false;
    events_.push_back(std::move(event));
    return how == hurry::wakes && !std::exchange(woken_, true);
}

void paho_bridge::take(std::vector<paho_event>& into) {
    const std::lock_guard guard(lock_);
    events_.swap(into);
    woken_ = false;
    arrivals_ = 0;
    bytes_ = 0;
}

void paho_bridge::close() {
    const std::scoped_lock guard(lock_, wake_lock_);
    closed_ = true;
    wake_ = nullptr;
    events_.clear();
}

bool paho_bridge::admit(const paho_event& event) {
    const auto* arrival = std::get_if<paho_arrival>(&event);
    if (arrival == nullptr) return true;
    if (arrivals_ >= limits_.arrivals || bytes_ >= limits_.bytes) {
        ++dropped_;
        return false;
    }
    ++arrivals_;
    bytes_ += weight(arrival->message);
    return true;
}

}  // namespace weir
