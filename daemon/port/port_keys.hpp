#pragma once

#include <optional>
#include <string>

#include "drivers/port_list.hpp"
#include "drivers/usb_identity.hpp"

namespace weir {

// The keys of the configuration that mean this port, which `identity`, if any, tells from all others:
// `usb: "1546:01a7"`, `path: /dev/ttyAMA0`.
std::string keys_for(const port_info& port, const std::optional<usb_identity>& identity);

}  // namespace weir
