#include "daemon/tap/tap_step.hpp"

#include <algorithm>

namespace weir {

tap_steps tap_steps::usual() {
    tap_steps all;
    for (std::size_t step = 0; step < tap_step_names.size(); ++step) {
        if (static_cast<tap_step>(step) != tap_step::read) all.add(static_cast<tap_step>(step));
    }
    return all;
}

std::optional<tap_steps> tap_steps::of(std::string_view name) {
    tap_steps some;
    if (name == "raw") {
        some.add(tap_step::read);
        some.add(tap_step::write);
        return some;
    }
    const auto* const found = std::ranges::find(tap_step_names, name);
    if (found == tap_step_names.end()) return std::nullopt;
    some.add(static_cast<tap_step>(found - tap_step_names.begin()));
    return some;
}

}  // namespace weir
