#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "drivers/modbus/bytes.hpp"
#include "drivers/modbus/coding.hpp"
#include "drivers/modbus/numbers.hpp"
#include "drivers/text.hpp"

namespace weir::modbus {

namespace {

std::string shown(double number) {
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

std::string shown(const value& what) {
    constexpr std::size_t most = 40;
    if (const auto* text = std::get_if<std::string>(&what)) return "'" + readable(*text, most) + "'";
    if (const auto* truth = std::get_if<bool>(&what)) return *truth ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&what)) return std::to_string(*integer);
    const auto* number = std::get_if<double>(&what);
    return number == nullptr ? "null" : shown(*number);
}

std::string names_in(const coding& as) {
    std::string all;
    for (const auto& each : as.names)
        all.append(all.empty() ? "" : ", ").append(each.second);
    return all;
}

std::optional<std::int64_t> raw_of_name(const coding& as, const value& from) {
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

struct raw_range {
    double min;
    double max;  // of 64 bits: the first number that does not fit
};

raw_range range_of(value_type type) {
    if (type == value_type::f32) {
        constexpr double most = 3.4028235e38;  // what decode() makes of the greatest float
        return {-most, most};
    }
    if (type == value_type::f64)
        return {std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
    coding as;
    as.type = type;
    const int bits = 16 * registers_of(as) - (is_signed(type) ? 1 : 0);
    const double end = std::ldexp(1.0, bits);
    return {is_signed(type) ? -end : 0.0, bits > 53 ? end : end - 1};
}

bool is_64_bit_integer(value_type type) {
    return type == value_type::u64 || type == value_type::i64;
}

bool in_range(value_type type, double raw) {
    const auto [min, max] = range_of(type);
    return raw >= min && (is_64_bit_integer(type) ? raw < max : raw <= max);
}

// "6553.6 does not fit into u16: 0 to 6553.5"
std::nullopt_t unfit(const coding& as, const value& what, std::string& why) {
    const auto [min, max] = range_of(as.type);
    const double one = to_value(as, min);
    const double other = to_value(as, max);
    why = shown(what) + " does not fit into " +
          std::string(type_names.at(static_cast<std::size_t>(as.type))) + ": " + shown(std::min(one, other)) +
          " to " + shown(std::max(one, other));
    return std::nullopt;
}

// --- Bits of the raw value --------------------------------------------------------------------------------

// An integer that no scale touches keeps all its 64 bits.
std::optional<std::uint64_t> exact_bits(const coding& as, std::int64_t raw) {
    const bool fits = as.type == value_type::u64   ? raw >= 0
                      : as.type == value_type::i64 ? true
                                                   : in_range(as.type, static_cast<double>(raw));
    return fits ? std::optional(static_cast<std::uint64_t>(raw)) : std::nullopt;
}

std::optional<std::uint64_t> float_bits(value_type type, double raw) {
    if (!in_range(type, raw)) return std::nullopt;  // NaN too
    if (type == value_type::f64) return std::bit_cast<std::uint64_t>(raw);
    constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
    return std::bit_cast<std::uint32_t>(static_cast<float>(std::clamp(raw, -most, most)));
}

std::optional<std::uint64_t> integer_bits(value_type type, double raw) {
    const double nearest = std::round(raw);
    if (!in_range(type, nearest)) return std::nullopt;
    if (type == value_type::u64) return static_cast<std::uint64_t>(nearest);
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(nearest));
}

std::optional<std::uint64_t> bits_of(const coding& as, const value& number) {
    const auto* integer = std::get_if<std::int64_t>(&number);
    if (integer != nullptr && !is_scaled(as) && !is_float(as.type)) return exact_bits(as, *integer);
    const double raw = to_raw(as, as_number(number).value_or(std::numeric_limits<double>::quiet_NaN()));
    return is_float(as.type) ? float_bits(as.type, raw) : integer_bits(as.type, raw);
}

std::string to_registers(const coding& as, std::uint64_t bits) {
    const std::size_t size = registers_of(as) * std::size_t{2};
    std::string big;
    for (std::size_t i = size; i-- > 0;)
        append_byte(big, bits >> (8 * i));
    const auto ordered = in_order(as.order, big);
    return {ordered.data(), size};
}

std::optional<std::string> text_registers(const coding& as, const value& from, std::string& why) {
    const auto* text = std::get_if<std::string>(&from);
    const std::size_t room = as.length * std::size_t{2};
    if (text == nullptr || text->size() > room) {
        why = shown(from) +
              (text == nullptr ? " is no text" : " is longer than " + std::to_string(room) + " bytes");
        return std::nullopt;
    }
    std::string registers = *text;
    registers.resize(room, '\0');
    for (std::size_t i = 0; swaps_bytes(as.order) && i < room; i += 2)
        std::swap(registers[i], registers[i + 1]);
    return registers;
}

}  // namespace

std::optional<std::string> encode(const coding& as, const value& from, std::string& why) {
    if (as.type == value_type::text) return text_registers(as, from, why);
    const auto named = raw_of_name(as, from);
    const auto number = named ? std::optional<value>(*named) : number_in(from);
    if (!number) {
        why = shown(from) + " is no number" + (as.names.empty() ? "" : " and none of " + names_in(as));
        return std::nullopt;
    }
    const auto bits = named ? exact_bits(as, *named) : bits_of(as, *number);
    if (!bits) return unfit(as, from, why);
    return to_registers(as, *bits);
}

std::optional<bool> encode_bit(const coding& as, const value& from, std::string& why) {
    if (const auto named = raw_of_name(as, from)) return *named != 0;
    if (const auto* truth = std::get_if<bool>(&from)) return *truth;
    if (const auto* text = std::get_if<std::string>(&from)) {
        if (const auto truth = parse_boolean(*text)) return *truth;
    }
    const auto number = as_number(from);
    if (number == 0.0 || number == 1.0) return *number == 1.0;
    why = shown(from) + " is neither 0 nor 1, true nor false" +
          (as.names.empty() ? "" : ", and none of " + names_in(as));
    return std::nullopt;
}

}  // namespace weir::modbus
