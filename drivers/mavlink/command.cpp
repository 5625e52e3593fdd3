#include "drivers/mavlink/command.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "drivers/mavlink/words.hpp"

namespace weir::mavlink {

namespace {

constexpr std::uint32_t command_long_id = 76;
constexpr std::uint32_t command_ack_id = 77;

struct known_command {
    std::string_view name;
    std::uint16_t number;
};

constexpr known_command known_commands[] = {
    {"MAV_CMD_NAV_RETURN_TO_LAUNCH", 20},
    {"MAV_CMD_NAV_LAND", 21},
    {"MAV_CMD_NAV_TAKEOFF", 22},
    {"MAV_CMD_DO_SET_MODE", 176},
    {"MAV_CMD_DO_CHANGE_SPEED", 178},
    {"MAV_CMD_DO_SET_HOME", 179},
    {"MAV_CMD_DO_SET_RELAY", 181},
    {"MAV_CMD_DO_REPEAT_RELAY", 182},
    {"MAV_CMD_DO_SET_SERVO", 183},
    {"MAV_CMD_DO_REPEAT_SERVO", 184},
    {"MAV_CMD_DO_FLIGHTTERMINATION", 185},
    {"MAV_CMD_DO_PAUSE_CONTINUE", 193},
    {"MAV_CMD_DO_MOUNT_CONTROL", 205},
    {"MAV_CMD_DO_PARACHUTE", 208},
    {"MAV_CMD_PREFLIGHT_CALIBRATION", 241},
    {"MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN", 246},
    {"MAV_CMD_MISSION_START", 300},
    {"MAV_CMD_COMPONENT_ARM_DISARM", 400},
    {"MAV_CMD_GET_HOME_POSITION", 410},
    {"MAV_CMD_SET_MESSAGE_INTERVAL", 511},
    {"MAV_CMD_REQUEST_MESSAGE", 512},
    {"MAV_CMD_IMAGE_START_CAPTURE", 2000},
    {"MAV_CMD_IMAGE_STOP_CAPTURE", 2001},
    {"MAV_CMD_VIDEO_START_CAPTURE", 2500},
    {"MAV_CMD_VIDEO_STOP_CAPTURE", 2501},
};

void append(std::string& to, std::uint32_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        to += static_cast<char>((number >> (8 * i)) & 0xFFU);
}

// A byte of the payload; what is left out of its end is zero.
std::uint8_t byte_at(std::string_view payload, std::size_t at) {
    return at < payload.size() ? static_cast<std::uint8_t>(payload[at]) : 0;
}

// 0 is everybody.
bool is_for(std::uint8_t target, std::uint8_t id) {
    return target == 0 || target == id;
}

answer answer_of(std::uint8_t code, std::uint8_t progress) {
    answer made;
    made.code = static_cast<result>(code);
    made.what = answer::refused;
    if (made.code == result::accepted) made.what = answer::good;
    if (made.code == result::in_progress) made.what = answer::in_progress;
    if (made.what == answer::in_progress && progress <= 100) made.progress = progress;
    return made;
}

}  // namespace

std::string on_the_wire(version as, std::uint8_t sequence, sender from, const command& what) {
    const message& kind = *find_message(command_long_id);
    std::string payload;
    payload.reserve(kind.size);
    for (const float param : what.params)
        append(payload, std::bit_cast<std::uint32_t>(param), 4);
    append(payload, what.number, 2);
    append(payload, what.target_system, 1);
    append(payload, what.target_component, 1);
    append(payload, what.confirmation, 1);
    return on_the_wire(as, sequence, from, kind, payload);
}

std::optional<std::uint16_t> command_number(std::string_view written) {
    const auto* const found = std::find_if(std::begin(known_commands), std::end(known_commands),
                                           [&](const known_command& each) { return each.name == written; });
    if (found != std::end(known_commands)) return found->number;
    std::uint16_t number = 0;
    const char* const end = written.data() + written.size();
    const auto [stopped, error] = std::from_chars(written.data(), end, number);
    return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

std::string_view name_of(result code) {
    const auto at = static_cast<std::size_t>(code);
    return at < results.size() ? results.at(at) : "unknown result";
}

answer understand(const command& asked, sender from, std::string_view frame) {
    packet found;
    if (parse(frame, found) != reject::none || found.id != command_ack_id) return {};
    const std::string_view payload = found.payload;
    const bool of_target = is_for(asked.target_system, found.from.system) &&
                           is_for(asked.target_component, found.from.component);
    // Extensions, zero where the device does not fill them: 4 to 7 are result_param2.
    const bool to_us =
        is_for(byte_at(payload, 8), from.system) && is_for(byte_at(payload, 9), from.component);
    const std::size_t number = byte_at(payload, 0) + byte_at(payload, 1) * std::size_t{0x100};
    if (!of_target || !to_us || number != asked.number) return {};
    return answer_of(byte_at(payload, 2), byte_at(payload, 3));
}

}  // namespace weir::mavlink
