#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// How the end of a command is told, on MQTT and in files of tests.
namespace weir {

inline constexpr std::array<std::string_view, 10> command_state_words{
    "accepted",  "running", "canceling", "succeeded",  "failed",
    "timed_out", "expired", "canceled",  "superseded", "rejected"};
inline constexpr std::size_t first_final_state = 3;  // of these; all that follow are final

// The first: not ended yet.
inline constexpr std::array<std::string_view, 15> command_code_words{"",
                                                                     "OK",
                                                                     "DEVICE_ERROR",
                                                                     "UNAVAILABLE",
                                                                     "DATA_LOSS",
                                                                     "INTERNAL",
                                                                     "DEADLINE_EXCEEDED",
                                                                     "CANCELLED",
                                                                     "ABORTED",
                                                                     "INVALID_ARGUMENT",
                                                                     "NOT_FOUND",
                                                                     "RESOURCE_EXHAUSTED",
                                                                     "FAILED_PRECONDITION",
                                                                     "PERMISSION_DENIED",
                                                                     "ALREADY_EXISTS"};

inline constexpr std::array<std::string_view, 3> command_effect_words{"none", "applied", "unknown"};

}  // namespace weir
