#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/doctor/machine.hpp"
#include "daemon/doctor/unit_file.hpp"

namespace weir::doctor {

inline constexpr const char* unit_name = "weir.service";
// The line for a shell that follows a change of the unit.
inline constexpr const char* start_anew = "sudo systemctl daemon-reload && sudo systemctl restart weir";

// weir as a service of the machine.
struct service {
    std::string path;      // of the unit that counts
    std::string shadowed;  // one further down that it hides; empty: none
    bool masked = false;
    std::string text;  // of the unit alone
    unit_file unit;    // with its drop-ins
};

// Nothing when no unit is installed.
std::optional<service> find_service(const machine& host);

// Whom it runs as, with the groups that the unit gives it.
person user_of(const service& one, const machine& host);

// The file that it reads.
std::string configuration_of(const service& one);

// Lines of a shell that add `assignment` to its [Service], in a file that is called `name` and is
// overwritten, and start it again.
std::vector<std::string> drop_in(const std::string& name, const std::string& assignment);

}  // namespace weir::doctor
