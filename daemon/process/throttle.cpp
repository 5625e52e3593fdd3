#include <optional>

#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class throttle : public stage {
public:
    explicit throttle(duration interval) : interval_(interval) {}

    outcome apply(sample&, const moment& now) override {
        if (passed_ && now.at - *passed_ < interval_) return held;
        passed_ = now.at;
        return passes;
    }

private:
    duration interval_;
    std::optional<monotonic_time> passed_;
};

std::unique_ptr<stage> make_throttle(const component_use& use, problems&) {
    return std::make_unique<throttle>(use.argument.duration());
}

}  // namespace

extern const stage_kind throttle_stage;
const stage_kind throttle_stage{{"throttle",
                                 "Lets at most one sample through in this time, the first at once.",
                                 {.is = kind::duration, .min = 0}},
                                make_throttle};

}  // namespace weir
