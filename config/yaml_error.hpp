#pragma once

#include <string_view>

#include "drivers/option.hpp"

namespace weir {

// What yaml-cpp says of `text`, in words that help; its own where they do. The place is one of the text's.
problem explain_yaml_error(std::string_view message, place at, std::string_view text);

}  // namespace weir
