#include "drivers/text.hpp"

#include "drivers/raw/coding.hpp"

namespace weir {

void decode_text(std::string_view bytes, value& out) {
    std::string_view text = bytes.substr(0, bytes.find('\0'));
    while (text.ends_with(' '))
        text.remove_suffix(1);
    if (is_text(text)) {
        assign(out, text);
    } else {
        out = std::monostate();
    }
}

std::optional<std::string> encode_text(std::size_t size, const value& from, std::string& why) {
    const auto* text = std::get_if<std::string>(&from);
    if (text == nullptr || text->size() > size) {
        why = show_value(from) +
              (text == nullptr ? " is no text" : " is longer than " + std::to_string(size) + " bytes");
        return std::nullopt;
    }
    std::string bytes = *text;
    bytes.resize(size, '\0');
    return bytes;
}

}  // namespace weir
