#include "daemon/process/window_stage.hpp"

namespace weir {

extern const stage_kind max_stage;
const stage_kind max_stage{{"max",
                            "The largest number over a sliding window of the last so many samples, or of the "
                            "last time: one window for all numeric fields, or a map from field to window.",
                            window_argument, window_options, check_windows},
                           make_window_stage<folding_window<largest>>};

}  // namespace weir
