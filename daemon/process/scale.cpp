#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class scale : public stage {
public:
    explicit scale(const setting& argument)
        : factors_(argument, [](const setting& one) { return one.number(); }) {}

    outcome apply(sample& through, const moment&) override {
        return factors_.change_numbers(through, [](value& data, double number, double factor) {
            data = number * factor;
            return true;
        });
    }

private:
    per_field<double> factors_;
};

std::unique_ptr<stage> make_scale(const component_use& use, problems&) {
    return std::make_unique<scale>(use.argument);
}

constexpr shape number{.is = kind::number};
constexpr shape numbers = map_from_field(number);

}  // namespace

extern const stage_kind scale_stage;
const stage_kind scale_stage{
    {"scale",
     "Multiplies: one factor for all numeric fields, or a map from field to factor; gives a "
     "number. Null and NaN stay; what is no number in a named field becomes null and failed.",
     {.is = kind::number, .or_else = &numbers}},
    make_scale};

}  // namespace weir
