#include "daemon/process/window_stage.hpp"

namespace weir {

namespace {

constexpr double usual_share = 0.9;

std::unique_ptr<stage> make_quantile(const component_use& use, problems&) {
    const setting& share = use.options["share"];
    return std::make_unique<window_stage<quantile_window>>(
        use, quantile_window(share.present() ? share.number() : usual_share));
}

constexpr std::array options{option{"share",
                                    {.is = kind::number, .min = 0, .max = 1},
                                    "0.9",
                                    "Which quantile: the smallest number that at least this share of the "
                                    "window is not above. (ESPHome calls it `quantile`.)"},
                             send_every_option, send_first_at_option};

}  // namespace

extern const stage_kind quantile_stage;
const stage_kind quantile_stage{
    {"quantile",
     "A quantile over a sliding window of the last so many samples, or of the last time: one window for all "
     "numeric fields, or a map from field to window.",
     window_argument, options, check_windows},
    make_quantile};

}  // namespace weir
