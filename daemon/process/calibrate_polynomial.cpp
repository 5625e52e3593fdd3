#include <array>

#include "daemon/process/curve_stage.hpp"
#include "daemon/process/polynomial.hpp"

namespace weir {

namespace {

std::size_t degree_of(const component_use& use) {
    return static_cast<std::size_t>(use.options["degree"].integer());
}

void check_polynomial(const component_use& use, problems& found) {
    check_each(use.argument, !use.argument.is<setting::map>(),
               [&](const setting& list, const std::string& of_what) {
                   const auto points = read_datapoints(list, &found);
                   if (points.size() < list.items().size() || distinct(points) > degree_of(use)) return;
                   found.add(use.options["degree"].where, "the degree is too high for the points" + of_what,
                             std::to_string(distinct(points) - 1) + " at most");
               });
}

std::unique_ptr<stage> make_polynomial(const component_use& use, problems&) {
    return std::make_unique<curve_stage<polynomial>>(
        per_field<polynomial>(use.argument, [degree = degree_of(use)](const setting& list) {
            return polynomial(read_datapoints(list), degree);
        }));
}

constexpr shape points{.is = kind::list, .min = 1, .max = 64, .item = &datapoint_text};
constexpr shape by_field = map_from_field(points);
constexpr std::array options{option{"degree",
                                    {.is = kind::integer, .min = 0, .max = 16},
                                    {},
                                    "Of the polynomial; less than there are points.",
                                    true}};

}  // namespace

extern const stage_kind calibrate_polynomial_stage;
const stage_kind calibrate_polynomial_stage{
    {"calibrate_polynomial",
     "Puts numbers right by the polynomial that comes nearest to points, \"0.5 -> 12\": one list for all "
     "numeric "
     "fields, or a map from field to list. Gives a number. Null and NaN stay; a result that is not finite, "
     "and what "
     "is no "
     "number in a named field, becomes null and failed.",
     {.is = kind::list, .min = 1, .max = 64, .item = &datapoint_text, .or_else = &by_field},
     options,
     check_polynomial},
    make_polynomial};

}  // namespace weir
