#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "drivers/component.hpp"

namespace weir {

struct load_result {
    std::optional<weir::settings> settings;  // absent when there is an error
    std::string errors;  // all of them, as `file:line:col: error: ...` with line and caret
};

// Reads and checks one file. Never throws for what the file holds; a file that cannot be read is an error
// too.
load_result load_config(const std::string& path, const catalogues& known);

// The same from memory; `name` stands for the file in messages.
load_result parse_config(std::string_view text, const std::string& name, const catalogues& known);

// The configuration reference (Markdown), from the same tables.
std::string reference(const catalogues& known);

}  // namespace weir
