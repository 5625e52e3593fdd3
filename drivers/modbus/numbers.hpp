#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "drivers/modbus/coding.hpp"

// What decoding and encoding share.
namespace weir::modbus {

inline constexpr std::size_t most_bytes = 8;  // of a number

constexpr bool is_float(value_type type) {
    return type == value_type::f32 || type == value_type::f64;
}
constexpr bool is_signed(value_type type) {
    return type == value_type::i16 || type == value_type::i32 || type == value_type::i64;
}
inline bool is_scaled(const coding& as) {
    return as.scale != 1 || as.offset != 0;
}
constexpr bool swaps_bytes(byte_order order) {
    return order == byte_order::badc || order == byte_order::dcba;
}

// From registers to the most significant byte first, and back: the same both ways. `size` is even, at most
// most_bytes.
std::array<char, most_bytes> in_order(byte_order order, std::string_view bytes);

// raw * scale + offset, and its inverse. Decimal: 3 * 0.1 is 0.3, as long as both have at most 9 decimal
// places.
double to_value(const coding& as, double raw);
double to_raw(const coding& as, double value);

}  // namespace weir::modbus
