#pragma once

#include <cstdint>
#include <string_view>

#include "drivers/reject.hpp"
#include "drivers/value.hpp"

namespace weir::dsmr {

// What the meter itself tells in an object with one pair of parentheses.
struct known_object {
    enum form : std::uint8_t { number, count, octets, time, text };

    std::string_view code;
    std::string_view name;
    form is = number;
    std::string_view unit = {};  // of a number
};

// Null for a code that has no name.
const known_object* find_object(std::string_view code);

reject read(const known_object& as, std::string_view written, value& out);

}  // namespace weir::dsmr
