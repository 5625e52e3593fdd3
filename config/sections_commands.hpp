#pragma once

#include "drivers/option.hpp"

namespace weir {

extern const shape command_form;  // one entry of `commands`

}  // namespace weir
