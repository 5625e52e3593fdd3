#pragma once

#include <string>
#include <string_view>

#include "drivers/component.hpp"

namespace weir {

// Text with its control characters as \n, \x1b.
std::string escaped_text(std::string_view text);

// A setting as one would write it in braces, without what is only a default: "{columns: [a, b]}"; empty when
// nothing was written.
std::string setting_text(const setting& what);

// "csv {columns: [a, b]}", "range {t: [0, 5]} {drop: true}"; "-" for none.
std::string component_text(const component_use& use);

}  // namespace weir
