#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "drivers/value.hpp"

namespace weir {

boost::json::value to_json(const value& what);

// As boost::json::serialize(), but with numbers as people write them: 12.5 and not 1.25E1.
std::string to_text(const boost::json::value& what);
void append_json_value(std::string& to, const boost::json::value& what);

}  // namespace weir
