#pragma once

#include <deque>

#include "config/settings.hpp"
#include "drivers/value.hpp"

namespace weir {

// At most `count` in any time `per`.
class rate_limit {
public:
    explicit rate_limit(rate_settings allowed) : allowed_(allowed) {}

    // When the next one is allowed; `now` or before: at once.
    monotonic_time free_at() const {
        return taken_.size() < allowed_.count ? monotonic_time::min() : taken_.front() + allowed_.per;
    }
    void take(monotonic_time now) {
        taken_.push_back(now);
        if (taken_.size() > allowed_.count) taken_.pop_front();
    }

private:
    rate_settings allowed_;
    std::deque<monotonic_time> taken_;  // the last `count`
};

}  // namespace weir
