#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "drivers/modbus/coding.hpp"

// What decoding and encoding share.
namespace weir::modbus {

inline constexpr std::size_t most_bytes = 8;  // of a number

constexpr bool swaps_bytes(byte_order order) {
    return order == byte_order::badc || order == byte_order::dcba;
}

// From registers to the most significant byte first, and back: the same both ways. `size` is even, at most
// most_bytes.
std::array<char, most_bytes> in_order(byte_order order, std::string_view bytes);

}  // namespace weir::modbus
