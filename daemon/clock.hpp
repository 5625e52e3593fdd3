#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/task.hpp"
#include "drivers/value.hpp"

namespace weir {

// The monotonic clock mapped to wall time. What it gives never jumps back: when the wall clock was set
// forward, the mapping follows at once; when it was set back, mapped time runs at half speed until it is
// right again.
class wall_clock {
public:
    wall_clock(monotonic_time now, wall_time wall) : now_{now, wall, duration::zero()}, before_(now_) {}

    // Both clocks read at the same moment; once a second is enough.
    void observe(monotonic_time now, wall_time wall);
    // `when` may lie up to some seconds before the last observation.
    wall_time at(monotonic_time when) const;
    monotonic_time observed() const { return now_.since; }

private:
    // The mapping from one observation to the next.
    struct segment {
        monotonic_time since;
        wall_time wall;  // at `since`
        duration ahead;  // what was given already at `since` is later than `wall` by this, at least 0

        wall_time at(monotonic_time when) const;
    };
    segment now_;
    segment before_;
};

// Writes "2026-11-22T14:31:05.123Z"; the part up to the second is made once a second.
class timestamp_writer {
public:
    // Valid until the next call. Years 0 to 9999.
    std::string_view write(wall_time when);

private:
    std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
    std::array<char, 24> text_{};
};

// Once, by a writer of its own.
std::string timestamp_text(wall_time when);

// Who may know whether the system's clock is set.
struct sync_signs {
    bool timesyncd_runs = false;
    bool timesyncd_has_set_it = false;
    std::optional<bool> kernel;  // none: it may not be asked
};
// What they say; that it is when nobody can tell.
bool says_synced(const sync_signs& seen);

// Whether the system's clock can be believed: time synchronisation says so, or at least does not deny it,
// and the time is not before this program was built.
bool clock_is_synced(wall_time now);

// What gives samples their time stamps. It looks at the system's clocks once a second while it is asked for
// stamps: keep() does it beside the way of the samples, since it costs more than a stamp. Loop's thread
// alone.
class sample_clock {
public:
    explicit sample_clock(clock_trust trust, duration look_every = std::chrono::seconds(1));
    // One that never looks: at `when` it was `wall`, and the two run alike. For what is replayed.
    sample_clock(monotonic_time when, wall_time wall);

    // From the next look on.
    void trust(clock_trust trust) { trust_ = trust; }

    struct stamp {
        std::string_view text;  // valid until the next call
        bool unsynced;
        wall_time when{};
    };
    stamp at(monotonic_time arrived, monotonic_time now);
    // The wall time that it takes `now` for.
    wall_time wall(monotonic_time now);
    // Looks regularly while stamps are asked for, until it is cancelled. After a silence, and without it,
    // at() looks.
    awaitable<void> keep(task& self);
    monotonic_time looked_at() const { return wall_.observed(); }

private:
    void look(monotonic_time now);
    void look_if_needed(monotonic_time now);

    clock_trust trust_;
    duration look_every_;
    bool asked_ = false;  // since keep() looked
    bool kept_ = false;   // keep() will look in time
    event wanted_;
    wall_clock wall_;
    timestamp_writer writer_;
    bool unsynced_ = false;
};

}  // namespace weir
