#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "drivers/option.hpp"

namespace weir {

// A number of the configuration, for work that keeps integers where it can.
struct amount {
    double number = 0;
    std::optional<std::int64_t> integer;  // the same, when it is a whole one of 64 bits
};

inline amount read_amount(const setting& one) {
    if (one.is<std::int64_t>()) return {one.number(), one.integer()};
    const double number = one.number();
    const bool whole = std::trunc(number) == number && std::abs(number) < 0x1p63;
    return {number, whole ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt};
}

}  // namespace weir
