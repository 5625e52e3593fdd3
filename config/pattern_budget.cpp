#include "config/pattern_budget.hpp"

namespace weir {

namespace {

// About half a second; a whole one when all are beyond ASCII, since those are compiled twice.
constexpr std::size_t most_weight = 1'000'000;
constexpr std::size_t least = 20;  // of any attempt

}  // namespace

std::optional<pattern> pattern_budget::compile(std::string_view text, std::string& why) {
    if (spent_ > most_weight) {
        why = "the patterns of this file are too large together";
        return std::nullopt;
    }
    auto made = pattern::compile(text, why);
    // One that is too large took as long as the largest.
    const bool too_large = !made && text.find('{') != text.npos;
    spent_ += least + (made ? made->weight() : too_large ? pattern::heaviest : 0);
    return made;
}

}  // namespace weir
