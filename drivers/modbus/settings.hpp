#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "drivers/modbus/coding.hpp"
#include "drivers/modbus/protocol.hpp"
#include "drivers/value.hpp"

// What is read from a device and what a command writes to it, checked: all fits into its table and into a
// request.
namespace weir::modbus {

struct register_settings {
    std::string name;  // of the field
    modbus::table table = modbus::table::holding;
    std::uint16_t address = 0;  // of its first register; counts from 0
    coding as{};
    duration every{};
};

struct read_settings {
    std::uint8_t unit = 1;
    duration timeout{};                            // for an answer
    std::uint16_t max_gap = 8;                     // registers that nobody wants and are read over
    std::uint16_t max_registers = most_registers;  // of one request; of bits 16 times as many
    std::vector<register_settings> registers;      // at least one, in the file's order; names are unique
    transport over = transport::rtu;               // as its port has it
};

struct write_settings {
    std::uint8_t unit = 1;                         // RTU: 0 is a broadcast
    modbus::table table = modbus::table::holding;  // or coil
    std::uint16_t address = 0;
    coding as{};
    bool multiple = false;
    // An index into the command's parameters, or the value itself.
    std::variant<std::size_t, value> what{};
    transport over = transport::rtu;  // as its port has it
};

}  // namespace weir::modbus
