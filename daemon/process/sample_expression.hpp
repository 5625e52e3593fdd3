#pragma once

#include <string_view>
#include <vector>

#include "drivers/expression.hpp"
#include "drivers/option.hpp"
#include "drivers/value.hpp"

namespace weir {

// The text of an expression, as a stage's argument.
inline constexpr shape expression_form{
    .is = kind::text, .min = 1, .max = expression::longest, .is_expression = true};

// What a name of an expression stands for in a sample: a field, or its quality, which is put into `room`.
// A field that is called so comes before one whose hyphens are written `_`. Null: there is none.
const value* find_operand(const sample& in, std::string_view name, value& room);

// An expression over the fields of a sample, and its `quality`.
class sample_expression {
public:
    // `text` was checked.
    explicit sample_expression(std::string_view text);

    // As expression::evaluate(). The result lives until the next evaluation or a change of the sample.
    const value* evaluate(const sample& over);

private:
    expression expression_;
    std::vector<const value*> operands_;  // beside the expression's names
    value quality_ = std::string();
};

}  // namespace weir
