#pragma once

#include <iosfwd>
#include <string>

namespace weir {

struct run_options {
    std::string config;
    std::string control;  // empty: the service manager's folder has the socket, and without one there is none
    std::string state;    // folder of what outlives the process; empty: the service manager's, or none
};

// `weir run`: the daemon, until SIGINT or SIGTERM. Exit code 0, or 78 with what is wrong with the
// configuration on `errors`; throws when the daemon cannot go on.
int run_daemon(const run_options& options, std::ostream& errors);

}  // namespace weir
