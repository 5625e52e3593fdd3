#include "daemon/mqtt/link_probe.hpp"

#include <algorithm>

namespace weir {

void link_probe::up(monotonic_time now) {
    sent_at_ = never;
    missed_ = 0;
    heard_ = false;
    answered_ = false;
    due_ = enabled() ? now : never;
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
    due_ = now + every_;
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
