#include <cmath>

#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

// Halves away from zero. Numbers too large to have these decimals, NaN and the infinities stay as they are.
// `parts` of one are told apart.
double rounded(double number, double parts) {
    const double scaled = number * parts;
    if (!(std::abs(scaled) < 0x1p52)) return number;
    return std::round(scaled) / parts + 0.0;  // no negative zero
}

double read_parts(const setting& decimals) {
    return std::pow(10.0, static_cast<double>(decimals.integer()));
}

class round : public stage {
public:
    explicit round(const setting& argument) : parts_(argument, read_parts) {}

    outcome apply(sample& through, const moment&) override {
        return parts_.change_numbers(through, [](value& data, double /*number*/, double parts) {
            if (auto* const number = std::get_if<double>(&data)) *number = rounded(*number, parts);
            return true;
        });
    }

private:
    per_field<double> parts_;
};

std::unique_ptr<stage> make_round(const component_use& use, problems&) {
    return std::make_unique<round>(use.argument);
}

constexpr shape decimals{.is = kind::integer, .unit = "decimals", .min = 0, .max = 12};
constexpr shape decimals_by_field = map_from_field(decimals);

}  // namespace

extern const stage_kind round_stage;
const stage_kind round_stage{
    {"round",
     "Rounds to so many decimals: one count for all numbers, or a map from field to count. Integers, null "
     "and "
     "NaN stay; what is no number in a named field becomes null and failed.",
     {.is = kind::integer, .unit = "decimals", .min = 0, .max = 12, .or_else = &decimals_by_field}},
    make_round};

}  // namespace weir
