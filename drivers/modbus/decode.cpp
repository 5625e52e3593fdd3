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

// Of 2, 4 or 8 bytes.
std::uint64_t bits_of(const coding& as, std::string_view registers) {
    const auto bytes = in_order(as.order, registers);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < registers.size(); ++i)
        bits = (bits << 8U) | static_cast<std::uint8_t>(bytes.at(i));
    return bits;
}

// To 15 digits: what a scale does to the last ones means nothing.
double rounded(double number) {
    if (!std::isfinite(number)) return number;
    std::array<char, 32> digits{};
    const char* const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::scientific, 14)
            .ptr;
    double read = number;
    std::from_chars(digits.data(), end, read);
    return read;
}

double float_of(const coding& as, std::uint64_t bits) {
    const double raw = as.type == value_type::f64
                           ? std::bit_cast<double>(bits)
                           : with_its_own_digits(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    return is_scaled(as) ? rounded(to_value(as, raw)) : raw;
}

const std::string* name_of(const coding& as, std::int64_t raw) {
    const auto found =
        std::find_if(as.names.begin(), as.names.end(), [&](const auto& each) { return each.first == raw; });
    return found == as.names.end() ? nullptr : &found->second;
}

// `raw` extends the sign.
void take_integer(const coding& as, std::int64_t raw, value& out) {
    if (const std::string* name = name_of(as, raw)) {
        assign(out, *name);
    } else if (is_scaled(as)) {
        out = to_value(as, static_cast<double>(raw));
    } else {
        out = raw;
    }
}

std::int64_t with_sign(std::uint64_t bits, std::size_t bytes) {
    const auto unused = static_cast<unsigned>(64 - 8 * bytes);
    return static_cast<std::int64_t>(bits << unused) >> unused;
}

void take_text(const coding& as, std::string_view registers, value& out) {
    std::string text(registers);
    for (std::size_t i = 0; swaps_bytes(as.order) && i + 1 < text.size(); i += 2)
        std::swap(text[i], text[i + 1]);
    std::string_view shown = std::string_view(text).substr(0, text.find('\0'));
    while (shown.ends_with(' '))
        shown.remove_suffix(1);
    if (is_text(shown)) {
        assign(out, shown);
    } else {
        out = std::monostate();
    }
}

}  // namespace

void decode(const coding& as, std::string_view registers, value& out) {
    if (registers.size() != registers_of(as) * std::size_t{2}) {
        out = std::monostate();
        return;
    }
    if (as.type == value_type::text) return take_text(as, registers, out);
    const std::uint64_t bits = bits_of(as, registers);
    if (as.type == value_type::bit) return decode_bit(as, ((bits >> as.bit) & 1U) != 0, out);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (is_float(as.type)) {
        out = float_of(as, bits);
    } else if (is_signed(as.type)) {
        take_integer(as, with_sign(bits, registers.size()), out);
    } else if (bits <= most) {
        take_integer(as, static_cast<std::int64_t>(bits), out);
    } else {
        out = to_value(as, static_cast<double>(bits));
    }
}

void decode_bit(const coding& as, bool on, value& out) {
    if (const std::string* name = name_of(as, on ? 1 : 0)) {
        assign(out, *name);
    } else {
        out = on;
    }
}

}  // namespace weir::modbus
