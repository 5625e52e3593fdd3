#include "drivers/raw/scale.hpp"

#include <cmath>
#include <optional>

namespace weir {

namespace {

constexpr double exact = 9007199254740992;  // 2^53: integers up to it are doubles

// The number as an integer, if it is one but for what its binary form lacks.
std::optional<double> whole(double number) {
    const double nearest = std::round(number);
    const bool is = std::abs(number - nearest) <= std::abs(number) * 1e-12 && std::abs(nearest) < exact;
    return is ? std::optional(nearest) : std::nullopt;
}

// Scale and offset as integers over a power of ten: 0.1 and -40 are 1 and -400 over 10.
struct decimal {
    double scale;
    double offset;
    double power;
};

std::optional<decimal> decimal_of(const number_meaning& as) {
    constexpr int most_digits = 9;
    double power = 1;
    for (int digits = 0; digits <= most_digits; ++digits, power *= 10) {
        const auto scale = whole(as.scale * power);
        const auto offset = whole(as.offset * power);
        if (scale && *scale != 0 && offset) return decimal{*scale, *offset, power};
    }
    return std::nullopt;
}

}  // namespace

double to_value(const number_meaning& as, double raw) {
    if (!is_scaled(as)) return raw;
    const auto by = decimal_of(as);
    if (!by || !(std::abs(raw * by->scale) < exact)) return raw * as.scale + as.offset;
    return (raw * by->scale + by->offset) / by->power;
}

double to_raw(const number_meaning& as, double value) {
    if (!is_scaled(as)) return value;
    const auto by = decimal_of(as);
    if (!by || !(std::abs(value * by->power) < exact)) return (value - as.offset) / as.scale;
    return (value * by->power - by->offset) / by->scale;
}

}  // namespace weir
