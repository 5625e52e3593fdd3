#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

namespace weir {

// Lets one line an interval into the log for each reason, so that a device that babbles cannot fill the disk.
// Pure: the time is an argument. Remembers at most `most_keys` reasons; when all of them are in use, the
// others share one.
class log_limiter {
public:
    explicit log_limiter(duration interval = std::chrono::seconds(10), std::size_t most_keys = 64);

    // Nothing: be silent. Else the line may be written, with the number of those of the same key that were
    // suppressed since the last one.
    std::optional<std::uint64_t> allow(std::string_view key, monotonic_time now);

private:
    struct history {
        monotonic_time last;
        std::uint64_t suppressed = 0;
    };

    // A history to be used for `key`; null when there is none yet.
    history* find(std::string_view key);
    void forget_idle(monotonic_time now);

    duration interval_;
    std::size_t most_keys_;
    std::map<std::string, history, std::less<>> keys_;
    std::optional<history> others_;
};

}  // namespace weir
