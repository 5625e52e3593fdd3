#include "daemon/command/result.hpp"

#include <array>
#include <utility>

namespace weir {

std::string_view name_of(command_state state) {
    static constexpr std::array<std::string_view, 10> names{
        "accepted",  "running", "canceling", "succeeded",  "failed",
        "timed_out", "expired", "canceled",  "superseded", "rejected"};
    return names.at(static_cast<std::size_t>(state));
}

std::string_view name_of(command_code code) {
    static constexpr std::array<std::string_view, 15> names{"",
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
    return names.at(static_cast<std::size_t>(code));
}

std::string_view name_of(command_effect effect) {
    static constexpr std::array<std::string_view, 3> names{"none", "applied", "unknown"};
    return names.at(static_cast<std::size_t>(effect));
}

verdict rejection(command_code code, std::string message) {
    return {command_state::rejected, code, command_effect::none, std::move(message), nullptr};
}

}  // namespace weir
