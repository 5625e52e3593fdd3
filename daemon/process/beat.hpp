#pragma once

#include "drivers/value.hpp"

namespace weir {

// The first of `due`, `due + interval`, … that is later than `now`, which is at least `due`: a beat stays
// steady, and what was missed in between is not made up for.
inline monotonic_time next_beat(monotonic_time due, duration interval, monotonic_time now) {
    return due + ((now - due) / interval + 1) * interval;
}

}  // namespace weir
