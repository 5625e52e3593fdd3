#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/command/dead_man.hpp"
#include "daemon/command/job.hpp"

namespace weir {

// Which commands are to run though no client asks: those of dead man's switches, and those of `run_on`. Pure.
class safety {
public:
    struct due {
        std::size_t command;
        origin from;
        std::size_t by;  // the command whose dead man's switch has tripped; else the command itself
    };
    // `commands` must outlive it. `grace`: the broker may be away for so long.
    safety(std::span<const command_settings> commands, duration grace, monotonic_time now);

    // Before anything else: goes on where `before` is, in which nothing may wait or run any more. Dead man's
    // switches stay armed, by name; commands for which `kept` holds have had their start. Of those for which
    // `ready` holds too, what runs on opening has been done: for them the line need not open anew.
    void take_over(const safety& before, const std::function<bool(const std::string&)>& kept,
                   const std::function<bool(const std::string&)>& ready);
    // No line that is open will be told as opened any more.
    void settle_in() { std::fill(ready_.begin(), ready_.end(), false); }
    // Trips the armed switches of commands for which `goes_on` does not hold.
    void trip(const std::function<bool(const std::string&)>& goes_on, monotonic_time now);

    // A client's request for it was accepted; a double of it came, or a refresh.
    void accepted(std::size_t command, monotonic_time now);
    void content(std::size_t command, monotonic_time now);
    // The line of these commands has come up.
    void line_opened(std::span<const std::size_t> commands);
    void connection(bool up, monotonic_time now);

    // What is due now, one at a time; whoever takes it runs it and tells what became of it.
    std::optional<due> take(monotonic_time now);
    // `key`: of the request that runs for it; 0: it could not begin.
    void began(const due& what, std::uint64_t key, monotonic_time now);
    void ended(std::uint64_t key, bool succeeded, monotonic_time now);

    monotonic_time deadline() const;
    std::vector<std::size_t> at_stop() const;

private:
    std::span<const command_settings> commands_;
    duration grace_;
    std::vector<std::optional<dead_man>> dead_men_;  // beside commands_
    std::vector<bool> started_;                      // run_on start is done
    std::vector<bool> ready_;                        // the next opening is none for them
    std::deque<due> waiting_;
    std::optional<monotonic_time> away_since_;
};

}  // namespace weir
