#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/raw/coding.hpp"
#include "drivers/value.hpp"

// How registers hold a value.
namespace weir::modbus {

enum class value_type : std::uint8_t { u16, i16, u32, i32, u64, i64, f32, f64, text, bit };
// The names of value_type, in its order, without `bit`: that is said otherwise.
inline constexpr std::array<std::string_view, 9> type_names{"u16", "i16", "u32", "i32", "u64",
                                                            "i64", "f32", "f64", "text"};

// The order of a value's bytes as they arrive, A the most significant one of four. Of eight bytes ABCDEFGH it
// is the same rule: CDAB is GHEFCDAB, BADC is BADCFEHG.
enum class byte_order : std::uint8_t {
    abcd,  // big endian, as the standard has registers: the default
    cdab,  // the words are swapped: the low register comes first
    badc,  // the bytes of each register are swapped
    dcba,  // little endian: both
};
// The names of byte_order, in its order.
inline constexpr std::array<std::string_view, 4> order_names{"ABCD", "CDAB", "BADC", "DCBA"};

// What the registers hold. Scale, offset and names are of numbers; names of bits too.
struct coding : number_meaning {
    value_type type = value_type::u16;
    byte_order order = byte_order::abcd;  // of text: abcd or badc
    std::uint16_t length = 1;             // of text: registers
    std::uint8_t bit = 0;                 // of a bit in a register: 0 (the lowest) to 15
};

// Of a number, and of a bit alone.
number_form form_of(value_type type);

// How many registers it takes; 1 for a bit in a register.
std::uint16_t registers_of(const coding& as);

// `registers` has 2 * registers_of(as) bytes, else `out` is null. Numbers as decode_number() has them. Text
// ends at its first NUL, and blanks at its end are cut; what is not printable text is null.
void decode(const coding& as, std::string_view registers, value& out);

// The raw value as registers, 2 * registers_of(as) bytes, as encode_number() makes it. Nothing, and `why`,
// when it does not fit. Not for bits.
std::optional<std::string> encode(const coding& as, const value& from, std::string& why);

}  // namespace weir::modbus
