#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "drivers/mavlink/message.hpp"
#include "drivers/reject.hpp"

// The packets of MAVLink 1 and 2 (https://mavlink.io/en/guide/serialization.html). Pure; any bytes are
// allowed as input.
namespace weir::mavlink {

enum class version : std::uint8_t { one = 1, two = 2 };

inline constexpr std::size_t most_packet = 280;  // of version 2, signed, with 255 bytes of payload

// Who sends.
struct sender {
    std::uint8_t system = 255;     // as ground stations do
    std::uint8_t component = 190;  // MAV_COMP_ID_MISSIONPLANNER: a ground station
};

struct packet {
    mavlink::version version = version::two;
    std::uint8_t sequence = 0;
    sender from;
    std::uint32_t id = 0;            // of the message
    const message* known = nullptr;  // null when we do not know it
    std::string_view payload;        // as sent: version 2 leaves out zeros at its end
};

// How many bytes of a packet must be there before more can be said of it, 1 to most_packet; when they are, it
// has just these. Or why no packet begins with `begun`.
struct extent {
    std::size_t bytes = 0;
    reject why = reject::none;
};
extent extent_of(std::string_view begun);

// Takes apart one whole packet; none when `out` holds it, with views of `whole`. The checksum of a message
// that we do not know is checked as far as can be: 255 of 256 wrong ones are found. A signature is not
// checked.
reject parse(std::string_view whole, packet& out);

// The packet of this message, without a signature. `payload` has message::size bytes; version 1 has no
// extensions, version 2 no zeros at the end.
std::string on_the_wire(version as, std::uint8_t sequence, sender from, const message& kind,
                        std::string_view payload);

}  // namespace weir::mavlink
