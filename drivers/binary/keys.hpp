#pragma once

#include <array>

#include "drivers/option.hpp"
#include "drivers/raw/names.hpp"

// How a layout is written in the configuration.
namespace weir::binary {

inline constexpr std::array<std::string_view, 15> type_names{
    "u8", "i8", "u16", "i16", "u24", "i24", "u32", "i32", "u64", "i64", "f32", "f64", "bool", "text", "hex"};
inline constexpr std::array<std::string_view, 2> order_names{"little", "big"};

inline constexpr option order_key{.name = "order",
                                  .form = {.is = kind::choice, .choices = order_names},
                                  .preset = "little",
                                  .help =
                                      "which byte of a number comes first, its lowest (`little`) or its "
                                      "highest (`big`)"};

// --- What a field and a part of its bits have in common

inline constexpr option scale_key{
    .name = "scale", .form = {.is = kind::number}, .help = "value = raw * scale + offset"};
inline constexpr option offset_key{
    .name = "offset", .form = {.is = kind::number}, .help = "value = raw * scale + offset"};
inline constexpr option enum_key{
    .name = "enum",
    .form = raw_names,
    .help = "words for raw values: `{0: off, 1: on}`; other values stay numbers"};

// --- bits: {alarm: 3, mode: {bit: 0, size: 2}}

inline constexpr option bit_keys[] = {
    {.name = "bit",
     .form = {.is = kind::integer, .min = 0, .max = 63},
     .help = "its lowest bit; 0 is the lowest of the number",
     .required = true},
    {.name = "size",
     .form = {.is = kind::integer, .unit = "bits", .min = 1, .max = 64},
     .help = "a number of so many bits; without it one bit is `true` or `false`"},
    scale_key,
    offset_key,
    enum_key,
};
inline constexpr shape bit_group{.is = kind::group, .members = bit_keys};
inline constexpr shape bit_form{.is = kind::integer, .min = 0, .max = 63, .or_else = &bit_group};

// --- fields: [{name: temperature, type: i16, scale: 0.01}]

inline constexpr option field_keys[] = {
    {.name = "name",
     .form = {.is = kind::text, .min = 1, .max = 64},
     .help =
         "letters, digits, `_`, `-`, `.` and any non-ASCII letter; needless with `equals` and `skip`, and "
         "with `bits`, whose names it stands before"},
    {.name = "type",
     .form = {.is = kind::choice, .choices = type_names},
     .help = "what the bytes hold: integers without and with sign, floats, and others",
     .required = true,
     .unless = "skip"},
    {.name = "size",
     .form = {.is = kind::integer, .unit = "bytes", .min = 1, .max = 255},
     .help = "of `text` and `hex`, which need it"},
    {.name = "count",
     .form = {.is = kind::integer, .min = 1, .max = 64},
     .help = "so many one behind the other: the fields `NAME.0`, `NAME.1` ..."},
    {.name = "order",
     .form = {.is = kind::choice, .choices = order_names},
     .help = "of this number's bytes, where it differs from the others'"},
    {.name = "at",
     .form = {.is = kind::integer, .unit = "bytes", .min = 0, .max = 4095},
     .help = "where it begins, from the frame's beginning; without it behind the field before"},
    scale_key,
    offset_key,
    enum_key,
    {.name = "bits",
     .form = {.is = kind::map, .min = 1, .max = 64, .item = &bit_form},
     .help =
         "fields that are parts of this integer, by their names: the number of one bit, 0 the lowest, or a "
         "map"},
    {.name = "equals",
     .form = {.is = kind::integer},
     .help = "what the integer must be: a frame with another is refused; makes no field"},
    {.name = "skip",
     .form = {.is = kind::integer, .unit = "bytes", .min = 1, .max = 4096},
     .help = "bytes that mean nothing; stands alone"},
};
inline constexpr shape field_group{.is = kind::group, .members = field_keys};

inline constexpr option fields_key{
    .name = "fields",
    .form = {.is = kind::list, .min = 1, .max = 256, .item = &field_group},
    .help = "what the frame consists of; each begins where the one before has ended",
    .required = true};

}  // namespace weir::binary
