#include "daemon/doctor/finding.hpp"

#include <array>

namespace weir::doctor {

std::string_view name_of(state how) {
    constexpr std::array<std::string_view, 4> names{"ok", "warning", "problem", "skipped"};
    return names.at(static_cast<std::size_t>(how));
}

}  // namespace weir::doctor
