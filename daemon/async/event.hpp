#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/intrusive/list.hpp>
#include <cstdint>

#include "daemon/async/outcome.hpp"
#include "drivers/monotonic_timer.hpp"

namespace weir {

// Waits until `when`, or for `time`; false when it is cancelled before.
awaitable<bool> sleep_until(monotonic_time when);
awaitable<bool> sleep_for(duration time);

enum class wake : std::uint8_t { notified, timed_out, canceled };

// Wakes coroutines that wait for something to become true; a condition variable for one thread. It remembers
// nothing: look at the condition before each wait, and again after it.
// A waiter that is notified and cancelled at once counts as notified, so that no notification is lost.
// Loop's thread alone; outlives those who wait.
class event {
public:
    event() = default;
    event(const event&) = delete;
    event& operator=(const event&) = delete;

    awaitable<wake> wait(monotonic_time deadline = never);

    // Wakes the one that has waited longest; false when none waits.
    bool notify_one();
    void notify_all();
    bool has_waiters() const { return !waiters_.empty(); }

private:
    using link = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    struct waiter : link {
        waiter(const boost::asio::any_io_executor& executor, monotonic_time deadline)
            : timer(executor, deadline) {}

        monotonic_timer timer;
        bool notified = false;
    };

    boost::intrusive::list<waiter, boost::intrusive::constant_time_size<false>> waiters_;
};

}  // namespace weir
