#pragma once

#include <iosfwd>

#include "daemon/cli/record.hpp"

namespace weir {

// Records a port that it opens itself, and nobody else has open. Gives the exit code.
int record_opened(const port_settings& port, const record_options& options, std::ostream& out,
                  std::ostream& errors);

}  // namespace weir
