#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

std::vector<finding> look(const visit& at) {
    const std::string file = shell_word(at.config);
    const std::vector<std::string> edit{"sudoedit " + file, "weir check -c " + file};
    const auto theirs = at.host.rights_of(at.config);
    if (!at.has_settings() && theirs && !may(at.host.us(), *theirs, may_read))
        return {{state::problem, at.loaded.errors, {"sudo weir doctor -c " + file}}};
    if (!at.has_settings()) return {{state::problem, at.loaded.errors, edit}};
    if (!at.loaded.warnings.empty()) return {{state::warning, at.loaded.warnings, edit}};
    return {{state::ok, at.config + " is right"}};
}

}  // namespace

extern const check configuration_check{"configuration", look};

}  // namespace weir::doctor
