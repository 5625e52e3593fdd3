#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/command/journal_lines.hpp"

namespace weir {

// The file of requests, appended line by line without fsync. What a kill -9 leaves is complete; what a power
// cut leaves is read as far as it goes. Only its owner may read it (mode 0600). What cannot be written is one
// warning, and weir goes on without, until the next rewrite() succeeds.
class journal {
public:
    // A larger file is not read as a whole, but its end.
    static constexpr std::size_t most_read = std::size_t{32} << 20;  // bytes
    // By which the file may grow beyond twice what the last rewrite() wrote.
    static constexpr std::size_t slack = std::size_t{1} << 20;  // bytes

    // `folder`: where `commands.jsonl` is or will be; empty: nowhere, and nothing is kept.
    explicit journal(const std::string& folder);
    ~journal();
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    // The entries that the file holds, as parse_journal() says. Broken lines are one warning.
    std::vector<journal_entry> read(std::size_t most) const;
    // In place of all that is there: to a new file that then takes the name of the old one.
    void rewrite(const std::vector<const journal_entry*>& entries);
    void opened(const journal_entry& entry) {
        if (!path_.empty()) append(line_of(entry));
    }
    void ended(std::uint64_t key, std::string_view answer) {
        if (!path_.empty()) append(line_of_end(key, answer));
    }

    // It has grown to a size at which it should be written anew.
    bool overgrown() const { return size_ > 2 * size_at_rewrite_ + slack; }

private:
    void append(std::string line);
    bool open();
    void complain(std::string_view what);

    std::string path_;  // empty: nowhere
    int file_ = -1;
    bool failed_ = false;   // since the last rewrite
    bool warned_ = false;   // and nothing has succeeded since
    bool torn_ = false;     // the file's last line has no end
    std::size_t size_ = 0;  // what the file holds, or would
    std::size_t size_at_rewrite_ = 0;
};

}  // namespace weir
