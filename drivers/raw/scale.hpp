#pragma once

#include "drivers/raw/coding.hpp"

namespace weir {

inline bool is_scaled(const number_meaning& as) {
    return as.scale != 1 || as.offset != 0;
}

// raw * scale + offset, and its inverse. Decimal: 3 * 0.1 is 0.3, as long as both have at most 9 decimal
// places.
double to_value(const number_meaning& as, double raw);
double to_raw(const number_meaning& as, double value);

}  // namespace weir
