#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "drivers/value.hpp"

namespace weir {

struct probe_options {
    std::string port;                  // a path, tcp:HOST:PORT, or the name of one in the configuration
    std::string config;                // not read for a path or an address
    std::vector<std::uint32_t> bauds;  // in the order to try them; empty: the usual ones
    duration time = std::chrono::seconds(3);  // at each rate
    bool json = false;
};

// `weir probe`: opens the port as the daemon does, listens at each rate until one is sure, and writes to
// `out` what the device speaks as a part of a configuration. What it does meanwhile is on `errors`. Gives the
// exit code: 0; 1 nothing was found, or the port could not be opened; 2 there is no such port; 78 a bad
// configuration.
int probe_command(const probe_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
