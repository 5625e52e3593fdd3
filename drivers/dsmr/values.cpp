#include "drivers/dsmr/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>

#include "drivers/iso_8601.hpp"
#include "drivers/text.hpp"

namespace weir::dsmr {
namespace {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

using local_seconds = std::chrono::sys_seconds;  // as if the clock were UTC

// YYMMDDhhmmss
std::optional<local_seconds> local_time(std::string_view digits) {
    using namespace std::chrono;
    if (digits.size() != 12 || !all_digits(digits)) return std::nullopt;
    const auto pair = [&](std::size_t n) { return (digits[2 * n] - '0') * 10 + (digits[2 * n + 1] - '0'); };
    const year_month_day date{year(2000 + pair(0)), month(static_cast<unsigned>(pair(1))),
                              day(static_cast<unsigned>(pair(2)))};
    if (!date.ok() || pair(3) > 23 || pair(4) > 59 || pair(5) > 59) return std::nullopt;
    return sys_days(date) + hours(pair(3)) + minutes(pair(4)) + seconds(pair(5));
}

}  // namespace

std::optional<double> decimal(std::string_view written) {
    const std::string_view digits = written.substr(written.starts_with('-') ? 1 : 0);
    if (digits.empty() || !(is_digit(digits.front()) || digits.front() == '.')) return std::nullopt;
    double number = 0;
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), number, std::chars_format::fixed);
    if (error != std::errc() || end != written.data() + written.size()) return std::nullopt;
    return number;
}

reject read_number(std::string_view written, std::string_view unit, value& out) {
    out = std::monostate();
    if (written.empty()) return reject::none;
    const std::size_t star = written.find('*');
    if (star == written.npos || written.substr(star + 1) != unit) return reject::bad_syntax;
    const auto number = decimal(written.substr(0, star));
    if (!number) return reject::bad_number;
    out = *number;
    return reject::none;
}

reject read_count(std::string_view written, value& out) {
    out = std::monostate();
    if (written.empty()) return reject::none;
    std::int64_t number = 0;
    if (!all_digits(written) || written.size() > 18) return reject::bad_number;
    std::from_chars(written.data(), written.data() + written.size(), number);
    out = number;
    return reject::none;
}

void read_text(std::string_view written, value& out) {
    if (written.empty()) {
        out = std::monostate();
    } else {
        assign(out, written);
    }
}

void read_octets(std::string_view written, value& out) {
    const auto decoded = from_hex(written);
    if (decoded && !decoded->empty() && is_text(*decoded)) {
        assign(out, *decoded);
    } else {
        read_text(written, out);
    }
}

reject read_time(std::string_view written, value& out) {
    using namespace std::chrono;
    out = std::monostate();
    if (written.empty()) return reject::none;
    const bool summer = written.ends_with('S');
    const bool zoned = summer || written.ends_with('W');
    auto time = local_time(written.substr(0, written.size() - (zoned ? 1 : 0)));
    if (!time) return reject::bad_number;
    if (zoned) *time -= hours(summer ? 2 : 1);
    const auto midnight = floor<days>(*time);
    std::string& text = out.emplace<std::string>();
    append_iso_8601(text, *time - midnight, year_month_day(midnight));
    if (zoned) text.push_back('Z');
    return reject::none;
}

}  // namespace weir::dsmr
