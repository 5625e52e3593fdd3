#include <cmath>

#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

struct shift {
    double number = 0;
    std::optional<std::int64_t> integer;  // the same, when it is a whole one
};

shift read_shift(const setting& one) {
    if (one.is<std::int64_t>()) return {one.number(), one.integer()};
    const double number = one.number();
    const bool whole = std::trunc(number) == number && std::abs(number) < 0x1p63;
    return {number, whole ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt};
}

// An integer stays one as long as the offset is whole and the sum fits into 64 bits.
void add(value& to, const shift& by) {
    auto* integer = std::get_if<std::int64_t>(&to);
    std::int64_t sum = 0;
    if (integer != nullptr && by.integer && !__builtin_add_overflow(*integer, *by.integer, &sum)) {
        *integer = sum;
    } else if (const auto number = as_number(to)) {
        to = *number + by.number;
    }
}

class offset : public stage {
public:
    explicit offset(const setting& argument) : shifts_(argument, read_shift) {}

    outcome apply(sample& through, const moment&) override {
        for (field& each : through.fields) {
            const shift* by = shifts_.find(each.name);
            if (by != nullptr) add(each.data, *by);
        }
        return passes;
    }

private:
    per_field<shift> shifts_;
};

std::unique_ptr<stage> make_offset(const component_use& use, problems&) {
    return std::make_unique<offset>(use.argument);
}

constexpr shape number{.is = kind::number};
constexpr shape numbers = map_from_field(number);

}  // namespace

extern const stage_kind offset_stage;
const stage_kind offset_stage{{"offset",
                               "Adds: one number for all numeric fields, or a map from field to number; an "
                               "integer plus a whole number stays one.",
                               {.is = kind::number, .or_else = &numbers}},
                              make_offset};

}  // namespace weir
