#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/clock.hpp"

namespace weir {

// An accepted request as it is remembered, and as it survives the process.
struct journal_entry {
    std::uint64_t key = 0;  // its own, counting up
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

// The file of requests: JSON objects, one a line, appended without fsync. What a kill -9 leaves is complete;
// what a power cut leaves is read as far as it goes.
class journal {
public:
    // `folder`: where `commands.jsonl` is or will be; empty: nowhere, and nothing is kept. What cannot be
    // written is one warning, and weir goes on without.
    explicit journal(const std::string& folder);
    ~journal();
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    // All entries that the file holds, oldest first, at most `most`; broken lines are left out, and counted
    // in one warning. Never more memory than `most` entries and the file's largest allowed size.
    std::vector<journal_entry> read(std::size_t most) const;
    // In place of all that is there: to a new file that then takes the name of the old one.
    void rewrite(const std::vector<const journal_entry*>& entries);
    void opened(const journal_entry& entry);
    void ended(std::uint64_t key, std::string_view answer);

    // It has grown to a size at which it should be written anew.
    bool overgrown() const;
};

}  // namespace weir
