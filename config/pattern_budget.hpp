#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "drivers/pattern.hpp"

namespace weir {

// Compiles the patterns of one file, as long as that does not take a hostile one for ever.
class pattern_budget {
public:
    // Nothing when it is no pattern, or when all patterns together are too large; `why` then says it.
    std::optional<pattern> compile(std::string_view text, std::string& why);

private:
    std::size_t spent_ = 0;
};

}  // namespace weir
