#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

// What may be seen of a message's way.
enum class tap_step : std::uint8_t {
    read,     // bytes, as the port gave them
    write,    // bytes, as they were handed to the port
    frame,    // that a framer found; a topic's message
    bad,      // refused by a framer or a decoder
    sample,   // as decoded, with its final names
    stage,    // the sample behind a stage, or that the stage held it back
    message,  // as handed to the link to the broker
};

inline constexpr std::array<std::string_view, 7> tap_step_names{"read",   "write", "frame",  "bad",
                                                                "sample", "stage", "message"};

constexpr std::string_view name_of(tap_step step) {
    return tap_step_names.at(static_cast<std::size_t>(step));
}

// A set of steps.
class tap_steps {
public:
    constexpr void add(tap_step one) { bits_ |= bit(one); }
    constexpr void add(tap_steps others) { bits_ |= others.bits_; }
    constexpr bool has(tap_step one) const { return (bits_ & bit(one)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }

    // All but `read`, which tells nothing that the frames do not.
    static tap_steps usual();
    // A step's name, or `raw` for `read` and `write`; nothing: it is none.
    static std::optional<tap_steps> of(std::string_view name);

private:
    static constexpr std::uint32_t bit(tap_step one) { return 1U << static_cast<unsigned>(one); }

    std::uint32_t bits_ = 0;
};

}  // namespace weir
