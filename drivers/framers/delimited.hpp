#pragma once

#include <string>

#include "drivers/framer.hpp"

namespace weir {

// Frames that a delimiter ends. One that lies whole in the fed bytes is a view of them; an unfinished one is
// kept.
class delimited final : public framer {
public:
    // An empty delimiter stands for LF or CRLF; then empty lines are no frames. `max` counts the bytes of a
    // frame without its delimiter.
    delimited(std::string delimiter, std::size_t max);

    void feed(std::string_view bytes, monotonic_time arrived) override;
    result next() override;
    void reset() override;

private:
    result take_whole();
    result take_rest();
    result take(std::string_view part);
    void keep(std::string_view part);
    void begin_skipping(std::string_view part);
    result finish(std::string_view content) const;
    result too_long(std::string_view begun) const;
    void reset_kept();

    const bool lines_;
    const std::string delimiter_;
    const std::size_t max_;    // bytes of a frame
    const std::size_t limit_;  // bytes of a frame with its delimiter
    std::string_view fed_;
    monotonic_time fed_arrived_{};
    std::string kept_;               // an unfinished frame
    monotonic_time kept_arrived_{};  // of the first byte of the frame that is being taken
    std::string done_;               // what the last result may be a view of
    bool skipping_ = false;          // to the next delimiter
};

}  // namespace weir
