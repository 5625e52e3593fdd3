#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

// Where a request stands. From `succeeded` on they are final: a request gets exactly one of these.
enum class command_state : std::uint8_t {
    accepted,
    running,
    canceling,
    succeeded,
    failed,
    timed_out,  // after its start
    expired,    // it never started
    canceled,
    superseded,
    rejected,
};
// Why, in the words of gRPC's status codes.
enum class command_code : std::uint8_t {
    none,  // not final yet
    ok,
    device_error,
    unavailable,
    data_loss,
    internal,
    deadline_exceeded,
    cancelled,
    aborted,
    invalid_argument,
    not_found,
    resource_exhausted,
    failed_precondition,
    permission_denied,
    already_exists,
};
// What happened to the device.
enum class command_effect : std::uint8_t { none, applied, unknown };

inline bool is_final(command_state state) {
    return state >= command_state::succeeded;
}
std::string_view name_of(command_state state);    // "timed_out"
std::string_view name_of(command_code code);      // "DEADLINE_EXCEEDED"; empty for none
std::string_view name_of(command_effect effect);  // "unknown"

struct verdict {
    command_state state = command_state::accepted;
    command_code code = command_code::none;
    command_effect effect = command_effect::none;
    std::string message;        // for people; may be empty
    boost::json::value result;  // an object, or null
};

verdict rejection(command_code code, std::string message);

}  // namespace weir
