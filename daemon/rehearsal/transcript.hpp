#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "drivers/clock.hpp"

namespace weir {

// What came of one side of a rehearsal, in its order, and what of it was expected. Each entry is expected
// once; what came before it and was wanted as well is passed over.
template <class What>
class transcript {
public:
    enum class fate : std::uint8_t { open, expected, passed_over };
    struct entry {
        What what;
        monotonic_time at;
        fate became = fate::open;
    };
    static constexpr std::size_t most = 1'000'000;  // entries; no more are taken

    void add(What what, monotonic_time at) {
        if (!full()) all_.push_back({std::move(what), at});
    }
    void expect_last() {
        if (!all_.empty()) all_.back().became = fate::expected;
    }
    bool full() const { return all_.size() >= most; }

    // The first open one that is `right` is expected, and those before it that `could_be` as well as it are
    // passed over. False when there is none from index `looked_at` on, which then is behind them.
    template <class Right, class CouldBe>
    bool take(std::size_t& looked_at, const Right& right, const CouldBe& could_be) {
        for (; looked_at < all_.size(); ++looked_at) {
            entry& found = all_[looked_at];
            if (found.became != fate::open || !right(found.what)) continue;
            found.became = fate::expected;
            for (std::size_t before = 0; before < looked_at; ++before) {
                entry& each = all_[before];
                if (each.became == fate::open && could_be(each.what, found.what))
                    each.became = fate::passed_over;
            }
            return true;
        }
        return false;
    }

    const std::vector<entry>& all() const { return all_; }

private:
    std::vector<entry> all_;
};

}  // namespace weir
