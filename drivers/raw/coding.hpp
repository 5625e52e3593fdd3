#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/value.hpp"

// What the bits that a device sends mean, and back: for every binary language. Pure.
namespace weir {

// How a number lies in 1 to 64 bits.
struct number_form {
    std::uint8_t bits = 16;  // of a float: 32 or 64 (IEEE 754)
    bool is_signed = false;  // two's complement
    bool is_float = false;
};

// value = raw * scale + offset, or a word.
struct number_meaning {
    double scale = 1;  // not 0
    double offset = 0;
    std::vector<std::pair<std::int64_t, std::string>> names;  // `enum`: of integers and bits; may be empty
};

// The lowest form.bits of `bits` are read. Integers remain integers while there is neither scale nor offset
// (an unsigned one beyond 63 bits is a number). A raw value that `names` does not have stays a number. NaN
// and the infinities stay what they are.
void decode_number(number_form form, const number_meaning& as, std::uint64_t bits, value& out);
// true or false, or its name.
void decode_bit(const number_meaning& as, bool on, value& out);

// The raw value in the lowest form.bits; the rest is 0. It is rounded to the nearest integer where the form
// is one. Takes numbers, true and false (1 and 0), the texts of `names`, and other text that is a number.
// Nothing, and `why`, when it does not fit: "6553.6 does not fit into u16: 0 to 6553.5".
std::optional<std::uint64_t> encode_number(number_form form, const number_meaning& as, const value& from,
                                           std::string& why);
// Takes true and false, 1 and 0, and the texts of `names`.
std::optional<bool> encode_bit(const number_meaning& as, const value& from, std::string& why);

// Text in a place of fixed size: up to its first NUL, less the blanks at its end; what is not printable text
// is null. And the place, with NULs behind the text; nothing, and `why`, when it is longer or no text.
void decode_text(std::string_view bytes, value& out);
std::optional<std::string> encode_text(std::size_t size, const value& from, std::string& why);

// Whether the form has this raw value.
bool has_raw(number_form form, std::int64_t raw);

// As messages call it: "u16", "f32", "3 bits".
std::string name_of(number_form form);
// A value as messages show it: 5, 'text', null.
std::string show_value(const value& what);

}  // namespace weir
