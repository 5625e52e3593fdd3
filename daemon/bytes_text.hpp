#pragma once

#include <string>
#include <string_view>

namespace weir {

// Bytes as text with escapes (\n, \x1b), or, when they are not text for the most part, in hexadecimal: 01 03
// 00.
std::string bytes_text(std::string_view bytes);

}  // namespace weir
