#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace weir {

// A line of `{"do":"tap"}` for people:
//     14:31:05.123  port gps         frame     $GPGGA,123519,…
// Without its end. Whatever the line holds, no character of it commands a terminal.
std::string tap_text(const boost::json::object& event);

// Bytes as text with escapes (\n, \x1b), or, when they are not text for the most part, in hexadecimal: 01 03
// 00.
std::string bytes_text(std::string_view bytes);

}  // namespace weir
