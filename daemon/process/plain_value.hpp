#pragma once

#include <cmath>

#include "drivers/option.hpp"
#include "drivers/value.hpp"

// Values that a user writes into the configuration, and how a sample's are compared with them.
namespace weir {

inline constexpr shape plain_text{.is = kind::text};
inline constexpr shape plain_flag{.is = kind::boolean, .or_else = &plain_text};
inline constexpr shape plain_number{.is = kind::number, .or_else = &plain_flag};
inline constexpr shape plain_value{.is = kind::integer, .or_else = &plain_number};

// Of the form plain_value.
inline value value_of(const setting& plain) {
    if (plain.is<bool>()) return plain.boolean();
    if (plain.is<std::int64_t>()) return plain.integer();
    if (plain.is<double>()) return plain.number();
    return plain.text();
}

// NaN goes out as null, so it counts as null.
inline bool is_null(const value& data) {
    const auto* number = std::get_if<double>(&data);
    return std::holds_alternative<std::monostate>(data) || (number != nullptr && std::isnan(*number));
}

// Whether two values are the same; 1 and 1.0 are.
inline bool same(const value& one, const value& other) {
    if (one.index() == other.index()) return one == other;
    const auto number = as_number(one);
    return number && number == as_number(other);
}

}  // namespace weir
