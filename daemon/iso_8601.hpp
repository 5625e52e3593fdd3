#pragma once

#include <optional>
#include <string_view>

#include "daemon/clock.hpp"

namespace weir {

// A time as "2026-11-22T14:31:05Z", with a fraction of a second and an offset (+01:00) if there is one: the
// profile of RFC 3339, years 1970 to 2261. Nothing for anything else.
std::optional<wall_time> parse_iso_8601(std::string_view text);

}  // namespace weir
