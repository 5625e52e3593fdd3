#pragma once

#include <optional>
#include <string>

#include "drivers/modbus/protocol.hpp"
#include "drivers/modbus/settings.hpp"
#include "drivers/value.hpp"

namespace weir::modbus {

// The request that writes `what`. Nothing, and `why`, when the value does not fit.
std::optional<request> make_write(const write_settings& to, const value& what, std::string& why);

}  // namespace weir::modbus
