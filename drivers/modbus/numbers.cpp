#include "drivers/modbus/numbers.hpp"

namespace weir::modbus {

number_form form_of(value_type type) {
    switch (type) {
        case value_type::i16:
            return {16, true};
        case value_type::u32:
            return {32};
        case value_type::i32:
            return {32, true};
        case value_type::u64:
            return {64};
        case value_type::i64:
            return {64, true};
        case value_type::f32:
            return {32, true, true};
        case value_type::f64:
            return {64, true, true};
        case value_type::bit:
            return {1};
        case value_type::u16:
        case value_type::text:
            break;
    }
    return {16};
}

std::uint16_t registers_of(const coding& as) {
    if (as.type == value_type::text) return as.length;
    if (as.type == value_type::bit) return 1;
    return static_cast<std::uint16_t>(form_of(as.type).bits / 16);
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

}  // namespace weir::modbus
