#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "config/settings.hpp"
#include "drivers/value.hpp"

namespace weir {

struct record_options {
    std::string port;     // a path, tcp:HOST:PORT, or a name
    std::string config;   // whose port the name is; empty: the running daemon's
    std::string control;  // the daemon's socket; empty: the default one
    std::string file;
    std::uint64_t max_size = std::uint64_t{64} * 1024 * 1024;  // bytes
    std::optional<duration> time;                              // none: until it is interrupted
    std::optional<serial_line> line;                           // of a path; none: the default
};

// `weir record`: writes what a port says into the file until the time is over, the file is full or SIGINT or
// SIGTERM comes, and says on `out` how much it was. Opens the port as the daemon does, and waits for one that
// goes away; or listens to a daemon that has it open. Gives the exit code: 0; 1 the port could not be opened,
// the daemon does not answer, does not know it or has ended, or the file could not be written, with the
// reason on `errors`; 2 there is no such port; 78 a bad configuration.
int record_command(const record_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
