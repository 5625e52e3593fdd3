#pragma once

#include <string>

#include "drivers/option.hpp"

// Bytes as the user writes them: a text of ASCII, or a list of numbers.
namespace weir {

inline constexpr shape one_byte{.is = kind::integer, .min = 0, .max = 255};
inline constexpr shape eight_numbers{.is = kind::list, .min = 1, .max = 8, .item = &one_byte};
inline constexpr shape one_number{.is = kind::list, .min = 1, .max = 1, .item = &one_byte};
inline constexpr shape eight_bytes{.is = kind::text, .min = 1, .max = 8, .or_else = &eight_numbers};
inline constexpr shape single_byte{.is = kind::text, .min = 1, .max = 1, .or_else = &one_number};

// Empty when `written` is absent.
std::string bytes_of(const setting& written);

// "\xAA" in YAML is a character, two bytes in UTF-8, where the user meant one: a problem, in the words of
// `name`.
void check_bytes(const setting& written, const std::string& name, problems& found);

}  // namespace weir
