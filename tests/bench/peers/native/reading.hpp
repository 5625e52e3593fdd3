// The job's own work, which the native peers share: a device's line in, the message to publish out. Nothing
// allocates.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace weir::bench {

struct reading {
    double t = 0;
    double h = 0;
    std::int64_t seq = 0;
    std::int64_t ts = 0;
};

using message_buffer = std::array<char, 192>;

// `{"t":21.53,"h":40.2,"seq":1,"ts":2}` with the keys in any order; false when it is anything else.
bool parse_reading(std::string_view line, reading& out);

// `{"t_f":70.754,"h":40.200,"seq":1,"ts":2}`, in `buffer`.
std::string_view state_message(message_buffer& buffer, const reading& of);

// A command, which is a reading too, as the device's line; and its `OK SEQ TS` as the reply to publish. Both
// are in `buffer`, and empty when the text does not fit.
std::string_view command_line(message_buffer& buffer, std::string_view payload);
std::string_view reply_message(message_buffer& buffer, std::string_view line);

}  // namespace weir::bench
