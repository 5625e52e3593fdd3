#pragma once

#include <string>

#include "config/settings.hpp"

// What parts of a configuration mean, as text: two of them are the same part if and only if their texts are
// equal. Places in the file do not count, defaults and what was inherited do, and what a part refers to
// counts by its name, so that parts of two files can be compared. Holds passwords: not to be shown.
namespace weir {

std::string fingerprint_of(const mqtt_settings& broker);
std::string fingerprint_of(const port_settings& port);
// `source` and `command` are of `all`. A source that joins others means what they mean, too.
std::string fingerprint_of(const source_settings& source, const settings& all);
std::string fingerprint_of(const command_settings& command, const settings& all);

}  // namespace weir
