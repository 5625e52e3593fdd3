#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/clock.hpp"

// The text of a journal of requests: JSON objects, one a line. Pure.
namespace weir {

// An accepted request as it is remembered, and as it survives the process.
struct journal_entry {
    std::uint64_t key = 0;  // its own, counting up, below 2^63
    std::string id;
    bool explicit_id = false;  // the client chose it: the same one again is a double
    std::string command;
    std::uint64_t fingerprint = 0;  // of the payload
    wall_time received{};
    std::string client;
    std::string response_topic;
    std::string correlation;  // any bytes
    std::string answer;       // the final one (JSON); empty: the request is open
};

// With the newline at their ends.
std::string line_of(const journal_entry& entry);
std::string line_of_end(std::uint64_t key, std::string_view answer);

struct journal_text {
    std::vector<journal_entry> entries;  // oldest first
    std::size_t broken = 0;              // lines that were left out
};
// Whatever `text` is. Of the open entries the `most` newest, and of the ended ones whose id was explicit too:
// nobody can ask for the others again.
journal_text parse_journal(std::string_view text, std::size_t most);

}  // namespace weir
