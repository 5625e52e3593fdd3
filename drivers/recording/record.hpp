#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

// What was heard and said on a port, as a file holds it: docs/recording.md.
namespace weir {

enum class record_kind : std::uint8_t {
    received = 1,  // from the device
    sent,          // to the device
    opened,
    closed,
};

struct record {
    // Of the bytes of one record.
    static constexpr std::size_t most_bytes = 4096;

    record_kind kind = record_kind::received;
    duration at{};           // since the recording began, in whole microseconds
    std::string_view bytes;  // of what was received or sent, at least one; else none
};

struct recording_head {
    // Of the port's name.
    static constexpr std::size_t most_bytes = 255;

    std::string port;  // as it is configured, or its path; text
    std::chrono::sys_time<std::chrono::nanoseconds> began;
};

}  // namespace weir
