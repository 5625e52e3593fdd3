#pragma once

#include <optional>
#include <string>

#include "drivers/modbus/protocol.hpp"
#include "drivers/modbus/settings.hpp"
#include "drivers/value.hpp"

namespace weir::modbus {

// The request that writes `what`. Nothing, and `why`, when the value does not fit.
std::optional<request> make_write(const write_settings& to, const value& what, std::string& why);

// Whether the device answers: it does, but to a broadcast of RTU.
bool awaits_answer(const write_settings& to);

}  // namespace weir::modbus
