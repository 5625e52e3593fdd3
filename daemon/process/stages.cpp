#include "daemon/process/stage.hpp"

namespace weir {

extern const stage_kind scale_stage;
extern const stage_kind offset_stage;
extern const stage_kind round_stage;
extern const stage_kind range_stage;
extern const stage_kind clamp_stage;
extern const stage_kind round_to_multiple_of_stage;
extern const stage_kind calibrate_linear_stage;
extern const stage_kind calibrate_polynomial_stage;
extern const stage_kind ntc_stage;
extern const stage_kind expr_stage;
extern const stage_kind keep_stage;
extern const stage_kind drop_stage;
extern const stage_kind map_stage;
extern const stage_kind set_stage;
extern const stage_kind hysteresis_stage;
extern const stage_kind count_stage;
extern const stage_kind when_stage;
extern const stage_kind filter_out_stage;
extern const stage_kind skip_initial_stage;
extern const stage_kind throttle_stage;
extern const stage_kind delta_stage;
extern const stage_kind debounce_stage;
extern const stage_kind median_stage;
extern const stage_kind min_stage;
extern const stage_kind max_stage;
extern const stage_kind mean_stage;
extern const stage_kind sliding_window_moving_average_stage;
extern const stage_kind quantile_stage;
extern const stage_kind exponential_moving_average_stage;
extern const stage_kind throttle_average_stage;
extern const stage_kind heartbeat_stage;
extern const stage_kind timeout_stage;
extern const stage_kind derivative_stage;
extern const stage_kind integrate_stage;
extern const stage_kind aggregate_stage;

catalogue stages() {
    // One a line; in the order of docs/processing.md.
    // clang-format off
    static constexpr const component* table[] = {
        &scale_stage,
        &offset_stage,
        &round_stage,
        &range_stage,
        &clamp_stage,
        &round_to_multiple_of_stage,
        &calibrate_linear_stage,
        &calibrate_polynomial_stage,
        &ntc_stage,
        &expr_stage,
        &keep_stage,
        &drop_stage,
        &map_stage,
        &set_stage,
        &hysteresis_stage,
        &count_stage,
        &when_stage,
        &filter_out_stage,
        &skip_initial_stage,
        &throttle_stage,
        &delta_stage,
        &debounce_stage,
        &median_stage,
        &min_stage,
        &max_stage,
        &mean_stage,
        &sliding_window_moving_average_stage,
        &quantile_stage,
        &exponential_moving_average_stage,
        &throttle_average_stage,
        &heartbeat_stage,
        &timeout_stage,
        &derivative_stage,
        &integrate_stage,
        &aggregate_stage,
    };
    // clang-format on
    return table;
}

std::unique_ptr<stage> make_stage(const component_use& use, problems& found) {
    return make_component<stage_kind>(use, found);
}

}  // namespace weir
