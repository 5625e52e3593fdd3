#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class skip_initial : public stage {
public:
    explicit skip_initial(std::int64_t samples) : left_(samples) {}

    outcome apply(sample&, const moment&) override {
        if (left_ == 0) return passes;
        --left_;
        return held;
    }

private:
    std::int64_t left_;
};

std::unique_ptr<stage> make_skip_initial(const component_use& use, problems&) {
    return std::make_unique<skip_initial>(use.argument.integer());
}

}  // namespace

extern const stage_kind skip_initial_stage;
const stage_kind skip_initial_stage{
    {"skip_initial",
     "Holds back so many samples at the start of the daemon, whatever they hold; then lets all through.",
     {.is = kind::integer, .unit = "samples", .min = 0, .max = 1'000'000}},
    make_skip_initial};

}  // namespace weir
