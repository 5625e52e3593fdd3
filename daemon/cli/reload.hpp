#pragma once

#include <iosfwd>
#include <string>

namespace weir {

// `weir reload`: has the daemon at the control socket `path` (empty: default_control_path()) read its
// configuration again, waits for the end of that and says what has changed. Gives the exit code: exit_config,
// and what is wrong, when the file is bad and the daemon goes on as it was.
int reload_daemon(const std::string& path, std::ostream& out, std::ostream& errors);

}  // namespace weir
