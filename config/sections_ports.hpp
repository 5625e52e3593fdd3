#pragma once

#include "drivers/option.hpp"

namespace weir {

// The form of one entry of `ports`.
extern const shape port_form;

}  // namespace weir
