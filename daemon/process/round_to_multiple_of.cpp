#include <cmath>
#include <limits>

#include "daemon/process/per_field.hpp"

namespace weir {

namespace {

// whole / parts: so that multiples of 0.1 come out as 0.3 and not as 0.30000000000000004.
struct multiple {
    double whole = 1;
    double parts = 1;  // a power of ten
};

multiple read_multiple(const setting& one) {
    const double size = one.number();
    double parts = 1;
    for (int decimals = 0; decimals <= 12; ++decimals, parts *= 10) {
        const double whole = std::round(size * parts);
        const double slack = 4 * std::numeric_limits<double>::epsilon() * whole;
        if (whole >= 1 && std::abs(size * parts - whole) <= slack) return {whole, parts};
    }
    return {size, 1};
}

// Halves to the even multiple. Numbers too large to have such a multiple, NaN and the infinities stay.
void to_multiple(value& data, double number, const multiple& of) {
    const double count = std::nearbyint(number * of.parts / of.whole);
    const double nearest = count * of.whole / of.parts + 0.0;  // no negative zero
    if (!(std::abs(count) < 0x1p52 && std::abs(nearest) < 0x1p52)) return;
    const bool whole = of.parts == 1 && std::trunc(of.whole) == of.whole;
    if (whole && std::holds_alternative<std::int64_t>(data)) {
        data = static_cast<std::int64_t>(nearest);
    } else {
        data = nearest;
    }
}

class round_to_multiple_of : public stage {
public:
    explicit round_to_multiple_of(const setting& argument) : multiples_(argument, read_multiple) {}

    outcome apply(sample& through, const moment&) override {
        return multiples_.change_numbers(through, [](value& data, double number, const multiple& of) {
            to_multiple(data, number, of);
            return true;
        });
    }

private:
    per_field<multiple> multiples_;
};

void check_multiple(const component_use& use, problems& found) {
    check_each(use.argument, !use.argument.is<setting::map>(),
               [&](const setting& one, const std::string& of_what) {
                   if (!(one.number() > 0))
                       found.add(one.where, "the multiple" + of_what + " is not above 0");
               });
}

std::unique_ptr<stage> make_round_to_multiple_of(const component_use& use, problems&) {
    return std::make_unique<round_to_multiple_of>(use.argument);
}

constexpr shape number{.is = kind::number, .min = 0};
constexpr shape numbers = map_from_field(number);

}  // namespace

extern const stage_kind round_to_multiple_of_stage;
const stage_kind round_to_multiple_of_stage{{"round_to_multiple_of",
                                             "Rounds to the nearest multiple of a number above 0: one for "
                                             "all numeric fields, or a map from field to it. An "
                                             "integer stays one where the number is whole. Null and NaN "
                                             "stay; what is no number in a named field becomes "
                                             "null and failed.",
                                             {.is = kind::number, .min = 0, .or_else = &numbers},
                                             {},
                                             check_multiple},
                                            make_round_to_multiple_of};

}  // namespace weir
