#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
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
    std::deque<due> waiting_;
    std::optional<monotonic_time> away_since_;
};

}  // namespace weir
