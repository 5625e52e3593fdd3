#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// value = raw * scale + offset.
struct coding {
    value_type type = value_type::u16;
    byte_order order = byte_order::abcd;  // of text: abcd or badc
    std::uint16_t length = 1;             // of text: registers
    std::uint8_t bit = 0;                 // of a bit in a register: 0 (the lowest) to 15
    double scale = 1;                     // of numbers; not 0
    double offset = 0;
    std::vector<std::pair<std::int64_t, std::string>> names;  // `enum`: of integers and bits; may be empty
};

// How many registers it takes; 1 for a bit in a register.
std::uint16_t registers_of(const coding& as);

// `registers` has 2 * registers_of(as) bytes, else `out` is null. Integers remain integers while there is
// neither scale nor offset (a u64 beyond 63 bits is a number). A raw value that `names` does not have stays a
// number. Text ends at its first NUL, and blanks at its end are cut; what is not printable text is null.
void decode(const coding& as, std::string_view registers, value& out);
// A coil or a discrete input: true or false, or its name.
void decode_bit(const coding& as, bool on, value& out);

// The raw value as registers, 2 * registers_of(as) bytes; it is rounded to the nearest integer where the type
// is one. Takes numbers, true and false (1 and 0), the texts of `names`, and other text that is a number.
// Nothing, and `why`, when it does not fit: "6553.6 does not fit into u16: 0 to 6553.5". Not for bits.
std::optional<std::string> encode(const coding& as, const value& from, std::string& why);
// The same for a coil: takes true and false, 1 and 0, and the texts of `names`.
std::optional<bool> encode_bit(const coding& as, const value& from, std::string& why);

}  // namespace weir::modbus
