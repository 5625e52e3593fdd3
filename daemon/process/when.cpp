#include "daemon/process/sample_expression.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class when : public stage {
public:
    explicit when(const setting& argument) : condition_(argument.text()) {}

    outcome apply(sample& through, const moment&) override {
        const value* worth = condition_.evaluate(through);
        if (worth == nullptr) return failed;
        if (std::holds_alternative<std::monostate>(*worth)) return held;
        const bool* truth = std::get_if<bool>(worth);
        if (truth == nullptr) return failed;
        return *truth ? passes : held;
    }

private:
    sample_expression condition_;
};

std::unique_ptr<stage> make_when(const component_use& use, problems&) {
    return std::make_unique<when>(use.argument);
}

}  // namespace

extern const stage_kind when_stage;
const stage_kind when_stage{{"when",
                             "Lets a sample through for which the expression is true; one for which it is "
                             "false or null goes no further.",
                             expression_form},
                            make_when};

}  // namespace weir
