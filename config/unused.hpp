#pragma once

#include "config/settings.hpp"
#include "drivers/option.hpp"

namespace weir {

// What a right configuration defines and does not use: a port without source and command, a key of the
// top-level `publish` that every output says itself, mqtt.disconnect_grace without a command that runs then.
void warn_of_unused(const setting& root, const settings& all, problems& warnings);

}  // namespace weir
