#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::doctor {

enum class state : std::uint8_t {
    ok,
    warning,  // weir works, perhaps not as it was meant
    problem,
    skipped,  // could not be looked at, or has nothing to do here; the text says why
};
// The names of states, in their order.
std::string_view name_of(state how);

struct finding {
    state how = state::ok;
    std::string text;  // what is wrong, and where; lines
    // What to do: lines for a shell, comments among them; together they can be copied.
    std::vector<std::string> remedy{};
};

}  // namespace weir::doctor
