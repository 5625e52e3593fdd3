#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/config_origin.hpp"
#include "config/secrets.hpp"
#include "config/settings.hpp"
#include "drivers/component.hpp"

namespace weir {

struct load_result {
    std::optional<weir::settings> settings;  // absent when there is an error
    std::string errors;         // all of them, as `file:line:col: error: ...` with line and caret
    std::string warnings = {};  // the same; of what is right, and then perhaps not meant
    secrets hidden = {};        // what must not be shown of the settings
};

// Reads and checks a configuration: the file at `path`, conf.d/*.yaml beside it and what they include. Never
// throws for what the files hold; one that cannot be read is an error too.
load_result load_config(const std::string& path, const catalogues& known,
                        const config_origin& from = this_machine());

// The same from memory, one file without others and without variables; `name` stands for it in messages.
load_result parse_config(std::string_view text, const std::string& name, const catalogues& known);

// The configuration reference (Markdown), from the same tables.
std::string reference(const catalogues& known);

}  // namespace weir
