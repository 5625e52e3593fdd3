#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "daemon/joiner.hpp"
#include "daemon/source.hpp"

namespace weir {

// Feeds a source from those that it joins, with what they publish, and says whether it is available: while
// all of them are. Who speaks never waits for it: what finds no room in the outbox waits, and beyond so many
// messages the joined samples are dropped and counted. Loop's thread alone.
class join_input final : public sample_listener {
public:
    static constexpr std::size_t most_waiting = 1'000;  // messages

    // `reader` has a join; `joined` are its sources, in the order of its settings. All must outlive the
    // input.
    join_input(source& reader, std::vector<source*> joined);
    join_input(const join_input&) = delete;
    join_input& operator=(const join_input&) = delete;
    ~join_input() = default;

    // Again, when they have come to be followed by nobody.
    void follow();

    void heard(const source_settings& from, const sample& what, monotonic_time now) override;
    void available(const source_settings& from, bool yes) override;

    std::uint64_t dropped() const { return dropped_; }  // joined samples
    std::uint64_t unmatched() const { return joiner_.unmatched(); }

private:
    std::size_t index_of(const source_settings& from) const;
    void look_at_sources();

    source& reader_;
    const std::vector<source*> joined_;
    joiner joiner_;
    sample made_;
    bool up_ = false;
    std::uint64_t dropped_ = 0;
};

}  // namespace weir
