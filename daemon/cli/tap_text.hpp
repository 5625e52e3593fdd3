#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace weir {

// A line of `{"do":"tap"}` for people:
//     14:31:05.123  port gps         frame     $GPGGA,123519,…
// Without its end. Whatever the line holds, no character of it commands a terminal.
std::string tap_text(const boost::json::object& event);

}  // namespace weir
