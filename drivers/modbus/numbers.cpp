#include "drivers/modbus/numbers.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace weir::modbus {

namespace {

constexpr double exact = 9007199254740992;  // 2^53: integers up to it are doubles

// The number as an integer, if it is one but for what its binary form lacks.
std::optional<double> whole(double number) {
    const double nearest = std::round(number);
    const bool is = std::abs(number - nearest) <= std::abs(number) * 1e-12 && std::abs(nearest) < exact;
    return is ? std::optional(nearest) : std::nullopt;
}

// Scale and offset as integers over a power of ten: 0.1 and -40 are 1 and -400 over 10.
struct decimal {
    double scale;
    double offset;
    double power;
};

std::optional<decimal> decimal_of(const coding& as) {
    constexpr int most_digits = 9;
    double power = 1;
    for (int digits = 0; digits <= most_digits; ++digits, power *= 10) {
        const auto scale = whole(as.scale * power);
        const auto offset = whole(as.offset * power);
        if (scale && *scale != 0 && offset) return decimal{*scale, *offset, power};
    }
    return std::nullopt;
}

}  // namespace

std::uint16_t registers_of(const coding& as) {
    switch (as.type) {
        case value_type::u16:
        case value_type::i16:
        case value_type::bit:
            return 1;
        case value_type::u32:
        case value_type::i32:
        case value_type::f32:
            return 2;
        case value_type::u64:
        case value_type::i64:
        case value_type::f64:
            return 4;
        case value_type::text:
            break;
    }
    return as.length;
}

std::array<char, most_bytes> in_order(byte_order order, std::string_view bytes) {
    const bool swaps_words = order == byte_order::cdab || order == byte_order::dcba;
    std::array<char, most_bytes> made{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t word = swaps_words ? bytes.size() - 2 - (i & ~std::size_t{1}) : i & ~std::size_t{1};
        made.at(i) = bytes[word + (swaps_bytes(order) ? 1 - (i & 1U) : i & 1U)];
    }
    return made;
}

double to_value(const coding& as, double raw) {
    if (!is_scaled(as)) return raw;
    const auto by = decimal_of(as);
    if (!by || !(std::abs(raw * by->scale) < exact)) return raw * as.scale + as.offset;
    return (raw * by->scale + by->offset) / by->power;
}

double to_raw(const coding& as, double value) {
    if (!is_scaled(as)) return value;
    const auto by = decimal_of(as);
    if (!by || !(std::abs(value * by->power) < exact)) return (value - as.offset) / as.scale;
    return (value * by->power - by->offset) / by->scale;
}

}  // namespace weir::modbus
