#include "daemon/process/amount.hpp"
#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

// An integer stays one as long as the offset is whole and the sum fits into 64 bits.
inline void add(value& to, double number, const amount& by) {
    auto* integer = std::get_if<std::int64_t>(&to);
    std::int64_t sum = 0;
    if (integer != nullptr && by.integer && !__builtin_add_overflow(*integer, *by.integer, &sum)) {
        *integer = sum;
    } else {
        to = number + by.number;
    }
}

class offset : public stage {
public:
    explicit offset(const setting& argument) : amounts_(argument, read_amount) {}

    outcome apply(sample& through, const moment&) override {
        return amounts_.change_numbers(through, [](value& data, double number, const amount& by) {
            add(data, number, by);
            return true;
        });
    }

private:
    per_field<amount> amounts_;
};

std::unique_ptr<stage> make_offset(const component_use& use, problems&) {
    return std::make_unique<offset>(use.argument);
}

constexpr shape number{.is = kind::number};
constexpr shape numbers = map_from_field(number);

}  // namespace

extern const stage_kind offset_stage;
const stage_kind offset_stage{
    {"offset",
     "Adds: one number for all numeric fields, or a map from field to number; an "
     "integer plus a whole number stays one. Null and NaN stay; what is no number in a named "
     "field becomes null and failed.",
     {.is = kind::number, .or_else = &numbers}},
    make_offset};

}  // namespace weir
