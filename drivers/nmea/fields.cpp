#include "drivers/nmea/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "drivers/text.hpp"

namespace weir::nmea {
namespace {

// A number's digits before and after its point.
struct decimal {
    std::string_view whole;
    std::string_view fraction;
};

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<decimal> split_decimal(std::string_view text) {
    const std::size_t point = text.find('.');
    decimal parts{text.substr(0, point), {}};
    if (point != text.npos) parts.fraction = text.substr(point + 1);
    if (!all_digits(parts.whole) || !all_digits(parts.fraction)) return std::nullopt;
    if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
    return parts;
}

bool starts_decimal(std::string_view text) {
    return !text.empty() && (text.front() == '.' || is_digit(text.front()));
}

// Of at most 18 digits, and nothing else.
std::int64_t number_of(std::string_view digits) {
    std::int64_t number = 0;
    for (const char c : digits)
        number = number * 10 + (c - '0');
    return number;
}

constexpr std::size_t max_fraction = 9;

// The first nine digits, as billionths.
std::int64_t billionths(std::string_view fraction) {
    fraction = fraction.substr(0, max_fraction);
    std::int64_t number = number_of(fraction);
    for (std::size_t digits = fraction.size(); digits < max_fraction; ++digits)
        number *= 10;
    return number;
}

}  // namespace

double rounded(double number, double parts) {
    return std::round(number * parts) / parts;
}

std::optional<double> field_reader::number(std::size_t n, double min, double max) {
    const std::string_view written = text(n);
    if (written.empty()) return std::nullopt;
    const std::string_view digits = written.substr(written.front() == '-' || written.front() == '+' ? 1 : 0);
    double number = 0;
    if (!starts_decimal(digits)) return broken();  // "nan", "inf"
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
    if (error != std::errc() || end != digits.data() + digits.size()) return broken();
    if (written.front() == '-') number = -number;
    if (number < min || number > max) return broken();
    return number;
}

std::optional<double> field_reader::scaled(std::size_t n, double factor, double min, double max) {
    constexpr double parts = 1e6;
    auto found = number(n, min, max);
    if (found) found = rounded(*found * factor, parts);
    return found;
}

std::optional<double> field_reader::knots(std::size_t n) {
    return scaled(n, 1852.0 / 3600.0, 0, max_speed);
}

std::optional<double> field_reader::east(std::size_t n) {
    auto angle = number(n, 0, 180);
    if (angle && letter(n + 1) != 'E' && letter(n + 1) != 'W') fail(reject::bad_syntax);
    if (angle && letter(n + 1) == 'W') *angle = 0 - *angle;
    return angle;
}

bool field_reader::is_valid(std::size_t n) {
    const bool valid = letter(n) != 'V';
    if (valid && letter(n) != 'A') fail(reject::bad_syntax);
    return valid;
}

std::optional<std::int64_t> field_reader::integer(std::size_t n, std::int64_t min, std::int64_t max) {
    const std::string_view written = text(n);
    if (written.empty()) return std::nullopt;
    if (!all_digits(written) || written.size() > 9) return broken();
    const std::int64_t number = number_of(written);
    if (number < min || number > max) return broken();
    return number;
}

std::optional<double> field_reader::metres(std::size_t n) {
    const auto found = number(n, -100'000, 10'000'000);
    if (found && !text(n + 1).empty() && text(n + 1) != "M") fail(reject::bad_syntax);
    return found;
}

std::optional<double> field_reader::angle(std::size_t n, std::size_t degree_digits, std::string_view signs,
                                          std::int64_t limit) {
    const std::string_view sign = text(n + 1);
    if (text(n).empty() && sign.empty()) return std::nullopt;
    if (sign.size() != 1 || signs.find(sign) == signs.npos) {
        fail(reject::bad_syntax);
        return std::nullopt;
    }
    const auto parts = split_decimal(text(n));
    if (!parts || parts->whole.size() != degree_digits + 2) return broken();

    // In billionths of a minute: exact up to the division below.
    constexpr std::int64_t minute = 1'000'000'000;
    const std::int64_t degrees = number_of(parts->whole.substr(0, degree_digits));
    const std::int64_t minutes =
        number_of(parts->whole.substr(degree_digits)) * minute + billionths(parts->fraction);
    const std::int64_t total = degrees * 60 * minute + minutes;
    if (minutes >= 60 * minute || total > limit * 60 * minute) return broken();
    const double angle = rounded(static_cast<double>(total) / static_cast<double>(60 * minute), 1e9);
    return sign.front() == signs.front() || total == 0 ? angle : -angle;
}

std::optional<std::chrono::nanoseconds> field_reader::time(std::size_t n) {
    if (text(n).empty()) return std::nullopt;
    const auto parts = split_decimal(text(n));
    if (!parts || parts->whole.size() != 6) return broken();
    const std::int64_t hours = number_of(parts->whole.substr(0, 2));
    const std::int64_t minutes = number_of(parts->whole.substr(2, 2));
    const std::int64_t seconds = number_of(parts->whole.substr(4, 2));
    const bool leap = seconds == 60 && minutes == 59 && hours == 23;
    if (hours > 23 || minutes > 59 || (seconds > 59 && !leap)) return broken();
    return std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
           std::chrono::nanoseconds(billionths(parts->fraction));
}

std::optional<std::chrono::year_month_day> field_reader::ddmmyy(std::size_t n) {
    const std::string_view digits = text(n);
    if (digits.empty()) return std::nullopt;
    if (digits.size() != 6 || !all_digits(digits)) return broken();
    const std::int64_t year = number_of(digits.substr(4));
    return checked(year + (year >= 80 ? 1900 : 2000), number_of(digits.substr(2, 2)),
                   number_of(digits.substr(0, 2)));
}

std::optional<std::chrono::year_month_day> field_reader::date(std::size_t day, std::size_t month,
                                                              std::size_t year) {
    const auto d = integer(day, 1, 31);
    const auto m = integer(month, 1, 12);
    const auto y = integer(year, 1980, 9999);
    return d && m && y ? checked(*y, *m, *d) : std::nullopt;
}

std::optional<std::chrono::year_month_day> field_reader::checked(std::int64_t year, std::int64_t month,
                                                                 std::int64_t day) {
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return broken();
    return date;
}

}  // namespace weir::nmea
