#pragma once

#include <string_view>
#include <vector>

#include "drivers/probe/candidate.hpp"

namespace weir::probing {

// Which csv these bytes may be: one candidate a delimiter that makes rows of one count of columns, numbers
// enough among them.
std::vector<candidate> csv_candidates(std::string_view bytes, line_end by);

}  // namespace weir::probing
