#include "daemon/log_limiter.hpp"

namespace weir {

log_limiter::log_limiter(duration interval, std::size_t most_keys)
    : interval_(interval), most_keys_(most_keys) {}

std::optional<std::uint64_t> log_limiter::allow(std::string_view key, monotonic_time now) {
    if (keys_.size() >= most_keys_ && !keys_.contains(key)) forget_idle(now);
    history* known = find(key);
    if (known == nullptr) {
        if (keys_.size() < most_keys_) {
            keys_.emplace(key, history{now});
        } else {
            others_ = history{now};
        }
        return 0;
    }
    if (now - known->last < interval_) {
        ++known->suppressed;
        return std::nullopt;
    }
    known->last = now;
    return std::exchange(known->suppressed, 0);
}

log_limiter::history* log_limiter::find(std::string_view key) {
    const auto found = keys_.find(key);
    if (found != keys_.end()) return &found->second;
    return keys_.size() >= most_keys_ && others_ ? &*others_ : nullptr;
}

void log_limiter::forget_idle(monotonic_time now) {
    std::erase_if(keys_, [&](const auto& entry) { return now - entry.second.last >= interval_; });
}

}  // namespace weir
