#include <utility>

#include "drivers/modbus/coding.hpp"
#include "drivers/modbus/numbers.hpp"

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

void take_text(const coding& as, std::string_view registers, value& out) {
    std::string text(registers);
    for (std::size_t i = 0; swaps_bytes(as.order) && i + 1 < text.size(); i += 2)
        std::swap(text[i], text[i + 1]);
    decode_text(text, out);
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
    decode_number(form_of(as.type), as, bits, out);
}

}  // namespace weir::modbus
