#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

// Where a payload is not as it is expected to be.
struct difference {
    std::string where;  // "position.lat", "[2]"; empty: as a whole
    std::string expected;
    std::string got;
};

// A text is expected as it is; a number and a flag as what the payload says; anything else of its JSON: of a
// map the members that are given, of a list all entries. Numbers may differ by `tolerance`, and by what is
// lost when they are written.
std::vector<difference> compare(const boost::json::value& expected, std::string_view payload,
                                double tolerance);
// The same with what is JSON already.
std::vector<difference> compare(const boost::json::value& expected, const boost::json::value& got,
                                double tolerance);

}  // namespace weir
