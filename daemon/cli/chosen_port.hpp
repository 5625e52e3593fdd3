#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "config/settings.hpp"

namespace weir {

// The port that `given` is, without a configuration: a path, which has a '/' in it, or tcp:HOST:PORT. Its
// line is the default. Nothing when it must be the name of one in a configuration.
std::optional<port_settings> port_by_hand(const std::string& given);

// The port of a configuration, or the exit code, when the reason is on `errors`.
struct port_choice {
    std::optional<port_settings> port;
    int exit_code = 0;
};
port_choice port_by_name(const std::string& name, const std::string& config, std::ostream& errors);

}  // namespace weir
