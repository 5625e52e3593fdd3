#include <algorithm>

#include "drivers/binary/layout.hpp"
#include "drivers/text.hpp"

namespace weir::binary {

namespace {

void put(const item& one, std::uint64_t bits, std::string& frame) {
    bits <<= one.shift;
    for (std::size_t i = 0; i < one.size; ++i) {
        const std::size_t at = one.at + (one.little_endian ? i : one.size - 1 - i);
        frame[at] = static_cast<char>(static_cast<std::uint8_t>(frame[at]) | ((bits >> (8 * i)) & 0xFFU));
    }
}

std::optional<std::string> hex_bytes(std::size_t size, const value& from, std::string& why) {
    const auto* digits = std::get_if<std::string>(&from);
    auto bytes = digits == nullptr ? std::nullopt : from_hex(*digits);
    if (bytes && bytes->size() == size) return bytes;
    why = show_value(from) + " is not " + std::to_string(2 * size) + " hexadecimal digits";
    return std::nullopt;
}

std::optional<std::uint64_t> bits_in(const item& one, const value& from, std::string& why) {
    if (one.is == content::number) return encode_number(one.form, one.as, from, why);
    const auto truth = encode_bit(one.as, from, why);
    return truth ? std::optional(std::uint64_t{*truth ? 1U : 0U}) : std::nullopt;
}

bool put(const item& one, const value& from, std::string& frame, std::string& why) {
    if (one.is == content::number || one.is == content::truth) {
        const auto bits = bits_in(one, from, why);
        if (bits) put(one, *bits, frame);
        return bits.has_value();
    }
    const auto bytes =
        one.is == content::text ? encode_text(one.size, from, why) : hex_bytes(one.size, from, why);
    if (bytes) frame.replace(one.at, one.size, *bytes);
    return bytes.has_value();
}

const value* find(std::span<const field> values, std::string_view name) {
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const field& each) { return each.name == name; });
    return found == values.end() ? nullptr : &found->data;
}

// The name of a value that has no item; null when all have one.
const std::string* find_stranger(const layout& as, std::span<const field> values) {
    for (const field& each : values) {
        const bool known = std::any_of(as.items.begin(), as.items.end(),
                                       [&](const item& one) { return !one.equals && one.name == each.name; });
        if (!known) return &each.name;
    }
    return nullptr;
}

}  // namespace

std::optional<std::string> encode(const layout& as, std::span<const field> values, std::string& why) {
    if (const std::string* name = find_stranger(as, values)) {
        why = "there is no field '" + readable(*name, 64) + "'";
        return std::nullopt;
    }
    std::string frame(as.size, '\0');
    for (const item& one : as.items) {
        const value* given = one.equals ? nullptr : find(values, one.name);
        if (one.equals) {
            put(one, *one.equals, frame);
        } else if (given == nullptr) {
            why = "field '" + one.name + "' has no value";
            return std::nullopt;
        } else if (!put(one, *given, frame, why)) {
            why.insert(0, "field '" + one.name + "': ");
            return std::nullopt;
        }
    }
    return frame;
}

}  // namespace weir::binary
