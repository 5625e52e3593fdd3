#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/command/params.hpp"
#include "daemon/command/result.hpp"
#include "daemon/mqtt/message.hpp"
#include "drivers/value.hpp"

// What a client asks for. Pure.
namespace weir {

// The present, by each clock.
struct present {
    monotonic_time now{};
    wall_time wall{};    // as the system says; may jump
    bool synced = true;  // it can be believed
    wall_time stamp{};   // as samples are stamped; never jumps back
};

// Where the final answer goes, beside `status`.
struct reply_address {
    std::string topic;        // valid
    std::string correlation;  // any bytes
    bool duplicate = false;   // it is a double's
};

struct request {
    std::string id;
    bool explicit_id = false;  // its client chose it: the same one again is a double
    std::string client;
    bool ack = false;  // an answer for `accepted` too
    param_values params;
    std::optional<reply_address> reply;
    monotonic_time received{};
    wall_time received_at{};  // read once: the answer says what the first status said, after a restart too
    monotonic_time start_by{};
    duration timeout{};           // of each attempt
    std::uint64_t fingerprint{};  // of command and payload
    std::string warning;          // for `status`; empty: none
};

// What a message asks for, before anybody has looked whether that can be: who asks, and where to answer, are
// there even when the rest is refused.
struct parsed_request {
    request asked;
    std::optional<verdict> refused;
};

// `command` null: there is none of this name, or it is built in; its parameters are not looked at. `root`:
// "<prefix>/<node>". A request without an id gets its Correlation Data in hexadecimal, or a new UUID.
parsed_request parse_request(const incoming& message, const command_settings* command,
                             const std::string& root, const present& when);

// Whose requests a message on cmd/<command>/cancel calls off; none: those of every id.
struct cancel_request {
    std::optional<std::string> id;
    std::optional<reply_address> reply;
};
// Nothing when the message is none.
std::optional<cancel_request> parse_cancel(const incoming& message, const std::string& root);

std::string new_id();  // a random UUID

}  // namespace weir
