#include <array>
#include <string>
#include <utility>

#include "drivers/checksum.hpp"
#include "drivers/framer.hpp"

namespace weir {

extern const framer_kind idle_framer;

namespace {

class idle final : public framer {
public:
    idle(duration pause, std::size_t max) : pause_(pause), max_(max) {}

    void feed(std::string_view bytes, monotonic_time arrived) override {
        ended_ = ended_ || arrived - last_ >= pause_;
        last_ = arrived;
        fed_ = bytes;
    }

    result next() override {
        if (std::exchange(given_, false)) kept_.clear();
        if (std::exchange(ended_, false) && !std::exchange(skipping_, false) && !kept_.empty()) {
            given_ = true;
            return {complete, {kept_, began_}, reject::none};
        }
        return take(std::exchange(fed_, {}));
    }

    monotonic_time due() const override { return kept_.empty() ? never : last_ + pause_; }
    void elapse(monotonic_time now) override { ended_ = ended_ || now - last_ >= pause_; }

    void reset() override {
        fed_ = {};
        kept_.clear();
        skipping_ = given_ = ended_ = false;
    }

private:
    result take(std::string_view bytes) {
        if (skipping_ || bytes.empty()) return {};
        if (kept_.empty()) began_ = last_;
        skipping_ = kept_.size() + bytes.size() > max_;
        kept_.append(bytes.substr(0, max_ - kept_.size()));
        if (!skipping_) return {};
        given_ = true;
        return {bad, {kept_, began_}, reject::too_long};
    }

    const duration pause_;
    const std::size_t max_;
    std::string_view fed_;
    monotonic_time last_{};   // arrival
    std::string kept_;        // the frame that is being taken
    monotonic_time began_{};  // when its first byte arrived
    bool given_ = false;      // kept_ is what the last result is a view of
    bool skipping_ = false;   // to the next pause
    bool ended_ = false;      // a pause came before what is fed
};

constexpr std::array options{
    option{.name = "max",
           .form = {.is = kind::size, .min = 16, .max = 64 * 1024},
           .preset = "4KiB",
           .help = "the longest frame; a longer one is counted and skipped"},
    checksum_option,
};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    return std::make_unique<idle>(use.argument.duration(),
                                  static_cast<std::size_t>(use.options["max"].integer()));
}

}  // namespace

constinit const framer_kind idle_framer{
    {.name = "idle",
     .help = "a frame ends when nothing came for so long; longer than the pauses of the adapter (a USB one "
             "may hold bytes back for 16 ms)",
     .argument = {.is = kind::duration, .min = 0.001, .max = 60},
     .options = options},
    make};

}  // namespace weir
