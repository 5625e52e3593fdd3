#include "config/raw_text.hpp"

#include <algorithm>

#include "config/document.hpp"
#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

// A regular expression may hold a few; the parser's time grows with their number.
constexpr int most_open_brackets = 1000;

std::size_t offset_of(std::string_view text, std::uint32_t line) {
    std::size_t offset = 0;
    for (std::uint32_t number = 1; number < line; ++number) {
        const std::size_t end = text.find('\n', offset);
        if (end == text.npos) return text.size();
        offset = end + 1;
    }
    return offset;
}

int bracket_step(char c) {
    if (c == '[' || c == '{') return 1;
    return c == ']' || c == '}' ? -1 : 0;
}

std::string what_is_bad(std::string_view text, std::size_t size) {
    if (size == 0) return "not valid UTF-8: byte " + show_hex(static_cast<unsigned char>(text.front()));
    return "control character " + show_hex(static_cast<unsigned char>(text[size - 1]));
}

}  // namespace

std::optional<problem> why_unreadable(std::string_view text) {
    if (text.size() > most_document_bytes) return problem{{1, 1}, "the file is larger than 1 MiB", {}};
    place here{1, 1};
    int open = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_size(text.substr(at));
        if (size == 0) return problem{here, what_is_bad(text.substr(at), 0), "save the file as UTF-8"};
        if (is_control(text.substr(at, size))) {
            return problem{here, what_is_bad(text.substr(at), size),
                           "in double quotes one may write \"\\x1B\""};
        }
        open = std::max(0, open + bracket_step(text[at]));
        if (open > most_open_brackets) {
            return problem{here, "nested deeper than " + std::to_string(most_document_depth) + " levels", {}};
        }
        here = text[at] == '\n' ? place{here.line + 1, 1}
                                : place{here.line, here.column + static_cast<std::uint32_t>(size)};
        at += size;
    }
    return std::nullopt;
}

std::string_view line_of(std::string_view text, std::uint32_t number) {
    text.remove_prefix(offset_of(text, number));
    return without_line_end(text.substr(0, text.find('\n')));
}

place place_within(std::string_view text, place where) {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    if (last == text.npos) return {1, 1};
    const auto end = text.substr(0, last);
    const auto last_line = static_cast<std::uint32_t>(std::count(end.begin(), end.end(), '\n')) + 1;
    if (where.line <= last_line) return where;
    return {last_line, static_cast<std::uint32_t>(last - offset_of(text, last_line)) + 1};
}

bool is_unclosed_quote(std::string_view text, place where) {
    const std::size_t start = offset_of(text, where.line) + where.column - 1;
    if (start >= text.size() || (text[start] != '"' && text[start] != '\'')) return false;
    const char quote = text[start];
    for (std::size_t at = start + 1; at < text.size(); ++at) {
        const bool doubled = quote == '\'' && text.substr(at).starts_with("''");
        if (doubled || (quote == '"' && text[at] == '\\')) {
            ++at;
        } else if (text[at] == quote) {
            return false;
        }
    }
    return true;
}

std::size_t character_size(std::string_view text) {
    for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
        if (is_utf8(text.substr(0, size))) return size;
    }
    return 0;
}

bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    if (character.size() == 1)
        return (first < 0x20 && first != '\t' && first != '\n' && first != '\r') || first == 0x7F;
    return character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

}  // namespace weir
