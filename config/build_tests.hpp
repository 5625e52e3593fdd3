#pragma once

#include <vector>

#include "config/test_file.hpp"
#include "drivers/option.hpp"

namespace weir {

// From a filled test_file_form to the tests, with the checks that no table can express. Complete only if no
// problem was found, here or before.
std::vector<test_case> build_tests(const setting& tests, const settings& tested, problems& found);

}  // namespace weir
