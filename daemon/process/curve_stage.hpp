#pragma once

#include <cmath>
#include <utility>

#include "daemon/process/per_field.hpp"

namespace weir {

// A stage that sends numbers through a curve: `double operator()(double) const`, called with finite numbers.
// Where that gives no finite one the stage has failed. NaN and the infinities stay.
template <class Curve>
class curve_stage : public stage {
public:
    explicit curve_stage(per_field<Curve> curves) : curves_(std::move(curves)) {}

    outcome apply(sample& through, const moment&) override {
        return curves_.change_numbers(through, [](value& data, double number, const Curve& curve) {
            if (!std::isfinite(number)) return true;
            const double result = curve(number);
            data = result;
            return std::isfinite(result);
        });
    }

private:
    per_field<Curve> curves_;
};

}  // namespace weir
