#include "drivers/probe/rows.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "drivers/text.hpp"

namespace weir::probing {

namespace {

constexpr std::string_view delimiters = ",;\t| ";
constexpr std::size_t most_rows = 200;     // that are looked at
constexpr std::size_t most_columns = 256;  // of csv
constexpr std::size_t longest_row = 4096;  // bytes

using row = std::vector<std::string_view>;

// Whole lines: neither the first, which may have been cut, nor the last that has no end.
std::vector<std::string_view> lines_of(std::string_view bytes, char end) {
    std::vector<std::string_view> lines;
    std::size_t begin = bytes.find(end);
    while (begin != bytes.npos && lines.size() < most_rows) {
        const std::size_t next = bytes.find(end, ++begin);
        if (next == bytes.npos) break;
        const std::string_view line = without_line_end(bytes.substr(begin, next + 1 - begin));
        const bool usable = !line.empty() && line.size() <= longest_row;
        if (usable) lines.push_back(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
        begin = next;
    }
    return lines;
}

row cells_of(std::string_view line, char delimiter) {
    row cells;
    for (std::size_t begin = 0; begin != line.npos && cells.size() <= most_columns;) {
        const std::size_t end = line.find(delimiter, begin);
        cells.push_back(line.substr(begin, end - begin));
        begin = end == line.npos ? end : end + 1;
    }
    return cells;
}

// The rows of that count of columns which most have.
std::vector<row> rows_alike(const std::vector<std::string_view>& lines, char delimiter) {
    std::vector<row> rows;
    std::map<std::size_t, std::size_t> counts;
    for (const std::string_view line : lines) {
        rows.push_back(cells_of(line, delimiter));
        ++counts[rows.back().size()];
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const std::size_t columns = most == counts.end() ? 0 : most->first;
    rows.erase(std::remove_if(rows.begin(), rows.end(), [&](const row& r) { return r.size() != columns; }),
               rows.end());
    return columns >= 2 && columns <= most_columns ? rows : std::vector<row>();
}

// A header, or a row that was damaged, makes no text of a column.
bool is_number(const std::vector<row>& rows, std::size_t column) {
    std::size_t numbers = 0;
    std::size_t others = 0;
    for (const row& each : rows) {
        const std::string_view cell = without_blanks(each[column]);
        if (cell.empty()) continue;
        ++(parse_number(cell) ? numbers : others);
    }
    return numbers > 0 && others * 10 <= numbers;
}

std::optional<candidate> candidate_of(const std::vector<row>& rows, line_end by, char delimiter) {
    if (rows.empty()) return std::nullopt;
    std::vector<bool> numbers;
    for (std::size_t at = 0; at < rows.front().size(); ++at)
        numbers.push_back(is_number(rows, at));
    const auto count = static_cast<std::size_t>(std::count(numbers.begin(), numbers.end(), true));
    const std::size_t needed = delimiter == ' ' ? numbers.size() : (numbers.size() + 1) / 2;
    if (count < needed) return std::nullopt;
    return csv_candidate(by, delimiter, numbers);
}

}  // namespace

std::vector<candidate> csv_candidates(std::string_view bytes, line_end by) {
    std::vector<candidate> all;
    const auto lines = lines_of(bytes, by == line_end::feed ? '\n' : '\r');
    for (const char delimiter : delimiters) {
        auto one = candidate_of(rows_alike(lines, delimiter), by, delimiter);
        if (one) all.push_back(std::move(*one));
    }
    return all;
}

}  // namespace weir::probing
