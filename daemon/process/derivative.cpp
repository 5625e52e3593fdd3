#include <array>

#include "daemon/process/followed_field.hpp"
#include "daemon/process/time_unit.hpp"

namespace weir {

namespace {

class slope {
public:
    explicit slope(duration unit) : unit_(unit) {}

    std::optional<double> follow(std::optional<double> number, monotonic_time arrived) {
        if (!number) return std::nullopt;
        if (before_ && arrived <= at_) return latest_;  // frames of one read have one time
        if (before_) latest_ = (*number - *before_) / in_units(arrived - at_, unit_);
        before_ = number;
        at_ = arrived;
        return latest_;
    }

private:
    duration unit_;
    std::optional<double> before_;
    monotonic_time at_{};
    std::optional<double> latest_;
};

std::unique_ptr<stage> make_derivative(const component_use& use, problems&) {
    return std::make_unique<following_stage<slope>>(use.argument,
                                                    slope(time_unit_of(use.options["time_unit"])));
}

constexpr std::array options{option{"time_unit", time_unit_form, "s", "The rate is per this unit of time."}};

}  // namespace

extern const stage_kind derivative_stage;
const stage_kind derivative_stage{
    {"derivative",
     "How fast a field changes, from its number before and the time between the two; null for the first. A "
     "field's name, or a list of them: the rate takes the number's place; or a map from field to the new "
     "field that gets the rate.",
     followed_argument, options, check_followed},
    make_derivative};

}  // namespace weir
