#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "drivers/option.hpp"

namespace weir {

// The option `time_unit` of what counts by time.
inline constexpr std::array<std::string_view, 5> time_unit_names{"ms", "s", "min", "h", "d"};
inline constexpr shape time_unit_form{.is = kind::choice, .choices = time_unit_names};

inline duration time_unit_of(const setting& chosen) {
    const std::string_view name = chosen.present() ? std::string_view(chosen.text()) : "s";
    if (name == "ms") return std::chrono::milliseconds(1);
    if (name == "min") return std::chrono::minutes(1);
    if (name == "h") return std::chrono::hours(1);
    return name == "d" ? std::chrono::days(1) : duration(std::chrono::seconds(1));
}

// How many units `time` is.
inline double in_units(duration time, duration unit) {
    return static_cast<double>(time.count()) / static_cast<double>(unit.count());
}

}  // namespace weir
