#pragma once

#include <string>

#include "drivers/framers/delimited.hpp"

namespace weir {

// Frames between delimiters whose content was rewritten so that it does not hold the delimiter: undoes that.
// Nothing between two delimiters is no frame.
class unstuffed final : public framer {
public:
    // Appends what `stuffed`, never empty and without delimiter, stands for; false when it stands for
    // nothing.
    using decoding = bool (*)(std::string_view stuffed, std::string& out);

    // `max` counts the bytes of a frame, `most_stuffed` those that it may need on the line.
    unstuffed(char delimiter, std::size_t max, std::size_t most_stuffed, decoding decode);

    void feed(std::string_view bytes, monotonic_time arrived) override { parts_.feed(bytes, arrived); }
    result next() override;
    void reset() override { parts_.reset(); }

private:
    delimited parts_;
    const std::size_t max_;
    const decoding decode_;
    std::string content_;  // what the last frame is a view of
};

}  // namespace weir
