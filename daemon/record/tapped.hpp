#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/recording/record.hpp"
#include "drivers/value.hpp"

namespace weir {

// A line of the tap of a port (docs/watching.md), as a recording needs it.
struct tapped {
    monotonic_time at{};
    std::optional<record_kind> kind;  // none: what happened is not recorded
    std::string bytes;
    std::uint64_t dropped = 0;  // lines before this one
};

// Nothing: it is no such line.
std::optional<tapped> parse_tapped(std::string_view line);

}  // namespace weir
