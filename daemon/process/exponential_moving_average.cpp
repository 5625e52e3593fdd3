#include <array>
#include <cmath>

#include "daemon/process/by_name.hpp"
#include "daemon/process/smoothing_stage.hpp"

namespace weir {

namespace {

// `{alpha: 0.1}`, ESPHome's form, is that for all fields.
const setting& without_alpha(const setting& argument) {
    return argument.is<setting::map>() && argument["alpha"].present() ? argument["alpha"] : argument;
}

class exponential_moving_average final : public smoothing_stage<double> {
public:
    explicit exponential_moving_average(const component_use& use)
        : smoothing_stage(without_alpha(use.argument), read_alpha, use.options) {}

private:
    static double read_alpha(const setting& one) { return one.number(); }

    // Null stays null, and the average what it was.
    std::optional<double> smooth(std::string_view name, std::optional<double> number, const double& alpha,
                                 monotonic_time) override {
        if (!number) return std::nullopt;
        double& average = averages_.at(name, *number);
        average = std::lerp(average, *number, alpha);  // exact where the two are equal
        return average;
    }

    by_name<double> averages_;
};

std::unique_ptr<stage> make_exponential_moving_average(const component_use& use, problems&) {
    return std::make_unique<exponential_moving_average>(use);
}

constexpr shape alpha{.is = kind::number, .min = 0.0001, .max = 1};
constexpr shape alpha_by_field = map_from_field(alpha);
constexpr std::array members{
    option{"alpha", alpha, {}, "The weight of the latest number; the higher, the less is smoothed.", true}};
constexpr shape group{.is = kind::group, .members = members, .or_else = &alpha_by_field};
constexpr std::array options{send_every_option, send_first_at_option};

}  // namespace

extern const stage_kind exponential_moving_average_stage;
const stage_kind exponential_moving_average_stage{
    {"exponential_moving_average",
     "The average so far moves towards each number by `alpha` of the way: one alpha for all numeric fields, "
     "or a map from field to alpha.",
     {.is = kind::number, .min = 0.0001, .max = 1, .or_else = &group},
     options,
     send_every::check},
    make_exponential_moving_average};

}  // namespace weir
