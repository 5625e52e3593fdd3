#pragma once

#include <chrono>
#include <cstdint>

namespace weir {

using duration = std::chrono::nanoseconds;
using wall_time = std::chrono::sys_time<std::chrono::nanoseconds>;

class driven_time;

// The machine's steady clock, or the driven time while there is one.
class monotonic_clock {
public:
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<monotonic_clock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept {
        if (driven_by != nullptr) [[unlikely]]
            return driven_now();
        return time_point(std::chrono::steady_clock::now().time_since_epoch());
    }
    static driven_time* driven() { return driven_by; }  // null: it is the machine's

private:
    friend driven_time;
    static time_point driven_now() noexcept;

    static inline driven_time* driven_by = nullptr;
};

using monotonic_time = monotonic_clock::time_point;
// A deadline that never comes.
inline constexpr monotonic_time never = monotonic_time::max();

// The system's clock, or the driven time's.
wall_time wall_now();

// A seed that is another one in each run, but while time is driven: what is driven repeats exactly.
std::uint32_t random_seed();

// Time that passes when it is told to, for the whole process: while it exists, the clocks show it and timers
// (drivers/monotonic_timer.hpp) wait for it. At most one. It begins and ends while nothing runs that has to
// do with time, and one thread moves it.
class driven_time {
public:
    explicit driven_time(wall_time begin);
    ~driven_time();
    driven_time(const driven_time&) = delete;
    driven_time& operator=(const driven_time&) = delete;

    monotonic_time now() const { return now_; }
    monotonic_time began() const { return began_; }
    wall_time wall() const { return wall_began_ + (now_ - began_); }
    // Not back.
    void move_to(monotonic_time when) { now_ = when; }

    // What a loop waits for first, as it has said since forget_waits(); never: nothing.
    monotonic_time next_wait() const { return next_wait_; }
    void forget_waits() { next_wait_ = never; }
    void waits_for(monotonic_time when) {
        if (when < next_wait_) next_wait_ = when;
    }

private:
    const wall_time wall_began_;
    const monotonic_time began_;
    monotonic_time now_;
    monotonic_time next_wait_ = never;
};

}  // namespace weir
