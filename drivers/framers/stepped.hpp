#pragma once

#include <array>
#include <optional>
#include <string>

#include "drivers/checksum.hpp"
#include "drivers/framer.hpp"
#include "drivers/framers/byte_text.hpp"
#include "drivers/framers/timed_bytes.hpp"

namespace weir {

// Frames that nothing separates: their size is known, or said in their beginning. In step, a frame begins
// where the last one ended. Where none can begin (another sync, a wrong checksum, an impossible size) bytes
// are skipped, one by one, to the next place where one can; all that was skipped is one bad frame, with the
// reason that came first. What a pause finds unfinished is skipped too, and behind a pause a frame begins.
class stepped : public framer {
public:
    // What tells where a frame begins. Read from the keys of step_keys.
    struct marks {
        explicit marks(const setting& options);
        // Of frames that look() tells from anything else, by what is in them.
        explicit marks(duration longest_pause) : gap(longest_pause), inside(true) {}

        std::string sync;  // every frame begins with it
        std::optional<checksum> seal;
        duration gap;  // a longer pause is never in the middle of a frame
        bool inside = false;
    };
    // `max` is the longest frame, and how much of what was skipped is kept.
    stepped(marks by, std::size_t max) : by_(std::move(by)), max_(max) {}

    void feed(std::string_view bytes, monotonic_time arrived) override;
    result next() override;
    monotonic_time due() const override;
    void elapse(monotonic_time now) override;
    void reset() override;

protected:
    // How many bytes of a frame must be there before more can be said of it, at least 1; when they are, the
    // frame has just these. Or why nothing that begins with `begun` can be a frame.
    struct need {
        std::size_t bytes = 0;
        reject why = reject::none;
    };
    virtual need look(std::string_view begun) const = 0;

private:
    struct verdict {
        reject why = reject::none;   // no frame begins here
        std::size_t lacking = 0;     // else bytes until more can be said
        std::size_t size = 0;        // else of the frame, and
        std::string_view content{};  // its bytes without the checksum
    };
    verdict judge(std::string_view begun) const;
    result give(const verdict& found);
    void gather(std::size_t count);
    void skip(std::size_t count, reject why);
    result report();
    void fall_into_step();
    bool owes_report() const { return why_ != reject::none && !reported_; }
    bool can_tell() const { return !by_.sync.empty() || by_.seal || by_.inside; }

    const marks by_;
    const std::size_t max_;
    std::string_view fed_;
    monotonic_time last_{};  // arrival
    bool paused_ = false;    // before what is fed
    timed_bytes held_;       // a frame's beginning, or the frame that was given last
    std::size_t given_ = 0;  // of held_, what the last result is a view of
    // Out of step: since when and why. In step: reject::none.
    reject why_ = reject::none;
    bool reported_ = false;
    std::string skipped_;  // the first of it
    monotonic_time skipped_from_{};
};

inline constexpr option gap_key{
    .name = "gap",
    .form = {.is = kind::duration, .min = 0.001, .max = 60},
    .preset = "500ms",
    .help = "after a pause as long as this what was begun is given up, and a frame begins"};

// Beside the name of a framer that is stepped.
inline constexpr std::array step_keys{
    option{
        .name = "sync",
        .form = eight_bytes,
        .help =
            "what every frame begins with, 1 to 8 bytes, as a text or a list of numbers; part of the frame"},
    gap_key,
    checksum_option,
};

// That a frame of `most` bytes has room for them. For framer_kind::check.
void check_step_keys(const component_use& use, std::size_t most, problems& found);

}  // namespace weir
