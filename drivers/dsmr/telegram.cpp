#include "drivers/dsmr/telegram.hpp"

#include <algorithm>

#include "drivers/text.hpp"

namespace weir::dsmr {
namespace {

constexpr std::size_t longest_code = 24;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Loosely: some meters write '.' for ':' and the reverse.
bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= longest_code && is_digit(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_digit(c) || c == '-' || c == ':' || c == '.' || c == '*'; });
}

// A manufacturer's three letters, and more.
bool is_identification(std::string_view text) {
    return text.size() > 3 && std::all_of(text.begin(), text.begin() + 3, is_letter);
}

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \r\n"), text.size()));
}

}  // namespace

reject reader::open(std::string_view telegram) {
    telegram = without_line_end(telegram);
    if (telegram.size() < 2 || telegram.front() != '/' || telegram.back() != '!') return reject::bad_syntax;
    rest_ = telegram.substr(1, telegram.size() - 2);
    identification_ = rest_.substr(0, rest_.find_first_of("\r\n"));
    rest_.remove_prefix(identification_.size());
    if (!is_text(identification_)) return reject::not_utf8;
    return is_identification(identification_) ? reject::none : reject::bad_syntax;
}

bool reader::next(object& out) {
    skip_blanks(rest_);
    if (rest_.empty()) return false;
    if (++objects_ > max_objects) return fail(reject::too_complex);
    out.code = rest_.substr(0, rest_.find_first_of("(\r\n"));
    out.count = 0;
    if (!is_code(out.code)) return fail(is_text(out.code) ? reject::bad_syntax : reject::not_utf8);
    rest_.remove_prefix(out.code.size());
    // Groups may go on in the next line: the reading of DSMR 2.2 and 3 does.
    for (; rest_.starts_with('('); skip_blanks(rest_)) {
        if (!take_group(out)) return false;
    }
    return out.count > 0 || fail(reject::bad_syntax);
}

bool reader::take_group(object& out) {
    if (out.count == out.groups.size()) return fail(reject::too_complex);
    const std::size_t end = rest_.find(')');
    if (end == rest_.npos) return fail(reject::bad_syntax);
    const std::string_view group = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (!is_text(group)) return fail(reject::not_utf8);
    if (group.find('(') != group.npos) return fail(reject::bad_syntax);
    out.groups[out.count++] = group;
    return true;
}

}  // namespace weir::dsmr
