#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "daemon/command/journal.hpp"
#include "daemon/command/request.hpp"

namespace weir {

// Remembers requests, so that a double is known as such: every open one, and of those that have ended the
// ones whose client chose the id, if they came in the last 5 minutes and the bounds allow it; through a
// journal over a restart too. What came in the future came now: the clock was set back. Loop's thread alone.
class request_memory {
public:
    static constexpr std::size_t most = 1'024;                       // requests
    static constexpr std::size_t most_bytes = std::size_t{4} << 20;  // of all their texts together
    static constexpr std::chrono::minutes keeps{5};

    // `folder`: of the journal; empty: nothing survives the process.
    request_memory(const std::string& folder, wall_time now);

    // Those that were open when the last process ended, oldest first. They stay open until end().
    std::vector<journal_entry> left_open() const;

    // The latest request with this id that its client chose; null: none is remembered. Valid until the next
    // call.
    const journal_entry* find(const std::string& id, wall_time now);
    // An open one, that came just now. Gives its key.
    std::uint64_t remember(journal_entry entry);
    // A request for `command`, accepted when it was received. Gives its key.
    std::uint64_t remember(const request& asked, const std::string& command);
    // `answer`: the final one, JSON, not empty. An unknown key is ignored.
    void end(std::uint64_t key, std::string answer);

    std::size_t size() const { return by_key_.size(); }

private:
    using entries = std::map<std::uint64_t, journal_entry>;  // oldest first

    void prune(wall_time now);
    entries::iterator erase(entries::iterator which);
    void keep_journal_small();
    void rewrite_journal();

    journal journal_;
    entries by_key_;
    std::size_t bytes_ = 0;
    std::uint64_t last_key_ = 0;
    std::uint64_t last_key_before_ = 0;  // of the last process
};

}  // namespace weir
