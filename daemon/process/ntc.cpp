#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "daemon/process/curve_stage.hpp"
#include "daemon/process/datapoints.hpp"

namespace weir {

namespace {

constexpr double zero_celsius = 273.15;  // K

// Steinhart and Hart: 1/T = a + b ln R + c (ln R)^3, with T in K and R in ohms.
struct steinhart_hart {
    double a = 0;
    double b = 0;
    double c = 0;

    // °C; NaN where there is no such temperature.
    double operator()(double ohms) const {
        if (ohms <= 0) return std::numeric_limits<double>::quiet_NaN();
        const double log = std::log(ohms);
        const double inverse = a + b * log + c * log * log * log;
        return inverse > 0 ? 1 / inverse - zero_celsius : std::numeric_limits<double>::quiet_NaN();
    }

    bool is_usable() const {
        return std::isfinite(a) && std::isfinite(b) && std::isfinite(c) && (b != 0 || c != 0);
    }
};

steinhart_hart of_b_constant(double b_constant, double celsius, double ohms) {
    return {1 / (celsius + zero_celsius) - std::log(ohms) / b_constant, 1 / b_constant, 0};
}

// The one through three points, in ohms and °C.
steinhart_hart through(const std::vector<datapoint>& points) {
    std::array<double, 3> log{};
    std::array<double, 3> inverse{};
    for (std::size_t i = 0; i < 3; ++i) {
        log[i] = std::log(points[i].from);
        inverse[i] = 1 / (points[i].to + zero_celsius);
    }
    const double slope2 = (inverse[1] - inverse[0]) / (log[1] - log[0]);
    const double slope3 = (inverse[2] - inverse[0]) / (log[2] - log[0]);
    const double c = (slope3 - slope2) / (log[2] - log[1]) / (log[0] + log[1] + log[2]);
    const double b = slope2 - c * (log[0] * log[0] + log[0] * log[1] + log[1] * log[1]);
    return {inverse[0] - (b + c * log[0] * log[0]) * log[0], b, c};
}

steinhart_hart read_calibration(const setting& one) {
    if (one.is<setting::list>()) return through(read_datapoints(one));
    if (one["a"].present()) return {one["a"].number(), one["b"].number(), one["c"].number()};
    return of_b_constant(one["b_constant"].number(), one["reference_temperature"].number(),
                         one["reference_resistance"].number());
}

bool is_for_all(const setting& argument) {
    return argument.is<setting::list>() || is_plain_map(argument);
}

bool is_physical(const datapoint& point) {
    return point.from > 0 && point.to > -zero_celsius;
}

// What is wrong with it before it can be read; nothing: it can.
std::string flaw_of_points(const setting& list, problems& found) {
    const auto points = read_datapoints(list, &found);
    if (points.size() < list.items().size()) return " has a point that is none";
    if (distinct(points) < points.size()) return " has the same resistance twice";
    const bool physical = std::all_of(points.begin(), points.end(), is_physical);
    return physical ? "" : " has a point without resistance, or below absolute zero";
}

std::string flaw_of_keys(const setting& group) {
    const auto has_all = [&](std::initializer_list<std::string_view> keys) {
        return std::all_of(keys.begin(), keys.end(), [&](auto each) { return group[each].present(); });
    };
    const std::size_t written = group.members().size();
    const bool b_constant = has_all({"b_constant", "reference_temperature", "reference_resistance"});
    if (written == 3 && (b_constant || has_all({"a", "b", "c"}))) return "";
    return " is not complete";
}

void check_calibration(const setting& one, const std::string& of_what, problems& found) {
    const std::size_t before = found.size();
    const std::string flaw = one.is<setting::list>() ? flaw_of_points(one, found) : flaw_of_keys(one);
    if (found.size() > before) return;
    if (!flaw.empty()) {
        found.add(one.where, "the calibration" + of_what + flaw,
                  "b_constant, reference_temperature and reference_resistance; three points \"10000 -> 25\" "
                  "in ohms "
                  "and °C; or a, b and c");
    } else if (!read_calibration(one).is_usable()) {
        found.add(one.where, "the calibration" + of_what + " gives no curve");
    }
}

void check_ntc(const component_use& use, problems& found) {
    check_each(use.argument, is_for_all(use.argument), [&](const setting& one, const std::string& of_what) {
        check_calibration(one, of_what, found);
    });
}

std::unique_ptr<stage> make_ntc(const component_use& use, problems&) {
    return std::make_unique<curve_stage<steinhart_hart>>(
        per_field<steinhart_hart>(use.argument, read_calibration, is_for_all(use.argument)));
}

constexpr std::array members{
    option{"b_constant",
           {.is = kind::number, .unit = "K", .min = 1, .max = 100'000},
           {},
           "B, from its data sheet."},
    option{"reference_temperature",
           {.is = kind::number, .unit = "°C", .min = -273, .max = 10'000},
           {},
           "At which it has its nominal resistance: 25 as a rule."},
    option{"reference_resistance",
           {.is = kind::number, .unit = "Ω", .min = 1e-3, .max = 1e12},
           {},
           "The nominal resistance."},
    option{"a", {.is = kind::number}, {}, "Of Steinhart and Hart: 1/T = a + b ln R + c (ln R)³, in K and Ω."},
    option{"b", {.is = kind::number}, {}, "See a."},
    option{"c", {.is = kind::number}, {}, "See a."}};
constexpr shape three_points{.is = kind::list, .min = 3, .max = 3, .item = &datapoint_text};
constexpr shape calibration{.is = kind::group, .members = members, .or_else = &three_points};
constexpr shape by_field = map_from_field(calibration);
constexpr shape points_or_map{
    .is = kind::list, .min = 3, .max = 3, .item = &datapoint_text, .or_else = &by_field};

}  // namespace

extern const stage_kind ntc_stage;
const stage_kind ntc_stage{{"ntc",
                            "Makes °C of a thermistor's ohms: one calibration for all numeric fields, or a "
                            "map from field to calibration; "
                            "which is b_constant with its reference, three points \"10000 -> 25\" in ohms "
                            "and °C, or a, b and c. Null and NaN "
                            "stay; a resistance of 0 or less, one without a temperature, and what is no "
                            "number in a named field, becomes "
                            "null and failed.",
                            {.is = kind::group, .members = members, .or_else = &points_or_map},
                            {},
                            check_ntc},
                           make_ntc};

}  // namespace weir
