#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "daemon/bus/breaker.hpp"
#include "drivers/value.hpp"

namespace weir {

// Which of the things that are asked regularly on one bus has its turn: the one that has been due longest,
// of those whose device answers or may be tried again. What could not be asked in time is not made up for.
// Pure.
class poll_queue {
public:
    struct item {
        std::size_t device;  // whose breaker it has: counts from 0
        duration every;
    };
    explicit poll_queue(const std::vector<item>& items);

    // `which` of these is what `was` was there: it keeps its beat, and its device's breaker.
    void take_over(std::size_t which, const poll_queue& there, std::size_t was);
    // This one alone is due.
    void start(std::size_t which, monotonic_time now) { entries_[which].due = now; }
    // The line has opened: all are due, and each device counts as answering.
    void start(monotonic_time now);

    std::optional<std::size_t> next(monotonic_time now) const;
    // When next() has one; never when there is none at all.
    monotonic_time due() const;

    // The ends of a turn that began at `asked_at`.
    void answered(std::size_t which, monotonic_time asked_at);
    void unanswered(std::size_t which, monotonic_time asked_at, monotonic_time now);
    // It was not asked although it was its turn.
    void passed(std::size_t which, monotonic_time now) { reschedule(which, now); }
    // It keeps its turn; its device has answered.
    void heard(std::size_t which) { devices_[entries_[which].what.device].answered(); }

    bool answers(std::size_t device) const { return devices_[device].closed(); }
    monotonic_time retry_at(std::size_t device) const { return devices_[device].retry_at(); }

private:
    struct entry {
        item what;
        monotonic_time due;
    };
    monotonic_time possible_at(const entry& one) const;
    std::size_t count_dead() const;
    void reschedule(std::size_t which, monotonic_time asked_at);

    std::vector<entry> entries_;
    std::vector<breaker> devices_;
};

}  // namespace weir
