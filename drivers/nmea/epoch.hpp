#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "drivers/nmea/sentence.hpp"
#include "drivers/value.hpp"

namespace weir::nmea {

// Writes the fields, in the order of weir's documentation. Of an invalid reading: fix `none`, and neither
// position nor motion. Adds nothing when nothing was told; does not set `arrived`.
void write(const reading& told, sample& out);

// Gathers the sentences that tell of one moment. Bounded, whatever a device sends.
class epoch {
public:
    epoch() { heard_.reserve(max_heard); }

    bool empty() const { return heard_.empty(); }
    // Whether the sentence may be of this moment: not when it has another time of day, nor when it came
    // already (GSA and GSV come in groups and may).
    bool takes(const sentence& from, const reading& told) const;
    // Only what takes() takes.
    void add(const sentence& from, const reading& told, monotonic_time arrived);
    // With `arrived` of the first sentence.
    void write(sample& out) const;
    void clear();

private:
    struct sentence_kind {
        std::array<char, 5> address{};
        std::int64_t sats_in_view = 0;
    };
    static constexpr std::size_t max_heard = 64;

    std::size_t position(const sentence& from) const;  // in heard_; its size when there is none

    reading told_;
    std::vector<sentence_kind> heard_;
    monotonic_time arrived_{};
};

}  // namespace weir::nmea
