#pragma once

#include <vector>

#include "config/secrets.hpp"
#include "config/settings.hpp"
#include "daemon/cli/text_table.hpp"

namespace weir {

// What a daemon with these settings opens, reads, subscribes to, publishes and can be told, for `weir check
// --explain`. No secret is in it.
std::vector<text_table> explain(const settings& all, const secrets& hidden);

}  // namespace weir
