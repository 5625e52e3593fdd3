#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/reject.hpp"
#include "drivers/value.hpp"

// What text decoders share. Pure; any bytes are allowed as input.
namespace weir {

// Valid UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

// Valid UTF-8 without control characters (C0 but the tab, DEL, C1).
bool is_text(std::string_view bytes);

// The first `most` bytes as text, less what is left of a character that this cuts; bytes that are no text are
// shown as '?'.
std::string readable(std::string_view bytes, std::size_t most);

std::string_view without_blanks(std::string_view text);    // spaces and tabs around it
std::string_view without_line_end(std::string_view text);  // one LF or CRLF

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
// A letter of ASCII, a digit or `_`.
constexpr bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
unsigned hex_digit(char c);                  // 0 to 15, small or capital; more for what is no digit
std::string to_hex(std::string_view bytes);  // two small digits a byte
// Its inverse, capitals too; nothing for what is none.
std::optional<std::string> from_hex(std::string_view digits);

// What a field may be called: letters, digits, `_`, `-`, `.` and what is not ASCII, 1 to 64 bytes.
bool is_field_name(std::string_view name);
// What a sample says of itself: none of its fields may be called so.
inline constexpr std::array<std::string_view, 4> reserved_fields{"ts", "seq", "quality", "clock"};
bool is_reserved_field(std::string_view name);

// A decimal number: an integer when it is written as one and fits into 64 bits, else a finite double.
// Blanks around and a sign in front are allowed; hexadecimal, "nan", "inf" and anything else is not.
std::optional<value> parse_number(std::string_view text);

// An integer of 64 bits, decimal without leading zeros or hexadecimal after 0x; a sign in front is allowed.
std::optional<std::int64_t> parse_integer(std::string_view text);

// true, yes, on, 1 and false, no, off, 0, in any case, blanks around allowed.
std::optional<bool> parse_boolean(std::string_view text);

enum class text_type : std::uint8_t { number, integer, text, boolean };
// The names of text_type, in its order.
inline constexpr std::array<std::string_view, 4> text_types{"number", "integer", "text", "boolean"};
text_type text_type_of(std::string_view name);  // one of text_types

// `text` as a `type`; none when `out` holds it.
reject parse_as(text_type type, std::string_view text, value& out);

// `text` whose type nobody told: a number where all of it is one (as by parse_number()), null where it is
// empty or says in C's words that there is none ("nan", "-inf"), else text.
void parse_untyped(std::string_view text, value& out);

}  // namespace weir
