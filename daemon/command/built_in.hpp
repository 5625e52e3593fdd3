#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "daemon/command/memory.hpp"
#include "daemon/command/reporter.hpp"
#include "daemon/command/safety.hpp"
#include "daemon/command/scheduler.hpp"

namespace weir {

// The commands that every weir has: sys-ping, sys-cancel-all, sys-arm and sys-safe-state.
class built_in {
public:
    // Runs a command that no client asked for; gives the key of its request, 0 when it could not begin.
    using runner = std::function<std::uint64_t(std::size_t command, origin from)>;

    // All must outlive it.
    built_in(scheduler& jobs, const safety& safe, reporter& report, request_memory& memory, runner run);

    // Before anything else; `before` must be idle.
    void take_over(const built_in& before) { started_ = before.started_; }
    bool idle() const { return safe_states_.empty(); }

    static bool knows(std::string_view name);
    // `name`: one that it knows.
    void take(std::string_view name, request asked, const present& when);
    // A double; `answer`: of the first one, empty while that is open.
    void repeat(std::string_view name, const std::string& answer, const request& asked);
    // A job has ended: a request that waits for it may end too.
    void ended(const job& which);
    // No job will end any more.
    void finish();

private:
    // A request for the safe state, which ends when its commands have.
    struct safe_state {
        plain_end what;
        std::vector<std::uint64_t> open;  // keys
        std::string failed;               // names
    };
    void end(const plain_end& what);
    verdict ping(monotonic_time now) const;
    verdict cancel_all(monotonic_time now);
    verdict arm();
    void enter_safe_state(plain_end what);
    void progress(safe_state& state, bool forced);

    scheduler& jobs_;
    const safety& safety_;
    reporter& report_;
    request_memory& memory_;
    runner run_;
    monotonic_time started_ = monotonic_clock::now();
    std::vector<safe_state> safe_states_;
};

}  // namespace weir
