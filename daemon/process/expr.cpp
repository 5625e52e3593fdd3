#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "daemon/process/sample_expression.hpp"
#include "daemon/process/stage.hpp"
#include "drivers/text.hpp"

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
    static constexpr std::array<std::string_view, 4> taken{"ts", "seq", "quality", "clock"};
    for (const setting::member& each : use.argument.members()) {
        if (std::find(taken.begin(), taken.end(), each.name) != taken.end()) {
            found.add(each.name_at, "'" + each.name + "' is a sample's own", "give the field another name");
        } else if (!is_field_name(each.name)) {
            found.add(each.name_at, "not a field's name", "letters, digits, '_', '-' and '.'");
        }
    }
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
