#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace weir {

// Appends a time of day (ISO 8601): with the date when it is known, with a fraction of a second when there is
// one, without a zone. Up to 23:59:60.999...; years 0 to 9999.
void append_iso_8601(std::string& text, std::chrono::nanoseconds time,
                     const std::optional<std::chrono::year_month_day>& date);

}  // namespace weir
