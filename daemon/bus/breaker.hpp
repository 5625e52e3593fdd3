#pragma once

#include <cstddef>
#include <cstdint>

#include "drivers/value.hpp"

namespace weir {

// A circuit breaker for one device of a bus: once it has left a few questions in a row without an answer it
// is asked again only now and then, so that the others keep the bus's time. Pure.
class breaker {
public:
    static constexpr std::uint32_t most_unanswered = 3;  // in a row
    // Of the bus's time, what all the devices that do not answer may cost together: 1 / 20.
    static constexpr int share = 20;

    bool closed() const { return unanswered_ < most_unanswered; }
    // When it may be asked again: in the past while it is closed.
    monotonic_time retry_at() const { return retry_at_; }

    void answered();
    // A question took `cost` of the bus's time in vain. `dead`: how many devices of the bus do not answer,
    // this one included.
    void unanswered(monotonic_time now, duration cost, std::size_t dead);

private:
    std::uint32_t unanswered_ = 0;  // in a row
    monotonic_time retry_at_ = monotonic_time::min();
};

}  // namespace weir
