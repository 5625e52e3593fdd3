#include "daemon/bytes_text.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "drivers/text.hpp"

namespace weir {

namespace {

bool is_plain(char c) {
    return c >= ' ' && c < 0x7F;
}

bool is_mostly_text(std::string_view bytes) {
    const auto odd = std::ranges::count_if(
        bytes, [](char c) { return !is_plain(c) && c != '\n' && c != '\r' && c != '\t'; });
    return static_cast<std::size_t>(odd) * 4 <= bytes.size() || is_text(bytes);
}

std::string hex_text(std::string_view bytes) {
    std::string all;
    for (const char c : bytes)
        all += fmt::format("{}{:02x}", all.empty() ? "" : " ", static_cast<unsigned char>(c));
    return all;
}

std::string escaped(char c) {
    switch (c) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        case '\\':
            return "\\\\";
        default:
            return is_plain(c) ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
}

}  // namespace

std::string bytes_text(std::string_view bytes) {
    if (bytes.empty()) return "\"\"";
    if (is_text(bytes) && bytes.find_first_of("\\\t") == bytes.npos) return std::string(bytes);
    if (!is_mostly_text(bytes)) return hex_text(bytes);
    std::string all;
    for (const char c : bytes)
        all += escaped(c);
    return all;
}

}  // namespace weir
