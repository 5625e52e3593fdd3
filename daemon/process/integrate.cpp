#include <array>
#include <cmath>

#include "daemon/process/followed_field.hpp"
#include "daemon/process/time_unit.hpp"

namespace weir {

namespace {

constexpr std::array<std::string_view, 3> methods{"trapezoid", "left", "right"};

// How much the earlier and the later of two numbers count for the time between them.
struct weights {
    double earlier = 0.5;
    double later = 0.5;
};

weights read_method(const setting& chosen) {
    if (!chosen.present() || chosen.text() == methods[0]) return {};
    return chosen.text() == methods[1] ? weights{1, 0} : weights{0, 1};
}

class integral {
public:
    integral(duration unit, const weights& weigh, duration max_gap)
        : unit_(unit), weigh_(weigh), max_gap_(max_gap) {}

    std::optional<double> follow(std::optional<double> number, monotonic_time arrived) {
        if (!number) return sum_;
        const duration gap = before_ ? arrived - at_ : duration::zero();
        if (gap > duration::zero() && gap <= max_gap_) {
            const double more = (weigh_.earlier * *before_ + weigh_.later * *number) * in_units(gap, unit_);
            if (std::isfinite(sum_ + more)) sum_ += more;
        }
        before_ = number;
        at_ = std::max(at_, arrived);
        return sum_;
    }

private:
    duration unit_;
    weights weigh_;
    duration max_gap_;
    double sum_ = 0;
    std::optional<double> before_;
    monotonic_time at_{};
};

std::unique_ptr<stage> make_integrate(const component_use& use, problems&) {
    const setting& max_gap = use.options["max_gap"];
    const integral start(time_unit_of(use.options["time_unit"]),
                         read_method(use.options["integration_method"]),
                         max_gap.present() ? max_gap.duration() : duration::max());
    return std::make_unique<following_stage<integral>>(use.argument, start);
}

constexpr std::array options{
    option{"time_unit", time_unit_form, {}, "The unit in which time counts: `h` makes Wh of W.", true},
    option{"integration_method",
           {.is = kind::choice, .choices = methods},
           "trapezoid",
           "What counts for the time between two numbers: their mean (`trapezoid`), the earlier (`left`) or "
           "the later (`right`)."},
    option{"max_gap",
           {.is = kind::duration, .min = 0.001},
           {},
           "A longer time between two numbers adds nothing; without it every time counts."}};

}  // namespace

extern const stage_kind integrate_stage;
const stage_kind integrate_stage{{"integrate",
                                  "A field's numbers times the time between them, added up from 0 since the "
                                  "start. A field's name, or a list of them: the sum takes the number's "
                                  "place; or a map from field to the new field that gets the sum.",
                                  followed_argument, options, check_followed},
                                 make_integrate};

}  // namespace weir
