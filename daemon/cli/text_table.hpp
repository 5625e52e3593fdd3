#pragma once

#include <boost/json/array.hpp>
#include <iosfwd>
#include <string>
#include <vector>

namespace weir {

// Rows of text under titles; each row has as many cells as there are titles.
struct text_table {
    std::string name;
    std::vector<std::string> titles;
    std::vector<std::vector<std::string>> rows;
};

// The name, the titles and the rows in columns; nothing of a table without rows.
void print(const text_table& what, std::ostream& out);

// An object a row, with the titles as keys.
boost::json::array to_json(const text_table& what);

}  // namespace weir
