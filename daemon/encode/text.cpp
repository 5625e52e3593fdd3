#include <array>
#include <charconv>
#include <cmath>

#include "daemon/encode/format.hpp"

namespace weir {

namespace {

void append_number(std::string& to, double number) {
    if (!std::isfinite(number)) {
        to += "null";
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    to += text;
    if (text.find_first_of(".e") == std::string_view::npos) to += ".0";
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

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

struct json_writer {
    std::string& to;

    void operator()(std::monostate) const { to += "null"; }
    void operator()(bool truth) const { to += truth ? "true" : "false"; }
    void operator()(std::int64_t integer) const {
        std::array<char, 24> digits{};
        to.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), integer).ptr);
    }
    void operator()(double number) const { append_number(to, number); }
    void operator()(const std::string& text) const { append_json_text(to, text); }
};

}  // namespace

void append_json_text(std::string& to, std::string_view text) {
    to += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape(text[i])) continue;
        to += text.substr(plain, i - plain);
        append_escaped(to, text[i]);
        plain = i + 1;
    }
    to += text.substr(plain);
    to += '"';
}

void append_json(std::string& to, const value& what) {
    std::visit(json_writer{to}, what);
}

std::string plain_text(const value& what) {
    if (const auto* text = std::get_if<std::string>(&what)) return *text;
    std::string made;
    append_json(made, what);
    return made;
}

}  // namespace weir
