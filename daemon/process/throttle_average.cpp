#include <array>
#include <optional>
#include <utility>

#include "daemon/process/beat.hpp"
#include "daemon/process/changes.hpp"
#include "daemon/process/stage.hpp"
#include "daemon/process/tally.hpp"

namespace weir {

namespace {

class throttle_average final : public stage {
public:
    throttle_average(duration interval, std::optional<changes> steps)
        : interval_(interval), steps_(std::move(steps)) {}

    outcome apply(sample& through, const moment& now) override {
        if (steps_ && steps_->any(through)) {
            step_ = through;
            steps_->remember(through);
            ends_ = now.at + interval_;
        } else {
            if (!ends_) ends_ = now.at + interval_;
            if (*ends_ <= now.at) ends_ = next_beat(*ends_, interval_, now.at);
            gathered_.add(through);
        }
        return held;
    }

    bool keeps_time() const override { return true; }
    monotonic_time due() const override {
        if (step_) return step_->arrived;
        return gathered_.empty() ? never : *ends_;
    }

    // Ahead of a step goes the mean of what was gathered before it.
    bool elapse(sample& made, const moment& now) override {
        if (gathered_.empty()) {
            std::swap(made, *step_);
            step_.reset();
            return true;
        }
        write_means(made);
        made.arrived = step_ ? step_->arrived : now.at;
        if (steps_ && !step_) steps_->remember(made);
        gathered_.clear();
        return true;
    }

private:
    // Text and booleans are the last.
    void write_means(sample& made) const {
        made.quality = gathered_.quality();
        for (std::size_t i = 0; i < gathered_.size(); ++i) {
            const auto [name, of] = gathered_[i];
            made.fields.add(name) = of.has_numbers() ? of.mean() : of.last();
        }
    }

    duration interval_;
    std::optional<changes> steps_;        // since what was said last
    std::optional<monotonic_time> ends_;  // an interval; nothing: none has begun
    tallies gathered_;
    std::optional<sample> step_;  // waits for the mean of what came before to be said
};

void check_throttle_average(const component_use& use, problems& found) {
    if (use.options["delta"].present()) check_steps(use.options["delta"], found);
}

std::unique_ptr<stage> make_throttle_average(const component_use& use, problems&) {
    const setting& delta = use.options["delta"];
    return std::make_unique<throttle_average>(use.argument.duration(),
                                              delta.present() ? std::optional<changes>(delta) : std::nullopt);
}

constexpr std::array options{
    option{"delta",
           step_argument,
           {},
           "A sample whose number lies so far from what was sent last goes on at once, as it is, ahead of it "
           "the mean of what came before, and the time begins anew; for all fields, or those named."}};

}  // namespace

extern const stage_kind throttle_average_stage;
const stage_kind throttle_average_stage{
    {"throttle_average",
     "Sends one sample in this time, at its end: the means of the numbers that came, of other fields the "
     "last. Nothing when nothing came.",
     {.is = kind::duration, .min = 0.001},
     options,
     check_throttle_average},
    make_throttle_average};

}  // namespace weir
