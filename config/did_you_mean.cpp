#include <algorithm>
#include <vector>

#include "config/wording.hpp"

namespace weir {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Damerau's distance (optimal string alignment): letters changed, added, left out, or two swapped.
std::size_t mistakes(std::string_view one, std::string_view other) {
    const std::size_t width = other.size() + 1;
    std::vector<std::size_t> table((one.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
    for (std::size_t i = 0; i <= one.size(); ++i) {
        for (std::size_t j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                at(i, j) = i + j;
                continue;
            }
            const bool same = lower(one[i - 1]) == lower(other[j - 1]);
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && lower(one[i - 1]) == lower(other[j - 2]) &&
                                 lower(one[i - 2]) == lower(other[j - 1]);
            if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
        }
    }
    return at(one.size(), other.size());
}

std::size_t allowed_mistakes(std::string_view word) {
    return word.size() < 4 ? 1 : std::max<std::size_t>(2, word.size() / 3);
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> among) {
    constexpr std::size_t longest = 64;
    std::size_t fewest = allowed_mistakes(word) + 1;
    std::string_view best;
    for (const std::string_view candidate : among) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t shorter = std::min(word.size(), candidate.size());
        if (longer > longest || longer - shorter >= fewest) continue;
        const std::size_t made = mistakes(word, candidate);
        if (made < fewest && made < longer) {
            fewest = made;
            best = candidate;
        }
    }
    return best.empty() ? std::string() : "did you mean " + quote(best) + "?";
}

}  // namespace weir
