#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/doctor/finding.hpp"
#include "daemon/doctor/visit.hpp"
#include "daemon/shell_word.hpp"

namespace weir::doctor {

struct check {
    const char* name;
    // At least one finding; one for each port where it is about ports.
    std::vector<finding> (*look)(const visit& at);
};

// All there are. A further one is a file with the check, and its name in the table.
std::span<const check* const> checks();

// The helper of checks that look at each serial port that is there: skipped where there is none.
std::vector<finding> for_each_device(const visit& at, finding (*judge)(const visit&, const used_port&));

// Lines of a remedy: the configuration in an editor, and what to do to it there.
std::string open_editor(const visit& at);
std::vector<std::string> edit(const visit& at, const std::string& what);

}  // namespace weir::doctor
