#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "daemon/encode/format.hpp"

namespace weir {

namespace {

constexpr std::size_t most_digits = 24;  // -2.2250738585072014e-308

// Writes `fraction` with so many decimals, less the zeros at its end; one decimal at least.
char* write_fraction(char* to, std::int64_t fraction, int decimals) {
    for (; decimals > 1 && fraction % 10 == 0; --decimals)
        fraction /= 10;
    for (int at = decimals - 1; at >= 0; --at) {
        to[at] = static_cast<char>('0' + fraction % 10);
        fraction /= 10;
    }
    return to + decimals;
}

// Writes a number of at most nine decimals, as sensors tell them; null when `number` is none. Since it has at
// most 14 digits, no other text that is as short is read as the same double: std::to_chars() finds it too,
// but searches. Between these bounds it writes no exponent.
char* write_few_decimals(char* to, double number) {
    struct unit {
        int decimals;
        std::int64_t parts;
    };
    constexpr std::array<unit, 3> units{{{3, 1'000}, {6, 1'000'000}, {9, 1'000'000'000}}};
    const double size = std::abs(number);
    if (!(size >= 1e-3 && size < 1e5)) return nullptr;
    for (const auto [decimals, parts] : units) {
        const std::int64_t count = std::llround(size * static_cast<double>(parts));
        if (static_cast<double>(count) / static_cast<double>(parts) != size) continue;
        if (number < 0) *to++ = '-';
        to = std::to_chars(to, to + most_digits, count / parts).ptr;
        *to++ = '.';
        return write_fraction(to, count % parts, decimals);
    }
    return nullptr;
}

char* write_shortest(char* to, double number) {
    char* end = std::to_chars(to, to + most_digits, number).ptr;
    const bool is_integer = std::none_of(to, end, [](char c) { return c == '.' || c == 'e'; });
    return is_integer ? std::copy_n(".0", 2, end) : end;
}

void append_number(std::string& to, double number) {
    if (!std::isfinite(number)) {
        to += "null";
        return;
    }
    std::array<char, most_digits + 2> text;
    char* end = write_few_decimals(text.data(), number);
    if (end == nullptr) end = write_shortest(text.data(), number);
    to.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

void append_escaped(std::string& to, char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
        case '"':
            to += "\\\"";
            break;
        case '\\':
            to += "\\\\";
            break;
        case '\n':
            to += "\\n";
            break;
        case '\r':
            to += "\\r";
            break;
        case '\t':
            to += "\\t";
            break;
        default:
            to += "\\u00";
            to += hex[static_cast<unsigned char>(c) >> 4U];
            to += hex[static_cast<unsigned char>(c) & 0xFU];
    }
}

constexpr bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

struct json_writer {
    std::string& to;

    void operator()(std::monostate) const { to += "null"; }
    void operator()(bool truth) const { to += truth ? "true" : "false"; }
    void operator()(std::int64_t integer) const {
        std::array<char, most_digits> digits;
        const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), integer).ptr;
        to.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
    }
    void operator()(double number) const { append_number(to, number); }
    void operator()(const std::string& text) const { append_json_text(to, text); }
};

}  // namespace

void append_json_text(std::string& to, std::string_view text) {
    to += '"';
    const char* plain = text.data();
    const char* const end = plain + text.size();
    for (const char* at = plain; at != end; ++at) {
        if (!needs_escape(*at)) continue;
        to.append(plain, static_cast<std::size_t>(at - plain));
        append_escaped(to, *at);
        plain = at + 1;
    }
    to.append(plain, static_cast<std::size_t>(end - plain));
    to += '"';
}

void append_json(std::string& to, const value& what) {
    std::visit(json_writer{to}, what);
}

void append_json(std::string& to, const field_list& fields) {
    const char* between = "{";
    for (const field& each : fields) {
        to += between;
        append_json_text(to, each.name);
        to += ':';
        append_json(to, each.data);
        between = ",";
    }
    to += fields.empty() ? "{}" : "}";
}

std::string plain_text(const value& what) {
    if (const auto* text = std::get_if<std::string>(&what)) return *text;
    std::string made;
    append_json(made, what);
    return made;
}

}  // namespace weir
