#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "drivers/probe/candidate.hpp"
#include "drivers/probe/guess.hpp"
#include "drivers/probe/heard.hpp"

namespace weir::probing {

// What `tried` makes of what was heard. The score is 0 when it makes nothing of it.
guess try_on(const candidate& tried, const heard& all);

}  // namespace weir::probing
