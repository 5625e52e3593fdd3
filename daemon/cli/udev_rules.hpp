#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "drivers/port_list.hpp"

namespace weir {

// What udev is to do with a configuration's serial adapters: a link /dev/weir/PORT, the group's access, no
// ModemManager, and for `low_latency` the adapter's timer.
struct udev_rules {
    std::string text;                   // a file of rules, which ends with a line feed
    std::vector<std::string> warnings;  // of the ports that should have a rule and got none: "port gps: ..."
};

// `present` are the ports that are there now, and target_of() tells which device a path means. A port that is
// given by a path gets a rule when it is a USB adapter and there. No text of a device or a configuration gets
// into a rule that does not stand there as it is.
udev_rules udev_rules_of(const settings& all, const std::vector<port_info>& present,
                         const std::function<std::string(const std::string&)>& target_of);

// `weir udev-rules`: for the adapters of the configuration in this file. The exit code.
int print_udev_rules(const std::string& config, std::ostream& out, std::ostream& errors);

}  // namespace weir
