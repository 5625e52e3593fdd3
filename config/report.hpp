#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/secrets.hpp"
#include "drivers/option.hpp"

namespace weir {

// A file of a configuration; place::file is its index among all.
struct config_text {
    std::string name;  // as messages have it
    std::string text;
};

enum class severity : std::uint8_t { error, warning };

// The problems as people read them, in the order of their places, the first 50, each with its line of the
// file and a caret; every line ends with a line feed. Each place's file is there, the first always. Columns
// are counted in characters. Passwords are shown as ***, those that are known and those that the text seems
// to have.
std::string report(const problems& found, const std::vector<config_text>& files, const secrets& hidden = {},
                   severity as = severity::error);

// "weir.yaml:12:7", for messages; what is no text in the file's name is shown as `?`.
std::string show_place(place where, const std::vector<config_text>& files);

}  // namespace weir
