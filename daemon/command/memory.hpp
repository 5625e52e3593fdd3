#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/command/journal.hpp"
#include "drivers/value.hpp"

namespace weir {

// Remembers requests, so that a double is known as such: those of the last 5 minutes, at most 1,024, and
// every open one; through a journal over a restart too. Loop's thread alone.
class request_memory {
public:
    static constexpr std::size_t most = 1'024;
    static constexpr std::chrono::minutes keeps{5};

    // `folder`: of the journal; empty: nothing survives the process.
    explicit request_memory(const std::string& folder, wall_time now);

    // Those that were open when the last process ended, oldest first. They stay open until end().
    std::vector<journal_entry> left_open() const;

    // The latest request with this id that its client chose; null: none is remembered. Valid until the next
    // call.
    const journal_entry* find(const std::string& id, wall_time now);
    // Gives its key.
    std::uint64_t remember(journal_entry entry);
    // `answer`: the final one, JSON. An unknown key is ignored.
    void end(std::uint64_t key, std::string answer);

    std::size_t size() const;
};

}  // namespace weir
