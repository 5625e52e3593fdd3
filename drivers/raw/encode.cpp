#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "drivers/raw/coding.hpp"
#include "drivers/raw/scale.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

std::string shown_number(double number) {
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

std::string names_in(const number_meaning& as) {
    std::string all;
    for (const auto& each : as.names)
        all.append(all.empty() ? "" : ", ").append(each.second);
    return all;
}

std::optional<std::int64_t> raw_of_name(const number_meaning& as, const value& from) {
    const auto* text = std::get_if<std::string>(&from);
    if (text == nullptr) return std::nullopt;
    const auto found = std::find_if(as.names.begin(), as.names.end(),
                                    [&](const auto& each) { return each.second == *text; });
    return found == as.names.end() ? std::nullopt : std::optional(found->first);
}

// An integer or a double; nothing for what is no number.
std::optional<value> number_in(const value& from) {
    if (const auto* truth = std::get_if<bool>(&from)) return value(std::int64_t{*truth ? 1 : 0});
    if (const auto* text = std::get_if<std::string>(&from)) return parse_number(*text);
    return std::holds_alternative<std::monostate>(from) ? std::nullopt : std::optional(from);
}

// --- Ranges -----------------------------------------------------------------------------------------------

constexpr int exact_bits = 53;  // integers of so many are doubles

struct raw_range {
    double min;
    double max;  // of integers of more than exact_bits: the first number that does not fit
};

raw_range range_of(number_form form) {
    if (form.is_float && form.bits == 32) {
        constexpr double most = 3.4028235e38;  // what decode_number() makes of the greatest float
        return {-most, most};
    }
    if (form.is_float) return {std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
    const int bits = form.bits - (form.is_signed ? 1 : 0);
    const double end = std::ldexp(1.0, bits);
    return {form.is_signed ? -end : 0.0, bits > exact_bits ? end : end - 1};
}

bool in_range(number_form form, double raw) {
    const auto [min, max] = range_of(form);
    const bool beyond_exact = !form.is_float && max - 1 == max;
    return raw >= min && (beyond_exact ? raw < max : raw <= max);
}

// "6553.6 does not fit into u16: 0 to 6553.5"
std::nullopt_t unfit(number_form form, const number_meaning& as, const value& what, std::string& why) {
    const auto [min, max] = range_of(form);
    const double one = to_value(as, min);
    const double other = to_value(as, max);
    why = show_value(what) + " does not fit into " + name_of(form) + ": " +
          shown_number(std::min(one, other)) + " to " + shown_number(std::max(one, other));
    return std::nullopt;
}

// --- Bits of the raw value --------------------------------------------------------------------------------

std::uint64_t cut(number_form form, std::uint64_t bits) {
    const unsigned unused = 64U - form.bits;
    return bits << unused >> unused;
}

// An integer that no scale touches keeps all its 64 bits.
std::optional<std::uint64_t> exactly(number_form form, std::int64_t raw) {
    return has_raw(form, raw) ? std::optional(cut(form, static_cast<std::uint64_t>(raw))) : std::nullopt;
}

std::optional<std::uint64_t> float_bits(number_form form, double raw) {
    if (!in_range(form, raw)) return std::nullopt;  // NaN too
    if (form.bits == 64) return std::bit_cast<std::uint64_t>(raw);
    constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
    return std::bit_cast<std::uint32_t>(static_cast<float>(std::clamp(raw, -most, most)));
}

std::optional<std::uint64_t> integer_bits(number_form form, double raw) {
    const double nearest = std::round(raw);
    if (!in_range(form, nearest)) return std::nullopt;
    if (!form.is_signed) return static_cast<std::uint64_t>(nearest);
    return cut(form, static_cast<std::uint64_t>(static_cast<std::int64_t>(nearest)));
}

std::optional<std::uint64_t> bits_of(number_form form, const number_meaning& as, const value& number) {
    const auto* integer = std::get_if<std::int64_t>(&number);
    if (integer != nullptr && !is_scaled(as) && !form.is_float) return exactly(form, *integer);
    const double raw = to_raw(as, as_number(number).value_or(std::numeric_limits<double>::quiet_NaN()));
    return form.is_float ? float_bits(form, raw) : integer_bits(form, raw);
}

}  // namespace

bool has_raw(number_form form, std::int64_t raw) {
    const auto bits = static_cast<std::uint64_t>(raw);
    const unsigned unused = 64U - form.bits;
    if (form.is_signed) return static_cast<std::int64_t>(bits << unused) >> unused == raw;
    return raw >= 0 && cut(form, bits) == bits;
}

std::string name_of(number_form form) {
    const bool is_type = form.bits >= 8 && form.bits % 8 == 0;
    const std::string bits = std::to_string(form.bits);
    if (!is_type) return bits + (form.bits == 1 ? " bit" : " bits");
    return (form.is_float ? "f" : form.is_signed ? "i" : "u") + bits;
}

std::string show_value(const value& what) {
    constexpr std::size_t most = 40;
    if (const auto* text = std::get_if<std::string>(&what)) return "'" + readable(*text, most) + "'";
    if (const auto* truth = std::get_if<bool>(&what)) return *truth ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&what)) return std::to_string(*integer);
    const auto* number = std::get_if<double>(&what);
    return number == nullptr ? "null" : shown_number(*number);
}

std::optional<std::uint64_t> encode_number(number_form form, const number_meaning& as, const value& from,
                                           std::string& why) {
    const auto named = raw_of_name(as, from);
    const auto number = named ? std::optional<value>(*named) : number_in(from);
    if (!number) {
        why = show_value(from) + " is no number" + (as.names.empty() ? "" : " and none of " + names_in(as));
        return std::nullopt;
    }
    const auto bits = named ? exactly(form, *named) : bits_of(form, as, *number);
    if (!bits) return unfit(form, as, from, why);
    return bits;
}

std::optional<bool> encode_bit(const number_meaning& as, const value& from, std::string& why) {
    if (const auto named = raw_of_name(as, from)) return *named != 0;
    if (const auto* truth = std::get_if<bool>(&from)) return *truth;
    if (const auto* text = std::get_if<std::string>(&from)) {
        if (const auto truth = parse_boolean(*text)) return *truth;
    }
    const auto number = as_number(from);
    if (number == 0.0 || number == 1.0) return *number == 1.0;
    why = show_value(from) + " is neither 0 nor 1, true nor false" +
          (as.names.empty() ? "" : ", and none of " + names_in(as));
    return std::nullopt;
}

}  // namespace weir
