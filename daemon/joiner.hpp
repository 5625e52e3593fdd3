#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "drivers/value.hpp"

namespace weir {

// Makes one sample of those of several sources (docs/sources.md). A field is called SOURCE.FIELD; the sample
// arrived when the last of them did, and is bad if one is, else stale if one is. Pure.
class joiner {
public:
    // With `within`, of each source. Then the one that waited longest goes.
    static constexpr std::size_t most_waiting = 256;

    // `names` are the sources'. `within` zero: the latest values.
    joiner(const std::vector<std::string>& names, duration within);

    // Source `who`, an index into the names, has said `what`. True: `made` is a joined sample.
    bool take(std::size_t who, const sample& what, sample& made);
    // What the source has said last is no longer so: without `within`, its values are left out until it says
    // something again.
    void forget(std::size_t who) { parts_[who].is_current = false; }

    // Samples that found no partner.
    std::uint64_t unmatched() const { return unmatched_; }

private:
    struct part {
        std::string prefix;          // of its fields' names
        std::deque<sample> waiting;  // by arrival; without `within`, at most the latest
        bool is_current = false;     // the latest counts
    };
    void keep_latest(part& of, const sample& what);
    void wait(part& of, const sample& what);
    void drop_hopeless();
    void drop_first(part& of);
    bool all_have_samples() const;
    void rename(const part& of, const sample& what, sample& into);

    const duration within_;
    std::vector<part> parts_;
    std::vector<sample> spare_;  // their memory is used again
    std::string name_;
    std::uint64_t unmatched_ = 0;
};

// Indexes of `all` in an order in which a join comes after what it joins.
std::vector<std::size_t> joined_first(const std::vector<source_settings>& all);

}  // namespace weir
