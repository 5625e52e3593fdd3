#include <algorithm>
#include <array>

#include "daemon/process/curve_stage.hpp"
#include "daemon/process/polynomial.hpp"

namespace weir {

namespace {

// Straight from each point to the next; the first and the last line go on for ever.
class polyline {
public:
    // At least two, each `from` above the one before.
    explicit polyline(std::vector<datapoint> points) : points_(std::move(points)) {}

    double operator()(double x) const {
        const auto above = std::find_if(points_.begin() + 1, points_.end() - 1,
                                        [&](const datapoint& each) { return x < each.from; });
        const datapoint& begin = *(above - 1);
        return begin.to + (x - begin.from) * (above->to - begin.to) / (above->from - begin.from);
    }

private:
    std::vector<datapoint> points_;
};

bool is_exact(const component_use& use) {
    return use.options["method"].text() == "exact";
}

void check_points(const setting& list, bool exact, const std::string& of_what, problems& found) {
    const auto points = read_datapoints(list, &found);
    const auto not_above = [](const datapoint& a, const datapoint& b) { return a.from >= b.from; };
    if (points.size() < list.items().size()) return;
    if (distinct(points) < 2) {
        found.add(list.where, "all points" + of_what + " have the same first number");
    } else if (exact && std::adjacent_find(points.begin(), points.end(), not_above) != points.end()) {
        found.add(list.where, "the first numbers of the points" + of_what + " do not rise",
                  "exact lines go from each point to the next");
    }
}

void check_linear(const component_use& use, problems& found) {
    check_each(use.argument, !use.argument.is<setting::map>(),
               [&](const setting& list, const std::string& of_what) {
                   check_points(list, is_exact(use), of_what, found);
               });
}

std::unique_ptr<stage> make_linear(const component_use& use, problems&) {
    if (is_exact(use)) {
        return std::make_unique<curve_stage<polyline>>(per_field<polyline>(
            use.argument, [](const setting& list) { return polyline(read_datapoints(list)); }));
    }
    return std::make_unique<curve_stage<polynomial>>(per_field<polynomial>(
        use.argument, [](const setting& list) { return polynomial(read_datapoints(list), 1); }));
}

constexpr std::array<std::string_view, 2> methods{"least_squares", "exact"};
constexpr shape points{.is = kind::list, .min = 2, .max = 64, .item = &datapoint_text};
constexpr shape by_field = map_from_field(points);
constexpr std::array options{
    option{"method",
           {.is = kind::choice, .choices = methods},
           "least_squares",
           "One straight line that comes nearest to all points, or lines through them all."}};

}  // namespace

extern const stage_kind calibrate_linear_stage;
const stage_kind calibrate_linear_stage{
    {"calibrate_linear",
     "Puts numbers right by points, \"0.5 -> 12\": 0.5 shall be 12. One list for all numeric fields, or a "
     "map from "
     "field to list. Gives a number. Null and NaN stay; a result that is not finite, and what is no number "
     "in a "
     "named "
     "field, becomes null and failed.",
     {.is = kind::list, .min = 2, .max = 64, .item = &datapoint_text, .or_else = &by_field},
     options,
     check_linear},
    make_linear};

}  // namespace weir
