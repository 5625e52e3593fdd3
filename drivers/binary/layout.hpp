#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/raw/coding.hpp"

// A struct as a device sends it: which bits hold which value. Pure.
namespace weir::binary {

enum class content : std::uint8_t {
    number,
    truth,  // of any bits: true unless all are 0
    text,   // as decode_text() has it
    hex,    // bytes that mean nothing to us, as two small digits each
};

// One value.
struct item {
    std::string name;      // of its field; empty for a constant
    std::size_t at = 0;    // of its first byte
    std::size_t size = 1;  // bytes; of a number or a truth at most 8
    content is = content::number;
    // Of a number or a truth.
    bool little_endian = true;
    std::uint8_t shift = 0;  // its lowest bit in the integer that the bytes are
    number_form form{8};     // of its bits, from there up
    number_meaning as;
    std::optional<std::uint64_t> equals;  // a constant: the bits that must be there; makes no field
};

struct layout {
    std::vector<item> items;  // names are unique
    std::size_t size = 0;     // bytes; all items lie within
};
inline constexpr std::size_t most_items = 256;
inline constexpr std::size_t most_bytes = 4096;

// Adds the fields; NaN, the infinities and text that is none are null. False, and `out` unspecified, when a
// constant is another. `frame` has at least as.size bytes.
bool decode(const layout& as, std::string_view frame, sample& out);

// The frame, as.size bytes, that holds these values, one for each field by its name, as encode_number(),
// encode_bit() and encode_text() take them; padding is 0. No two items share a bit. Nothing, and `why`:
// "field 'hz': 6553.6 does not fit into u16: 0 to 6553.5", "field 'hz' has no value", "there is no field
// 'speed'".
std::optional<std::string> encode(const layout& as, std::span<const field> values, std::string& why);

}  // namespace weir::binary
