#include <array>
#include <optional>

#include "daemon/process/changes.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class delta : public stage {
public:
    delta(const setting& argument, std::optional<duration> at_least_every)
        : changes_(argument), at_least_every_(at_least_every) {}

    outcome apply(sample& through, const moment& now) override {
        if (passed_ && !overdue(now.at) && !changes_.any(through)) return held;
        passed_ = now.at;
        changes_.remember(through);
        return passes;
    }

private:
    bool overdue(monotonic_time now) const { return at_least_every_ && now - *passed_ >= *at_least_every_; }

    changes changes_;  // since the last sample that passed and had the field
    std::optional<duration> at_least_every_;
    std::optional<monotonic_time> passed_;
};

void check_delta(const component_use& use, problems& found) {
    check_steps(use.argument, found);
}

std::unique_ptr<stage> make_delta(const component_use& use, problems&) {
    const setting& every = use.options["at_least_every"];
    return std::make_unique<delta>(use.argument,
                                   every.present() ? std::optional(every.duration()) : std::nullopt);
}

constexpr std::array options{option{"at_least_every",
                                    {.is = kind::duration, .min = 0},
                                    {},
                                    "After this time a sample passes even if nothing changed."}};

}  // namespace

extern const stage_kind delta_stage;
const stage_kind delta_stage{
    {"delta",
     "Lets a sample through when a number has moved at least so far since the last one that passed (0: at "
     "all; 5%: by this share of it), or another field changed: one number for all fields, or a map that "
     "names the fields which count.",
     step_argument, options, check_delta},
    make_delta};

}  // namespace weir
