#include "daemon/mqtt/link_probe.hpp"

#include <algorithm>
#include <utility>

namespace weir {

void link_probe::up(monotonic_time now) {
    sent_at_ = never;
    missed_ = 0;
    heard_ = false;
    answered_ = false;
    due_ = enabled() ? now : never;
    rests_ = {};
    stirred_ = true;
}

void link_probe::down() {
    due_ = never;
    rests_ = {};
}

bool link_probe::stir() {
    stirred_ = true;
    if (rests_ == duration::zero()) return false;
    due_ -= std::exchange(rests_, {});
    return true;
}

outgoing link_probe::next(monotonic_time now) {
    if (awaited() && !heard_) {
        ++missed_;
        ++counters_.missed;
    } else if (heard_) {
        missed_ = 0;
    }
    heard_ = false;
    sent_at_ = never;
    rests_ = attends_ || std::exchange(stirred_, false) ? duration::zero()
                                                        : std::max(rest - every_, duration::zero());
    due_ = now + every_ + rests_;
    return {topic_, std::to_string(++number_), 0, false, content::text};
}

void link_probe::sent(monotonic_time now) {
    sent_at_ = now;
}

void link_probe::came(std::string_view payload, monotonic_time now) {
    answered_ = true;
    if (!awaited() || payload != std::to_string(number_)) return;
    const duration round_trip = now - sent_at_;
    counters_.round_trip = round_trip;
    counters_.longest = std::max(counters_.longest, round_trip);
    sent_at_ = never;
}

bool link_probe::is_mute() {
    if (answered_ || mute_ || missed_ < most_missed) return false;
    mute_ = true;
    return true;
}

}  // namespace weir
