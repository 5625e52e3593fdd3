#include <utility>

#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class debounce final : public stage {
public:
    explicit debounce(duration quiet) : quiet_(quiet) {}

    outcome apply(sample& through, const moment& now) override {
        waiting_ = through;
        due_ = now.at + quiet_;
        return held;
    }

    bool keeps_time() const override { return true; }
    monotonic_time due() const override { return due_; }
    bool elapse(sample& made, const moment&) override {
        std::swap(made, waiting_);
        due_ = never;
        return true;
    }

private:
    duration quiet_;
    monotonic_time due_ = never;  // while no sample waits
    sample waiting_;
};

std::unique_ptr<stage> make_debounce(const component_use& use, problems&) {
    return std::make_unique<debounce>(use.argument.duration());
}

}  // namespace

extern const stage_kind debounce_stage;
const stage_kind debounce_stage{{"debounce",
                                 "Lets a sample through when no other has come for this time, and so much "
                                 "later; its time is that of its arrival.",
                                 {.is = kind::duration, .min = 0.001}},
                                make_debounce};

}  // namespace weir
