#pragma once

#include <string>
#include <string_view>

#include "drivers/recording/record.hpp"

namespace weir {

// Appends the beginning of a recording. Of a port's name that is too long, or no text, what can be shown.
void write_head(const recording_head& head, std::string& out);

// Makes the records behind it. Pure; nothing is kept but the time of the last one.
class record_writer {
public:
    // Appends one record, or several when there are more than record::most_bytes. `at` is the time since the
    // recording began; one before the last record's counts as that. Nothing when a record of what was
    // received or sent has no bytes.
    void write(record_kind kind, duration at, std::string_view bytes, std::string& out);

private:
    std::uint64_t last_ = 0;  // us
};

}  // namespace weir
