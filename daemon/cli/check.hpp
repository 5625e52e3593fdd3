#pragma once

#include <iosfwd>
#include <string>

namespace weir {

struct check_options {
    std::string config;
    bool strict = false;   // warnings are errors
    bool explain = false;  // say what the daemon would do
    bool json = false;     // the same, for machines
};

// `weir check`: exit code 0, with warnings on `errors` if there are any, or 78 with what is wrong.
int check_config(const check_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
