#pragma once

#include <array>

#include "drivers/option.hpp"

namespace weir {

extern const std::array<option, 6> modbus_read_keys;    // of `modbus` in a source
extern const std::array<option, 11> modbus_write_keys;  // of `modbus` in a command

}  // namespace weir
