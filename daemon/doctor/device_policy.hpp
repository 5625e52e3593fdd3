#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/doctor/machine.hpp"
#include "daemon/doctor/service.hpp"

namespace weir::doctor {

// Whether the unit lets its service use the device at all, whatever the device's mode says.
bool policy_allows(const service& one, const machine& host, const std::string& device, unsigned driver);

// The number of a driver for characters in /proc/devices; any bytes are allowed. Nothing when it has no such.
std::optional<unsigned> driver_number(std::string_view proc_devices, std::string_view name);

}  // namespace weir::doctor
