#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"

namespace weir {

// The problems as people read them, in the order of their places, the first 50, each with its line of `text`
// and a caret; every line ends with a line feed. `name` stands for the file. Columns are counted in
// characters. The values at `secrets` (and every other password) are shown as ***.
std::string report(const problems& found, std::string_view text, const std::string& name,
                   const std::vector<place>& secrets = {});

}  // namespace weir
