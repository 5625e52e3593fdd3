#pragma once

#include <iosfwd>
#include <string>

namespace weir {

// `weir tasks`: asks the daemon behind the control socket `path` (empty: the default one) for its task tree.
// Exit code 0, or 1 with the reason on `errors`.
int show_tasks(const std::string& path, bool json, std::ostream& out, std::ostream& errors);

}  // namespace weir
