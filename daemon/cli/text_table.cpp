#include "daemon/cli/text_table.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <ostream>

#include "daemon/cli/columns.hpp"

namespace weir {

void print(const text_table& what, std::ostream& out) {
    if (what.rows.empty()) return;
    std::vector<std::size_t> widths(what.titles.size());
    const auto measure = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], text_width(row[i]));
    };
    const auto print_row = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i)
            out << "  " << (i + 1 < row.size() ? left_column(row[i], widths[i]) : row[i]);
        out << '\n';
    };
    measure(what.titles);
    for (const auto& row : what.rows)
        measure(row);
    out << what.name << '\n';
    print_row(what.titles);
    for (const auto& row : what.rows)
        print_row(row);
}

boost::json::array to_json(const text_table& what) {
    boost::json::array all;
    for (const auto& row : what.rows) {
        boost::json::object one;
        for (std::size_t i = 0; i < row.size(); ++i)
            one[what.titles[i]] = row[i];
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace weir
