#include "daemon/process/stage.hpp"

namespace weir {

extern const stage_kind scale_stage;
extern const stage_kind offset_stage;
extern const stage_kind round_stage;
extern const stage_kind range_stage;
extern const stage_kind keep_stage;
extern const stage_kind drop_stage;
extern const stage_kind throttle_stage;
extern const stage_kind delta_stage;
extern const stage_kind expr_stage;
extern const stage_kind when_stage;

catalogue stages() {
    // One a line.
    // clang-format off
    static constexpr const component* table[] = {
        &scale_stage,
        &offset_stage,
        &round_stage,
        &range_stage,
        &keep_stage,
        &drop_stage,
        &throttle_stage,
        &delta_stage,
        &expr_stage,
        &when_stage,
    };
    // clang-format on
    return table;
}

std::unique_ptr<stage> make_stage(const component_use& use, problems& found) {
    return make_component<stage_kind>(use, found);
}

}  // namespace weir
