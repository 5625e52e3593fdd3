#include <utility>

#include "drivers/modbus/bytes.hpp"
#include "drivers/modbus/coding.hpp"
#include "drivers/modbus/numbers.hpp"

namespace weir::modbus {

namespace {

std::string to_registers(const coding& as, std::uint64_t bits) {
    const std::size_t size = registers_of(as) * std::size_t{2};
    std::string big;
    for (std::size_t i = size; i-- > 0;)
        append_byte(big, bits >> (8 * i));
    const auto ordered = in_order(as.order, big);
    return {ordered.data(), size};
}

std::optional<std::string> text_registers(const coding& as, const value& from, std::string& why) {
    auto registers = encode_text(as.length * std::size_t{2}, from, why);
    if (!registers) return std::nullopt;
    std::string& letters = *registers;
    for (std::size_t i = 0; swaps_bytes(as.order) && i < letters.size(); i += 2)
        std::swap(letters[i], letters[i + 1]);
    return registers;
}

}  // namespace

std::optional<std::string> encode(const coding& as, const value& from, std::string& why) {
    if (as.type == value_type::text) return text_registers(as, from, why);
    const auto bits = encode_number(form_of(as.type), as, from, why);
    return bits ? std::optional(to_registers(as, *bits)) : std::nullopt;
}

}  // namespace weir::modbus
