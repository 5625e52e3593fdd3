#pragma once

#include <string>
#include <string_view>

#include "config/secrets.hpp"
#include "drivers/option.hpp"

namespace weir {

// The problems as people read them, in the order of their places, the first 50, each with its line of `text`
// and a caret; every line ends with a line feed. `name` stands for the file. Columns are counted in
// characters. Passwords are shown as ***, those that the tree knows and those that the text seems to have.
std::string report(const problems& found, std::string_view text, const std::string& name,
                   const secrets& hidden = {});

}  // namespace weir
