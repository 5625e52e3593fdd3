#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text in columns, for a terminal. Widths are characters of UTF-8.
namespace weir {

std::size_t text_width(std::string_view text);

// What a device or a configuration called something must not command the terminal: control characters, the
// tab among them, and bytes that are no UTF-8 become '?'.
std::string shown(std::string_view text);

// At most `width`; where something is missing it ends with an ellipsis.
std::string cut(std::string_view text, std::size_t width);

// Filled up with blanks, behind it or in front of it.
std::string left_column(std::string_view text, std::size_t width);
std::string right_column(std::string_view text, std::size_t width);

}  // namespace weir
