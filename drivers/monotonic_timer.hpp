#pragma once

#include <boost/asio/basic_waitable_timer.hpp>

#include "drivers/clock.hpp"

namespace weir {

// Asio asks it how long the loop may sleep until its earliest timer is due. Driven time is told of it
// instead, and the loop does not sleep.
struct timer_waits {
    static duration to_wait_duration(const duration& left) {
        driven_time* const driven = monotonic_clock::driven();
        if (driven == nullptr) [[likely]]
            return left;
        driven->waits_for(left > never - driven->now() ? never : driven->now() + left);
        return duration::zero();
    }
    static duration to_wait_duration(const monotonic_time& until) {
        return to_wait_duration(until - monotonic_clock::now());
    }
};

// The timer of everything that runs on a loop.
using monotonic_timer = boost::asio::basic_waitable_timer<monotonic_clock, timer_waits>;

}  // namespace weir
