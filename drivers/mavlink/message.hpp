#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/mavlink/crc.hpp"

// What a message of MAVLink is: its fields as they lie on the wire
// (https://mavlink.io/en/guide/serialization.html) and how each is published. Offsets, sizes and CRC_EXTRA
// follow from them.
namespace weir::mavlink {

// Little-endian. `text` is an array of char.
enum class value_type : std::uint8_t { u8, i8, u16, i16, u32, i32, u64, f32, text };

constexpr std::size_t size_of(value_type type) {
    constexpr std::array<std::uint8_t, 9> sizes{1, 1, 2, 2, 4, 4, 8, 4, 1};
    return sizes.at(static_cast<std::size_t>(type));
}
constexpr bool is_signed(value_type type) {
    return type == value_type::i8 || type == value_type::i16 || type == value_type::i32;
}

struct message_field {
    value_type type;
    std::string_view name;   // in the definition
    std::uint8_t count = 0;  // of an array's elements; 0: it is none
    bool extension = false;  // came later: not in CRC_EXTRA, and not in MAVLink 1

    std::string_view as = {};  // in the sample; none: it is left out. Of an array: `as.0`, `as.1`, ...
    double per = 1;            // integers: the value is raw / per; 1: it remains an integer
    std::span<const std::int64_t> unknown = {};  // raw integers that stand for none
    std::span<const std::string_view> words =
        {};  // of the raw integers from 0 on; an empty one: there is none
    // Besides, true or false in the field `flag`: whether a bit of `mask` is set.
    std::string_view flag = {};
    std::uint32_t mask = 0;
    // An array: its elements count from `first`; those that are unknown are left out; the others' sum is
    // added to the field `sum`.
    std::uint8_t first = 0;
    std::string_view sum = {};
};

constexpr std::size_t size_of(const message_field& field) {
    return size_of(field.type) * std::max<std::size_t>(field.count, 1);
}

struct message {
    std::uint32_t id;
    std::string_view name;
    std::span<const message_field> fields;  // in the order of the wire, extensions last
    std::uint8_t crc_extra;
    std::uint8_t least_size;  // bytes of the payload without extensions
    std::uint8_t size;
};

// "uint8_t": what CRC_EXTRA is computed with.
constexpr std::string_view name_of(value_type type) {
    constexpr std::array<std::string_view, 9> names{"uint8_t", "int8_t",   "uint16_t", "int16_t", "uint32_t",
                                                    "int32_t", "uint64_t", "float",    "char"};
    return names.at(static_cast<std::size_t>(type));
}

// Of the name and the fields that are no extensions.
constexpr std::uint8_t crc_extra_of(std::string_view name, std::span<const message_field> fields) {
    std::uint16_t crc = crc_with(crc_with(crc_start, name), " ");
    for (const message_field& field : fields) {
        if (field.extension) continue;
        crc = crc_with(crc_with(crc, name_of(field.type)), " ");
        crc = crc_with(crc_with(crc, field.name), " ");
        if (field.count > 0) crc = crc_with(crc, field.count);
    }
    return static_cast<std::uint8_t>((crc & 0xFFU) ^ (crc >> 8U));
}

constexpr message defined(std::uint32_t id, std::string_view name, std::span<const message_field> fields) {
    std::size_t least = 0;
    std::size_t all = 0;
    for (const message_field& field : fields) {
        all += size_of(field);
        if (!field.extension) least = all;
    }
    return {id,
            name,
            fields,
            crc_extra_of(name, fields),
            static_cast<std::uint8_t>(least),
            static_cast<std::uint8_t>(all)};
}

// Fields are sorted by the size of their type, the greatest first; extensions follow unsorted.
constexpr bool is_in_wire_order(const message& what) {
    for (std::size_t i = 1; i < what.fields.size(); ++i) {
        const message_field& before = what.fields[i - 1];
        const message_field& field = what.fields[i];
        if (field.extension) continue;
        if (before.extension || size_of(before.type) < size_of(field.type)) return false;
    }
    return true;
}

// Null when we do not know it.
const message* find_message(std::uint32_t id);

}  // namespace weir::mavlink
