#pragma once

#include <cstdint>

#include "drivers/serial_line.hpp"
#include "drivers/value.hpp"

namespace weir::modbus {

// Of one character with its start bit: 7 to 12. RTU has 11 (V1.02, 2.5.1), and many devices 10.
unsigned character_bits(const serial_line& line);

// The silence between two frames of RTU (V1.02, 2.5.1.1): 3.5 characters; 1.75 ms above 19,200 Bd. `baud` is
// not 0.
duration silent_gap(std::uint32_t baud, unsigned bits_of_character);

}  // namespace weir::modbus
