#pragma once

#include "drivers/option.hpp"

namespace weir {

// The form of a file of tests, a group.
extern const shape test_file_form;

}  // namespace weir
