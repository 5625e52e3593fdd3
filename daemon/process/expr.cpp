#include <string>
#include <utility>
#include <vector>

#include "daemon/process/names.hpp"
#include "daemon/process/sample_expression.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class expr : public stage {
public:
    explicit expr(const setting& argument) {
        for (const setting::member& each : argument.members())
            all_.push_back({each.name, sample_expression(each.value.text()), {}});
    }

    outcome apply(sample& through, const moment&) override {
        outcome result = passes;
        for (computed& each : all_) {
            const value* worth = each.by.evaluate(through);
            if (worth == nullptr) result = failed;
            each.holds = worth == nullptr ? value() : *worth;  // it may be the field that it goes to
            through.slot(each.field) = each.holds;
        }
        return result;
    }

private:
    struct computed {
        std::string field;
        sample_expression by;
        value holds;
    };

    std::vector<computed> all_;
};

void check_expr(const component_use& use, problems& found) {
    for (const setting::member& each : use.argument.members())
        check_new_field(each.name, each.name_at, found);
}

std::unique_ptr<stage> make_expr(const component_use& use, problems&) {
    return std::make_unique<expr>(use.argument);
}

}  // namespace

extern const stage_kind expr_stage;
const stage_kind expr_stage{
    {"expr",
     "Computes fields, new ones or in place of those there are, one after the other: a map from field to "
     "expression. One that fails makes its field null.",
     {.is = kind::map, .min = 1, .max = 64, .item = &expression_form},
     {},
     check_expr},
    make_expr};

}  // namespace weir
