#include <array>
#include <optional>

#include "daemon/process/amount.hpp"
#include "daemon/process/per_field.hpp"

namespace weir {

namespace {

struct limits {
    std::optional<amount> min;
    std::optional<amount> max;

    // The one that `number` lies beyond; null when it lies between, and for NaN.
    const amount* beyond(double number) const {
        if (min && number < min->number) return &*min;
        if (max && number > max->number) return &*max;
        return nullptr;
    }
};

std::optional<amount> read_limit(const setting& one) {
    return one.present() ? std::optional(read_amount(one)) : std::nullopt;
}

limits read_limits(const setting& group) {
    return {read_limit(group["min"]), read_limit(group["max"])};
}

class clamp : public stage {
public:
    clamp(const setting& argument, bool ignore)
        : limits_(argument, read_limits, is_plain_map(argument)), ignore_(ignore) {}

    outcome apply(sample& through, const moment&) override {
        const outcome result =
            limits_.change_numbers(through, [this](value& data, double number, const limits& within) {
                const amount* const limit = ignore_ ? nullptr : within.beyond(number);
                if (limit == nullptr) return true;
                if (limit->integer && std::holds_alternative<std::int64_t>(data)) {
                    data = *limit->integer;
                } else {
                    data = limit->number;
                }
                return true;
            });
        if (!ignore_) return result;
        const outcome filtered = limits_.remove_fields(through, [](const value& data, const limits& within) {
            const auto number = as_number(data);
            return number && within.beyond(*number) != nullptr;
        });
        return filtered == held ? held : result;
    }

private:
    per_field<limits> limits_;
    bool ignore_;
};

void check_clamp(const component_use& use, problems& found) {
    check_each(use.argument, is_plain_map(use.argument), [&](const setting& one, const std::string& of_what) {
        const limits read = read_limits(one);
        if (!read.min && !read.max) {
            found.add(one.where, "neither 'min' nor 'max'" + of_what);
        } else if (read.min && read.max && read.min->number > read.max->number) {
            found.add(one.where, "'min'" + of_what + " is above 'max'");
        }
    });
}

std::unique_ptr<stage> make_clamp(const component_use& use, problems&) {
    return std::make_unique<clamp>(use.argument, use.options["ignore_out_of_range"].boolean());
}

constexpr std::array members{option{"min", {.is = kind::number}, {}, "What is below becomes this."},
                             option{"max", {.is = kind::number}, {}, "What is above becomes this."}};
constexpr shape one{.is = kind::group, .members = members};
constexpr shape by_field = map_from_field(one);
constexpr std::array options{
    option{"ignore_out_of_range",
           {.is = kind::boolean},
           "false",
           "A field beyond its limits is removed instead; a sample of which all fields "
           "that this concerns are, goes no further."}};

}  // namespace

extern const stage_kind clamp_stage;
const stage_kind clamp_stage{{"clamp",
                              "Brings numbers between limits: {min, max}, or one of them, for all numeric "
                              "fields, or a map from field to "
                              "such. An integer stays one where the limit is whole. Null and NaN stay; what "
                              "is no number in a named field "
                              "becomes null and failed.",
                              {.is = kind::group, .members = members, .or_else = &by_field},
                              options,
                              check_clamp},
                             make_clamp};

}  // namespace weir
