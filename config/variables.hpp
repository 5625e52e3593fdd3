#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config_origin.hpp"
#include "drivers/option.hpp"

namespace weir {

struct substituted {
    std::string text;
    std::vector<std::string> values;  // of the variables that are in it
};

// `text` with ${VAR}, ${VAR:-default} (when it is not set or empty) and ${VAR:?message} (the same) replaced
// by what they stand for, and $$ by $. Any other $ is itself, and so is all that a variable or a default
// holds. Ends early when it is longer than `most`. Nothing, and the message and hint in `why`, when it cannot
// be done.
std::optional<substituted> substitute(std::string_view text, const variable_lookup& variable,
                                      std::size_t most, problem& why);

}  // namespace weir
