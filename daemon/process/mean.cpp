#include "daemon/process/window_stage.hpp"

namespace weir {

extern const stage_kind mean_stage;
const stage_kind mean_stage{{"mean",
                             "The mean over a sliding window of the last so many samples, or of the last "
                             "time: one window for all numeric fields, or a map from field to window.",
                             window_argument, window_options, check_windows},
                            make_window_stage<folding_window<average>>};

extern const stage_kind sliding_window_moving_average_stage;
const stage_kind sliding_window_moving_average_stage{
    {"sliding_window_moving_average", "ESPHome's name of `mean`.", window_argument, window_options,
     check_windows},
    make_window_stage<folding_window<average>>};

}  // namespace weir
