#pragma once

#include <vector>

#include "config/document.hpp"
#include "config/report.hpp"

namespace weir {

// One tree of several: maps merge, at every level; of anything else a second one is an error, and the first
// one counts. What is null adds nothing. There is at least one; `files` are those of all places.
node merge(std::vector<node> parts, const std::vector<config_text>& files, problems& found);

}  // namespace weir
