#include "config/sections_modbus.hpp"

#include <string_view>

#include "drivers/modbus/coding.hpp"
#include "drivers/raw/names.hpp"

namespace weir {

namespace {

constexpr shape address_form{.is = kind::integer, .min = 0, .max = 65535};
constexpr shape some_text{.is = kind::text, .min = 1, .max = 4096};
constexpr shape number_form{.is = kind::number};
constexpr shape type_form{.is = kind::choice, .choices = modbus::type_names};
constexpr shape order_form{.is = kind::choice, .choices = modbus::order_names};
constexpr shape length_form{.is = kind::integer, .unit = "registers", .min = 1, .max = 125};
constexpr shape every_form{.is = kind::duration, .min = 0.01, .max = 86400};

constexpr option unit_id{.name = "unit_id",
                         .form = {.is = kind::integer, .min = 0, .max = 255},
                         .preset = "1",
                         .help = "the device's address: 1 to 247; with Modbus TCP any"};
constexpr option type{.name = "type", .form = type_form, .preset = "u16", .help = "what the registers hold"};
constexpr option order{.name = "order",
                       .form = order_form,
                       .preset = "ABCD",
                       .help =
                           "the order of the bytes, A the most significant one: `ABCD` big endian, "
                           "`CDAB` words swapped, `BADC` bytes swapped, `DCBA` little endian"};
constexpr option length{.name = "length", .form = length_form, .help = "of text, which needs it"};
constexpr option scale{
    .name = "scale", .form = number_form, .preset = "1", .help = "value = raw * scale + offset"};
constexpr option offset{
    .name = "offset", .form = number_form, .preset = "0", .help = "value = raw * scale + offset"};
constexpr option names{.name = "enum",
                       .form = raw_names,
                       .help = "words for raw values: `{0: off, 1: on}`; other values stay numbers"};

constexpr std::array register_keys{
    option{.name = "input", .form = address_form, .help = "address of an input register, from 0"},
    option{.name = "holding", .form = address_form, .help = "address of a holding register, from 0"},
    option{.name = "coil", .form = address_form, .help = "address of a coil, from 0"},
    option{.name = "discrete", .form = address_form, .help = "address of a discrete input, from 0"},
    type,
    order,
    length,
    option{.name = "bit",
           .form = {.is = kind::integer, .min = 0, .max = 15},
           .help = "one bit of a register, 0 the lowest: true or false"},
    scale,
    offset,
    names,
    option{.name = "unit", .form = some_text, .help = "unit of measurement, as in `fields`"},
    option{.name = "class", .form = some_text, .help = "what is measured, as in `fields`"},
    option{.name = "every",
           .form = every_form,
           .help = "how often this one is read; the source's `every` when not given"},
};
constexpr shape register_form{.is = kind::group, .members = register_keys};

}  // namespace

constinit const std::array<option, 6> modbus_read_keys{
    unit_id,
    option{.name = "every", .form = every_form, .preset = "1s", .help = "how often the registers are read"},
    option{.name = "timeout",
           .form = {.is = kind::duration, .min = 0.01, .max = 60},
           .preset = "1s",
           .help = "how long an answer is waited for"},
    option{.name = "max_gap",
           .form = {.is = kind::integer, .unit = "registers", .min = 0, .max = 124},
           .preset = "8",
           .help = "a gap of so many registers between two that are wanted is read over; of bits 16 times as "
                   "many"},
    option{.name = "max_registers",
           .form = {.is = kind::integer, .unit = "registers", .min = 1, .max = 125},
           .preset = "125",
           .help = "how many the device gives in one answer; of bits 16 times as many"},
    option{.name = "registers",
           .form = {.is = kind::map, .min = 1, .max = 256, .item = &register_form},
           .help = "what is read, by the names of the fields; each has one of `input`, `holding`, `coil` and "
                   "`discrete`",
           .required = true},
};

constinit const std::array<option, 11> modbus_write_keys{
    unit_id,
    option{.name = "holding",
           .form = address_form,
           .help = "address of the holding register, from 0; it has this or `coil`"},
    option{.name = "coil", .form = address_form, .help = "address of the coil, from 0"},
    option{.name = "value",
           .form = some_text,
           .help = "what is written: a parameter, as `{name}`, or a constant",
           .required = true},
    type,
    order,
    length,
    scale,
    offset,
    names,
    option{.name = "multiple",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "writes one register or coil by function 16 or 15, for devices that lack 6 or 5"},
};

}  // namespace weir
