#include <algorithm>
#include <string>
#include <vector>

#include "drivers/decoder.hpp"
#include "drivers/text.hpp"

// Comma-separated values (RFC 4180), one row a frame.
namespace weir {

extern const decoder_kind csv_decoder;

namespace {

constexpr std::string_view skipped = "_";

struct column {
    std::string name;
    text_type type = text_type::number;
};

class csv final : public decoder {
public:
    csv(std::vector<column> columns, char delimiter) : columns_(std::move(columns)), delimiter_(delimiter) {
        cells_.reserve(columns_.size());
    }

    result decode(const frame& in, sample& out) override {
        const std::string_view row = without_line_end(in.bytes);
        if (!is_text(row)) return {bad, reject::not_utf8};
        reject reason = split(row);
        if (reason == reject::none && is_header()) return {nothing};
        if (reason == reject::none) reason = read_cells(out);
        if (reason != reject::none) return {bad, reason};
        out.arrived = in.arrived;
        return {sampled};
    }

private:
    // Fills cells_ with one cell a column.
    reject split(std::string_view row) {
        cells_.clear();
        unescaped_.clear();
        unescaped_.reserve(row.size());  // cells may be views of it
        for (bool another = true; another;) {
            if (cells_.size() == columns_.size()) return reject::wrong_columns;
            const auto cell = row.starts_with('"') ? take_quoted(row) : take_plain(row);
            if (!cell) return reject::bad_syntax;
            cells_.push_back(*cell);
            another = row.starts_with(delimiter_);
            if (another) row.remove_prefix(1);
            if (!another && !row.empty()) return reject::bad_syntax;
        }
        return cells_.size() == columns_.size() ? reject::none : reject::wrong_columns;
    }

    // Both take a cell off the front of `row`; nothing when its quotes are wrong.
    std::optional<std::string_view> take_plain(std::string_view& row) const {
        const std::string_view cell = row.substr(0, row.find(delimiter_));
        row.remove_prefix(cell.size());
        if (cell.find('"') != cell.npos) return std::nullopt;
        return cell;
    }

    std::optional<std::string_view> take_quoted(std::string_view& row) {
        const std::size_t start = unescaped_.size();
        row.remove_prefix(1);
        for (;;) {
            const std::size_t quote = row.find('"');
            if (quote == row.npos) return std::nullopt;
            const bool doubled = row.substr(quote + 1).starts_with('"');
            unescaped_.append(row.substr(0, quote + (doubled ? 1 : 0)));
            row.remove_prefix(quote + (doubled ? 2 : 1));
            if (!doubled) return std::string_view(unescaped_).substr(start);
        }
    }

    // The line with the columns' names, wherever a device prints it: at its start, and at each restart.
    bool is_header() const {
        return std::equal(cells_.begin(), cells_.end(), columns_.begin(),
                          [](std::string_view cell, const column& expected) {
                              return expected.name == skipped || without_blanks(cell) == expected.name;
                          });
    }

    static reject read_cell(text_type type, std::string_view cell, value& out) {
        const bool empty = (type == text_type::text ? cell : without_blanks(cell)).empty();
        if (!empty) return parse_as(type, cell, out);
        out = std::monostate();
        return reject::none;
    }

    reject read_cells(sample& out) const {
        for (std::size_t at = 0; at < cells_.size(); ++at) {
            const auto& [name, type] = columns_[at];
            const std::string_view cell = cells_[at];
            if (name == skipped) continue;
            const reject reason = read_cell(type, cell, out.fields.add(name));
            if (reason != reject::none) return reason;
        }
        return reject::none;
    }

    const std::vector<column> columns_;
    const char delimiter_;
    std::vector<std::string_view> cells_;
    std::string unescaped_;
};

constexpr shape column_name{.is = kind::text, .min = 1, .max = 64};

constexpr option column_members[] = {
    {.name = "name",
     .form = column_name,
     .help = "letters, digits, `_`, `-`, `.` and any non-ASCII letter; `_` alone skips the column",
     .required = true},
    {.name = "type",
     .form = {.is = kind::choice, .choices = text_types},
     .preset = "number",
     .help = "what its cells hold; a `number` may be an integer"},
};

constexpr shape column_group{.is = kind::group, .members = column_members};
constexpr shape column_shape{.is = kind::text, .min = 1, .max = 64, .or_else = &column_group};

constexpr option members[] = {
    {.name = "columns",
     .form = {.is = kind::list, .min = 1, .max = 256, .item = &column_shape},
     .help = "the columns in their order: a name, or its name and type; a row with more or fewer is refused",
     .required = true},
    {.name = "delimiter",
     .form = {.is = kind::text, .min = 1, .max = 1},
     .preset = ",",
     .help = "the one ASCII character between columns, a tab too"},
};

column column_of(const setting& written) {
    if (written.is<std::string>()) return {written.text()};
    return {written["name"].text(), text_type_of(written["type"].text())};
}

void check_columns(const setting::list& columns, problems& found) {
    std::vector<std::string> names;
    for (const setting& written : columns) {
        const std::string name = column_of(written).name;
        if (name == skipped) continue;
        if (!is_field_name(name)) {
            found.add(written.where, "bad column name '" + name + "'", "letters, digits, '_', '-' and '.'");
        } else if (std::find(names.begin(), names.end(), name) != names.end()) {
            found.add(written.where, "column '" + name + "' is named twice");
        }
        names.push_back(name);
    }
    if (names.empty()) found.add(columns.front().where, "every column is skipped");
}

void check(const component_use& use, problems& found) {
    check_columns(use.argument["columns"].items(), found);
    const setting& delimiter = use.argument["delimiter"];
    const auto c = static_cast<unsigned char>(delimiter.text().front());
    if (c == '"' || (c < ' ' && c != '\t') || c >= 0x7F) {
        found.add(delimiter.where, "this character cannot be a delimiter");
    }
}

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    std::vector<column> columns;
    for (const setting& written : use.argument["columns"].items())
        columns.push_back(column_of(written));
    return std::make_unique<csv>(std::move(columns), use.argument["delimiter"].text().front());
}

}  // namespace

constinit const decoder_kind csv_decoder{{.name = "csv",
                                          .help = "comma-separated values, one row a frame (RFC 4180)",
                                          .argument = {.is = kind::group, .members = members},
                                          .check = check},
                                         make};

}  // namespace weir
