#pragma once

#include <string>

#include "config/settings.hpp"
#include "daemon/cli/text_table.hpp"

namespace weir {

// "500ms"; "-" for none.
std::string time_text(duration time);

// What the commands of `weir check --explain` are told, to whom, and when they run by themselves.
text_table command_table(const settings& all);

}  // namespace weir
