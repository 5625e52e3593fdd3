#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "drivers/value.hpp"

// How stages that compute look at a field.
namespace weir {

// Nothing for NaN and the infinities too: they go out as null.
inline std::optional<double> finite_number(const value& of) {
    const auto number = as_number(of);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

// Text, true and false: no measurement that failed, but none at all.
inline bool is_no_number(const value& of) {
    return std::holds_alternative<std::string>(of) || std::holds_alternative<bool>(of);
}

inline value or_null(std::optional<double> number) {
    return number ? value(*number) : value();
}

}  // namespace weir
