#include "daemon/process/sample_expression.hpp"

#include <algorithm>
#include <string>

#include "daemon/encode/format.hpp"

namespace weir {

const value* find_operand(const sample& in, std::string_view name, value& room) {
    if (name == "quality") {
        assign(room, name_of(in.quality));
        return &room;
    }
    if (const value* exact = in.find(name)) return exact;
    const auto found = std::find_if(in.fields.begin(), in.fields.end(),
                                    [&](const field& each) { return stands_for(name, each.name); });
    return found == in.fields.end() ? nullptr : &found->data;
}

sample_expression::sample_expression(std::string_view text)
    : expression_(expression::checked(text)), operands_(expression_.names().size()) {}

const value* sample_expression::evaluate(const sample& over) {
    for (std::size_t i = 0; i < operands_.size(); ++i)
        operands_[i] = find_operand(over, expression_.names()[i], quality_);
    return expression_.evaluate(operands_);
}

}  // namespace weir
