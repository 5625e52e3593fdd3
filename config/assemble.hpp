#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config_origin.hpp"
#include "config/document.hpp"
#include "config/report.hpp"
#include "config/secrets.hpp"

namespace weir {

inline constexpr std::size_t most_include_depth = 16;

// A configuration's files as one document: conf.d merged, `!include` and `!secret` followed, variables
// replaced. What is wrong with one of these is in `found`, and the tree has an unknown node in its place.
struct assembled {
    std::optional<node> root;        // a map; nothing when a file could not be used at all
    std::vector<config_text> files;  // the first is the main file
    secrets hidden;
    problems found;
    problems warnings;
};

assembled assemble(const std::string& path, const config_origin& from);

}  // namespace weir
