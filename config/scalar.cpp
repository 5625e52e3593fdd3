#include "config/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

// Is it 0 and more digits? YAML 1.1 reads that as octal, YAML 1.2 as decimal.
bool looks_octal(std::string_view digits) {
    return digits.size() > 1 && digits[0] == '0' && std::all_of(digits.begin(), digits.end(), is_digit);
}

std::string_view without_sign(std::string_view text) {
    return text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
}

bool warn_of_octal(std::string_view text, std::string& hint) {
    const std::string_view digits = without_sign(text);
    if (!looks_octal(digits)) return false;
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    hint = "a leading 0 may mean octal: write " + std::string(digits.substr(first));
    return true;
}

// The leading digits of `text`, perhaps with a fraction: "1.5" of "1.5s".
std::string_view number_part(std::string_view text) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return !is_digit(c) && c != '.'; });
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

template <class Number>
std::optional<Number> whole(std::string_view digits, int base) {
    Number read{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read, base);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return read;
}

std::optional<double> fraction(std::string_view text) {
    double read{};
    const bool digit =
        !text.empty() && (is_digit(text[0]) || text[0] == '.');  // not inf, nan or a second sign
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    if (!digit || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return read;
}

}  // namespace

std::optional<bool> parse_flag(std::string_view text, std::string& hint) {
    if (text == "true") return true;
    if (text == "false") return false;
    constexpr std::array<std::string_view, 4> yes{"yes", "on", "y", "1"};
    constexpr std::array<std::string_view, 4> no{"no", "off", "n", "0"};
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (lower == "true" || std::find(yes.begin(), yes.end(), lower) != yes.end()) hint = "write true";
    if (lower == "false" || std::find(no.begin(), no.end(), lower) != no.end()) hint = "write false";
    return std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text, std::string& hint) {
    if (warn_of_octal(text, hint)) return std::nullopt;
    return parse_integer(text);
}

std::optional<double> parse_decimal(std::string_view text, std::string& hint) {
    if (warn_of_octal(text, hint)) return std::nullopt;
    const auto size = fraction(without_sign(text));
    if (!size) return std::nullopt;
    return text.starts_with('-') ? -*size : *size;
}

std::optional<duration> parse_duration(std::string_view text, std::string& hint) {
    constexpr std::array<std::pair<std::string_view, double>, 6> units{
        {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
    const std::string_view digits = number_part(text);
    const auto count = fraction(digits);
    if (!count) return std::nullopt;
    const std::string_view unit = text.substr(digits.size());
    if (unit.empty())
        hint = "the unit is missing: " + std::string(text) + "s or " + std::string(text) + "ms?";
    if (unit == "m") hint = "minutes are written " + std::string(digits) + "min";
    for (const auto& [name, nanoseconds] : units) {
        const double total = *count * nanoseconds;
        if (name == unit && total <= 36525.0 * 86400e9) return duration(std::llround(total));
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_size(std::string_view text, std::string& hint) {
    constexpr std::array<std::pair<std::string_view, int>, 5> units{
        {{"", 0}, {"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}}};
    if (warn_of_octal(text, hint)) return std::nullopt;
    const std::string_view digits = number_part(text);
    const auto count = whole<std::uint32_t>(digits, 10);
    if (!count) return std::nullopt;
    const std::string_view unit = text.substr(digits.size());
    for (const auto& [name, shift] : units) {
        if (name == unit) return std::int64_t{*count} << shift;
    }
    hint = "the units are B, KiB, MiB and GiB";
    return std::nullopt;
}

}  // namespace weir
