#include "drivers/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace weir {
namespace {

constexpr char32_t invalid = 0xFFFFFFFF;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

bool is_ascii_text(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](char c) { return (c >= ' ' && c < 0x7F) || c == '\t'; });
}

// Takes one code point off the front of `rest`, which is not empty.
char32_t take_code_point(std::string_view& rest) {
    const unsigned first = byte_at(rest, 0);
    const std::size_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size == 0 || first > 0xF4 || rest.size() < size) return invalid;
    char32_t code = size == 1 ? first : first & (0x7FU >> size);
    for (std::size_t at = 1; at < size; ++at) {
        if ((byte_at(rest, at) & 0xC0U) != 0x80U) return invalid;
        code = (code << 6U) | (byte_at(rest, at) & 0x3FU);
    }
    rest.remove_prefix(size);
    const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? invalid : code;
}

bool is_control(char32_t code) {
    return (code < 0x20 && code != '\t') || (code >= 0x7F && code < 0xA0);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

// As printf() writes what is no number.
bool is_no_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return same_word(text, "nan") || same_word(text, "inf");
}

// All of `text` as a T; nothing when something is left over or it does not fit.
template <class T>
std::optional<T> whole(std::string_view text, auto... base) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base...);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        if (take_code_point(bytes) == invalid) return false;
    }
    return true;
}

bool is_text(std::string_view bytes) {
    if (is_ascii_text(bytes)) return true;
    while (!bytes.empty()) {
        const char32_t code = take_code_point(bytes);
        if (code == invalid || is_control(code)) return false;
    }
    return true;
}

std::string readable(std::string_view bytes, std::size_t most) {
    const std::string_view front = bytes.substr(0, most);
    constexpr std::size_t longest_rest = 3;  // of a character
    const std::size_t droppable = front.size() < bytes.size() ? std::min(longest_rest, front.size()) : 0;
    for (std::size_t less = 0; less <= droppable; ++less) {
        const std::string_view part = front.substr(0, front.size() - less);
        if (is_text(part)) return std::string(part);
    }
    std::string text(front);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string_view without_line_end(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    return text;
}

unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    return 16;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        text += digits[code >> 4U];
        text += digits[code & 0xFU];
    }
    return text;
}

std::optional<std::string> from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        const unsigned high = hex_digit(digits[at]);
        const unsigned low = hex_digit(digits[at + 1]);
        if (high > 15 || low > 15) return std::nullopt;
        bytes.push_back(static_cast<char>(high * 16 + low));
    }
    return bytes;
}

bool is_field_name(std::string_view name) {
    const bool has_room = !name.empty() && name.size() <= 64;
    return has_room && is_text(name) && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
           });
}

bool is_reserved_field(std::string_view name) {
    return std::find(reserved_fields.begin(), reserved_fields.end(), name) != reserved_fields.end();
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    const std::string_view digits = text.substr(negative || text.starts_with('+') ? 1 : 0);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (!hex && digits.size() > 1 && digits[0] == '0') return std::nullopt;
    const auto size = whole<std::uint64_t>(digits.substr(hex ? 2 : 0), hex ? 16 : 10);
    if (!size || *size > (std::uint64_t{1} << 63U) - (negative ? 0 : 1)) return std::nullopt;
    return static_cast<std::int64_t>(negative ? 0 - *size : *size);
}

std::optional<value> parse_number(std::string_view text) {
    text = without_blanks(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    // std::from_chars reads "nan" and "inf" too.
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    if (digits.empty() || !(digits[0] == '.' || (digits[0] >= '0' && digits[0] <= '9'))) return std::nullopt;

    if (const auto integer = whole<std::int64_t>(text)) return value(*integer);
    const auto number = whole<double>(text);
    if (!number || !std::isfinite(*number)) return std::nullopt;
    return value(*number);
}

std::optional<bool> parse_boolean(std::string_view text) {
    static constexpr std::array<std::string_view, 4> yes{"true", "yes", "on", "1"};
    static constexpr std::array<std::string_view, 4> no{"false", "no", "off", "0"};
    const auto is_written = [word = without_blanks(text)](std::string_view one) {
        return same_word(word, one);
    };
    if (std::any_of(yes.begin(), yes.end(), is_written)) return true;
    if (std::any_of(no.begin(), no.end(), is_written)) return false;
    return std::nullopt;
}

text_type text_type_of(std::string_view name) {
    const auto found = std::find(text_types.begin(), text_types.end(), name);
    return static_cast<text_type>(found - text_types.begin());
}

reject parse_as(text_type type, std::string_view text, value& out) {
    if (type == text_type::text) {
        assign(out, text);
        return reject::none;
    }
    if (type == text_type::boolean) {
        const auto truth = parse_boolean(text);
        if (truth) out = *truth;
        return truth ? reject::none : reject::bad_syntax;
    }
    auto number = parse_number(text);
    const bool fits = number && (type == text_type::number || std::holds_alternative<std::int64_t>(*number));
    if (fits) out = std::move(*number);
    return fits ? reject::none : reject::bad_number;
}

void parse_untyped(std::string_view text, value& out) {
    const std::string_view word = without_blanks(text);
    if (word.empty() || is_no_number(word)) {
        out = std::monostate();
    } else if (auto number = parse_number(word)) {
        out = std::move(*number);
    } else {
        assign(out, text);
    }
}

}  // namespace weir
