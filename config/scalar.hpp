#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

// What a plain scalar of the file says. Each gives nothing when the text is none of its kind; `hint` is then
// a remedy, if there is one, and untouched else.
namespace weir {

std::optional<bool> parse_flag(std::string_view text, std::string& hint);  // true, false
// Decimal, or hexadecimal after 0x. 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text, std::string& hint);
std::optional<double> parse_decimal(std::string_view text, std::string& hint);  // finite
// 500ms 1.5s 5min 2h 7d, and us. Not negative, at most 100 years.
std::optional<duration> parse_duration(std::string_view text, std::string& hint);
// 512B 64KiB 256MiB 1GiB, or a plain integer: bytes.
std::optional<std::int64_t> parse_size(std::string_view text, std::string& hint);

}  // namespace weir
