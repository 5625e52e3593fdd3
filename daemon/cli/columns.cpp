#include "daemon/cli/columns.hpp"

#include <algorithm>

#include "drivers/text.hpp"

namespace weir {

namespace {

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
}

// The bytes of `text` that its first `width` characters take.
std::size_t bytes_of(std::string_view text, std::size_t width) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (begins_character(text[at]) && width-- == 0) break;
    }
    return at;
}

}  // namespace

std::size_t text_width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string shown(std::string_view text) {
    std::string all;
    while (!text.empty()) {
        std::size_t size = 1;
        while (size < std::min<std::size_t>(4, text.size()) && !begins_character(text[size]))
            ++size;
        const std::string_view one = text.substr(0, size);
        all += is_text(one) && one != "\t" ? one : "?";
        text.remove_prefix(size);
    }
    return all;
}

std::string cut(std::string_view text, std::size_t width) {
    if (text_width(text) <= width) return std::string(text);
    if (width == 0) return {};
    return std::string(text.substr(0, bytes_of(text, width - 1))) + "…";
}

std::string left_column(std::string_view text, std::size_t width) {
    std::string column = cut(text, width);
    return column.append(width - text_width(column), ' ');
}

std::string right_column(std::string_view text, std::size_t width) {
    std::string column = cut(text, width);
    return column.insert(0, width - text_width(column), ' ');
}

}  // namespace weir
