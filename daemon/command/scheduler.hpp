#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async/semaphore.hpp"
#include "daemon/command/exchange.hpp"
#include "daemon/command/rate_limit.hpp"

namespace weir {

// Whose turn it is: admits requests, within the limits, to the queues of their lines, and lets each begin
// when its line, a slot, its interlocks and its rate allow it; the oldest first, emergencies before all. Pure
// but for what its exchanges are told to write. Loop's thread alone.
class scheduler {
public:
    // All must outlive the scheduler.
    scheduler(std::span<const command_settings> commands, const command_limits& limits,
              exchange::observer& user);

    // Before anything else: latches stay, by their lines' names, and so do the rates of commands for which
    // `kept` holds. `before` has no open jobs.
    void take_over(const scheduler& before, const std::function<bool(const std::string&)>& kept);
    // Before anything but that. Each command needs an exchange.
    std::size_t add_exchange(std::string name);
    void assign(std::size_t command, std::size_t exchange) { exchange_of_[command] = exchange; }
    exchange& at(std::size_t index) { return *exchanges_[index]; }
    exchange& line_of(std::size_t command) const { return *exchanges_[exchange_of_[command]]; }

    // Why a request cannot be taken now; nothing: admit() may follow at once.
    std::optional<verdict> why_not(std::size_t command, origin from, monotonic_time now) const;
    // Its line must be up.
    void admit(std::unique_ptr<job> next, monotonic_time now);
    // Ends or calls off the jobs that `which` chooses; how many.
    std::size_t cancel(const std::function<bool(const job&)>& which, const command_event& how,
                       monotonic_time now);

    // After whatever has been told to an exchange: lets begin what can.
    void advance(monotonic_time now);
    // Looks at the deadlines, then advances.
    void time(monotonic_time now);
    monotonic_time deadline(monotonic_time now) const;

    // From here on, until arm(), the command's line takes only emergencies, commands that latch and what
    // makes it safe.
    void latch(std::size_t command, monotonic_time now);
    std::vector<std::string> latched() const;  // lines
    bool rests(monotonic_time now) const;      // a late answer may still come to one of them
    bool awaits_loss() const;                  // of one of them
    void arm();

    // For each open job; `visit` must end none.
    void each_open(const std::function<void(job&)>& visit) const;
    job* find_open(std::uint64_t key) const;
    const std::string& name_of(std::size_t command) const { return commands_[command].name; }
    std::size_t open() const;
    std::size_t waiting() const;
    std::size_t free_slots() const { return slots_.free(); }

private:
    std::optional<verdict> why_no_room(std::size_t command) const;
    job* waiting_one(std::size_t command) const;
    void supersede(std::unique_ptr<job> next, monotonic_time now);
    void preempt_for(const job& next, monotonic_time now);
    job* next_to_begin(monotonic_time now) const;
    bool may_begin(const exchange& on, const job& which, monotonic_time now) const;
    bool interlocked(const command_settings& command) const;
    monotonic_time rate_free_at(const job& which) const;

    std::span<const command_settings> commands_;
    command_limits limits_;
    exchange::observer& user_;
    semaphore slots_;
    std::vector<std::unique_ptr<exchange>> exchanges_;
    std::vector<std::optional<std::string>> latched_by_;  // beside exchanges_; the command
    std::map<std::string, std::string> latches_before_;   // the commands, by line
    std::vector<std::size_t> exchange_of_;                // beside commands_
    std::vector<std::optional<rate_limit>> rates_;        // beside commands_
    std::uint64_t last_order_ = 0;
};

}  // namespace weir
