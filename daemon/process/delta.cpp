#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

// A device that invents names without end must not grow us: beyond this many all is forgotten, and the next
// sample passes.
constexpr std::size_t most_names = 4096;

// NaN goes out as null, so it counts as null here.
bool is_null(const value& what) {
    const auto* number = std::get_if<double>(&what);
    return std::holds_alternative<std::monostate>(what) || (number != nullptr && std::isnan(*number));
}

// Whether two integers lie at least so far apart; exact, however large they are.
bool apart(std::int64_t one, std::int64_t other, double least) {
    const auto high = static_cast<std::uint64_t>(std::max(one, other));
    const auto low = static_cast<std::uint64_t>(std::min(one, other));
    return high != low && static_cast<double>(high - low) >= least;
}

// The slack is what the difference of two decimals lacks in binary: 23.4 - 23.3 is a little less than 0.1.
bool apart(double one, double other, double least) {
    const double distance = std::abs(one - other);
    const double most = std::max(std::abs(one), std::abs(other));
    const double slack = std::isfinite(most) ? 4 * std::numeric_limits<double>::epsilon() * most : 0;
    return distance > 0 && distance + slack >= least;
}

bool changed(const value& before, const value& now, double least) {
    if (is_null(before) || is_null(now)) return is_null(before) != is_null(now);
    const auto* one = std::get_if<std::int64_t>(&before);
    const auto* other = std::get_if<std::int64_t>(&now);
    if (one != nullptr && other != nullptr) return apart(*one, *other, least);
    if (as_number(before) && as_number(now)) return apart(*as_number(before), *as_number(now), least);
    return before != now;
}

class delta : public stage {
public:
    delta(const setting& argument, std::optional<duration> at_least_every)
        : least_(argument, [](const setting& one) { return one.number(); }),
          at_least_every_(at_least_every) {}

    outcome apply(sample& through, const moment& now) override {
        if (passed_ && !overdue(now.at) && !any_changed(through)) return held;
        passed_ = now.at;
        remember(through);
        return passes;
    }

private:
    bool overdue(monotonic_time now) const { return at_least_every_ && now - *passed_ >= *at_least_every_; }

    bool any_changed(const sample& in) const {
        return std::any_of(in.fields.begin(), in.fields.end(), [&](const field& each) {
            const double* least = least_.find(each.name);
            if (least == nullptr) return false;
            const auto before = last_.find(each.name);
            return before == last_.end() || changed(before->second, each.data, *least);
        });
    }

    // A field that this sample lacks keeps its last value: not every sample of a device has every field.
    void remember(const sample& in) {
        if (last_.size() + in.fields.size() > most_names) last_.clear();
        for (const field& each : in.fields) {
            if (least_.find(each.name) != nullptr) last_.insert_or_assign(each.name, each.data);
        }
    }

    per_field<double> least_;
    std::optional<duration> at_least_every_;
    std::optional<monotonic_time> passed_;
    std::map<std::string, value, std::less<>> last_;  // as of the last sample that passed and had the field
};

std::unique_ptr<stage> make_delta(const component_use& use, problems&) {
    const setting& every = use.options["at_least_every"];
    return std::make_unique<delta>(use.argument,
                                   every.present() ? std::optional(every.duration()) : std::nullopt);
}

constexpr shape least{.is = kind::number, .min = 0};
constexpr shape least_by_field = map_from_field(least);
constexpr std::array options{option{"at_least_every",
                                    {.is = kind::duration, .min = 0},
                                    {},
                                    "After this time a sample passes even if nothing changed."}};

}  // namespace

extern const stage_kind delta_stage;
const stage_kind delta_stage{
    {"delta",
     "Lets a sample through when a number has moved at least so far since the last one that passed (0: at "
     "all), or "
     "another field changed: one number for all fields, or a map that names the fields which count.",
     {.is = kind::number, .min = 0, .or_else = &least_by_field},
     options},
    make_delta};

}  // namespace weir
