#include <array>
#include <cmath>
#include <optional>

#include "daemon/process/per_field.hpp"
#include "daemon/process/plain_value.hpp"

namespace weir {

namespace {

using values = std::vector<value>;  // null stands for `nan`

value read_unwanted(const setting& plain) {
    value read = value_of(plain);
    if (read == value(std::string("nan"))) return std::monostate{};
    return read;
}

values read_values(const setting& one) {
    if (!one.is<setting::list>()) return {read_unwanted(one)};
    values all;
    for (const setting& each : one.items())
        all.push_back(read_unwanted(each));
    return all;
}

class filter_out : public stage {
public:
    // `parts` of one are told apart; nothing: numbers must be equal.
    filter_out(const setting& argument, std::optional<double> parts)
        : unwanted_(argument, read_values), parts_(parts) {}

    outcome apply(sample& through, const moment&) override {
        return unwanted_.remove_fields(through, [this](const value& data, const values& unwanted) {
            return std::any_of(unwanted.begin(), unwanted.end(),
                               [&](const value& each) { return matches(data, each); });
        });
    }

private:
    bool matches(const value& data, const value& unwanted) const {
        if (is_null(data)) return is_null(unwanted);
        const auto number = as_number(data);
        const auto other = as_number(unwanted);
        if (!number || !other || !parts_) return same(data, unwanted);
        return std::round(*number * *parts_) == std::round(*other * *parts_);
    }

    per_field<values> unwanted_;
    std::optional<double> parts_;
};

std::unique_ptr<stage> make_filter_out(const component_use& use, problems&) {
    const setting& decimals = use.options["accuracy_decimals"];
    return std::make_unique<filter_out>(
        use.argument, decimals.present() ? std::optional(std::pow(10.0, decimals.number())) : std::nullopt);
}

constexpr shape list{.is = kind::list, .min = 1, .item = &plain_value};
constexpr shape text_or_list{.is = kind::text, .or_else = &list};
constexpr shape flag_or_list{.is = kind::boolean, .or_else = &text_or_list};
constexpr shape number_or_list{.is = kind::number, .or_else = &flag_or_list};
constexpr shape one{.is = kind::integer, .or_else = &number_or_list};

constexpr shape by_field = map_from_field(one);
constexpr shape list_or_map{.is = kind::list, .min = 1, .item = &plain_value, .or_else = &by_field};
constexpr shape text{.is = kind::text, .or_else = &list_or_map};
constexpr shape flag{.is = kind::boolean, .or_else = &text};
constexpr shape number{.is = kind::number, .or_else = &flag};

constexpr std::array options{
    option{"accuracy_decimals",
           {.is = kind::integer, .unit = "decimals", .min = 0, .max = 12},
           {},
           "Numbers are the same when they are so rounded; left out: when they are equal."}};

}  // namespace

extern const stage_kind filter_out_stage;
const stage_kind filter_out_stage{{"filter_out",
                                   "Removes fields that have this value, or one of a list, `nan` meaning "
                                   "null and NaN: for all fields, or a map "
                                   "from field to value or list. A sample of which all fields that this "
                                   "concerns are removed goes no further.",
                                   {.is = kind::integer, .or_else = &number},
                                   options},
                                  make_filter_out};

}  // namespace weir
