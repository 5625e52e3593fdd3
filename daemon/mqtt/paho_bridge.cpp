#include "daemon/mqtt/paho_bridge.hpp"

#include <utility>

namespace weir {

void paho_bridge::push(paho_event&& event) noexcept {
    try {
        const std::lock_guard guard(lock_);
        if (closed_ || !admit(event)) return;
        const bool first = events_.empty();
        events_.push_back(std::move(event));
        if (first) wake_();
    } catch (...) {
        ++dropped_;  // out of memory: deadlines find out what is missing
    }
}

void paho_bridge::take(std::vector<paho_event>& into) {
    const std::lock_guard guard(lock_);
    events_.swap(into);
    arrivals_ = 0;
    bytes_ = 0;
}

void paho_bridge::close() {
    const std::lock_guard guard(lock_);
    closed_ = true;
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
