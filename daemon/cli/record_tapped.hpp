#pragma once

#include <iosfwd>

#include "daemon/cli/record.hpp"

namespace weir {

// Records a port of a running daemon, what is read from it and what is written to it, through the control
// socket. Gives the exit code.
int record_tapped(const record_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
