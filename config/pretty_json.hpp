#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace weir {

// The value as people read it: what fits on a line is one, all else has an item or member a line, indented.
std::string pretty_json(const boost::json::value& what);

}  // namespace weir
