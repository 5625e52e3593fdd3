#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/mavlink/packet.hpp"

// Commands to a vehicle or another component, and their answers
// (https://mavlink.io/en/services/command.html).
namespace weir::mavlink {

// What COMMAND_LONG says.
struct command {
    std::uint16_t number = 0;           // MAV_CMD
    std::uint8_t target_system = 1;     // 0: all
    std::uint8_t target_component = 1;  // 0: all of the system; 1: the autopilot
    // How often it was sent before: some devices want to hear a dangerous one twice.
    std::uint8_t confirmation = 0;
    // What they are depends on the command. NaN: as the target thinks best, where the command has that.
    std::array<float, 7> params{};
};

// The bytes to send. `sequence` counts the packets that we send on a line, by one each, and wraps.
std::string on_the_wire(version as, std::uint8_t sequence, sender from, const command& what);

// The number of a well-known command, "MAV_CMD_COMPONENT_ARM_DISARM", or of any that is written as one,
// "400".
std::optional<std::uint16_t> command_number(std::string_view written);

// MAV_RESULT. A device may answer any other number as well.
enum class result : std::uint8_t {
    accepted = 0,
    temporarily_rejected = 1,  // not now, perhaps later
    denied = 2,                // wrong parameters
    unsupported = 3,
    failed = 4,
    in_progress = 5,
    cancelled = 6,
    command_long_only = 7,
    command_int_only = 8,
    command_unsupported_mav_frame = 9,
};
// "temporarily_rejected"; "unknown result" for a number that the standard does not have.
std::string_view name_of(result code);

struct answer {
    enum outcome : std::uint8_t {
        not_ours,     // no COMMAND_ACK, or not of this command, from its target, to us
        good,         // accepted
        in_progress,  // it began; another answer follows when it has ended
        refused,      // `code` says why
    };
    outcome what = not_ours;
    result code{};                         // but for not_ours
    std::optional<std::uint8_t> progress;  // percent, when in_progress and told
};

// What a frame of the framer `mavlink` says to the command that `from` sent. Any bytes are allowed.
answer understand(const command& asked, sender from, std::string_view frame);

}  // namespace weir::mavlink
