#pragma once

#include <optional>
#include <string_view>

#include "drivers/option.hpp"

// The file's bytes, before they are YAML. Columns count bytes from 1.
namespace weir {

// Why these bytes are not given to the YAML parser: too many, not UTF-8, control characters, or brackets that
// would keep the parser busy. Linear in the size of `text`.
std::optional<problem> why_unreadable(std::string_view text);

// The line with this number (from 1) without its line end; empty when there is none.
std::string_view line_of(std::string_view text, std::uint32_t number);

// `where`, or the end of the last line that has something when `where` lies behind it.
place place_within(std::string_view text, place where);

// Whether a quote opens at `where` that nothing closes.
bool is_unclosed_quote(std::string_view text, place where);

// The bytes of the first character of `text`, which is not empty: 1 to 4, or 0 when they are not UTF-8.
std::size_t character_size(std::string_view text);

// One character of UTF-8 that has no business in a file or on a terminal: C0 but tab, LF and CR; DEL; C1.
bool is_control(std::string_view character);

}  // namespace weir
