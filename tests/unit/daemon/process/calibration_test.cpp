#include <cmath>
#include <cstdint>

#include "daemon/process/polynomial.hpp"
#include "tests/unit/daemon/process/written_stage.hpp"

namespace weir {
namespace {

using namespace test;

const value word{std::string("x")};

TEST(calibrate_linear_stage, puts_a_line_nearest_to_all_points) {
    const std::string two = "calibrate_linear: [ 0 -> 4, 10 -> 24 ]";
    const std::string three = "calibrate_linear: [ 0 -> 0, 1 -> 2, 2 -> 1 ]";  // 0.5 x + 0.5
    expect_each({{two, 5.0, 14.0},
                 {two, std::int64_t{5}, 14.0},
                 {two, -5.0, -6.0},
                 {three, 0.0, 0.5},
                 {three, 2.0, 1.5},
                 {two, nan, nan},
                 {two, infinity, infinity},
                 {two, 1e308, null, stage::failed},
                 {two, null, null},
                 {two, word, word},
                 {"calibrate_linear: { t: [ 0 -> 4, 10 -> 24 ] }", 5.0, 14.0},
                 {"calibrate_linear: { t: [ 0 -> 4, 10 -> 24 ] }", word, null, stage::failed},
                 {"calibrate_linear: { u: [ 0 -> 4, 10 -> 24 ] }", 5.0, 5.0}});
}

TEST(calibrate_linear_stage, goes_through_all_points_where_it_shall) {
    const std::string exact = "calibrate_linear: [ 0 -> 0, 10 -> 20, '20 -> 25' ], method: exact";
    expect_each({{exact, 0.0, 0.0},
                 {exact, 5.0, 10.0},
                 {exact, 10.0, 20.0},
                 {exact, 15.0, 22.5},
                 {exact, 20.0, 25.0},
                 {exact, -1.0, -2.0},
                 {exact, 30.0, 30.0},
                 {exact, nan, nan},
                 {exact, null, null},
                 {"calibrate_linear: [ 0 -> 1, 2 -> 5 ], method: exact", 1.0, 3.0}});
}

TEST(calibrate_polynomial_stage, goes_through_as_many_points_as_it_can) {
    const std::string square =
        "calibrate_polynomial: [ 0 -> 1, 1 -> 2, 2 -> 5, 3 -> 10 ], degree: 2";  // x² + 1
    expect_each({{square, 4.0, 17.0},
                 {square, 0.5, 1.25},
                 {square, std::int64_t{-2}, 5.0},
                 {square, nan, nan},
                 {square, null, null},
                 {square, 1e200, null, stage::failed},
                 {square, word, word},
                 {"calibrate_polynomial: [ 7 -> 3 ], degree: 0", 100.0, 3.0},
                 {"calibrate_polynomial: { t: [ 0 -> 0, 1 -> 1 ] }, degree: 1", word, null, stage::failed}});
}

TEST(polynomial, of_a_high_degree_still_goes_through_its_points) {
    std::vector<datapoint> points;
    for (int x = 0; x <= 16; ++x)
        points.push_back({1000.0 + x, std::sin(x)});
    const polynomial fitted(points, 16);
    for (const datapoint& each : points)
        EXPECT_NEAR(fitted(each.from), each.to, 1e-9);
}

TEST(ntc_stage, makes_temperatures_of_resistances) {
    const std::string beta =
        "ntc: { b_constant: 3950, reference_temperature: 25, reference_resistance: 10000 }";
    expect_each({{beta, 10000.0, 25.0},
                 {beta, std::int64_t{10000}, 25.0},
                 {beta, 0.0, null, stage::failed},
                 {beta, -5.0, null, stage::failed},
                 {beta, 1e-300, null, stage::failed},
                 {beta, nan, nan},
                 {beta, infinity, infinity},
                 {beta, null, null},
                 {beta, word, word},
                 {"ntc: { t: { b_constant: 3950, reference_temperature: 25, reference_resistance: 10000 } }",
                  word, null, stage::failed},
                 {"ntc: { t: [ 10000 -> 25, 3603 -> 50, 1000 -> 85 ] }", 3603.0, 50.0},
                 {"ntc: { t: [ 10000 -> 25, 3603 -> 50, 1000 -> 85 ] }", 1000.0, 85.0}});
}

// 10 kΩ at 25 °C with B = 3950: B says 1/T = 1/298.15 + ln(R / 10000) / 3950.
TEST(ntc_stage, gives_the_same_by_every_calibration) {
    const double a = 1 / 298.15 - std::log(10000.0) / 3950;
    const auto resistance = [](double celsius) {
        return 10000 * std::exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15));
    };
    const std::string points = "ntc: [ " + std::to_string(resistance(0)) + " -> 0, " +
                               std::to_string(resistance(40)) + " -> 40, " + std::to_string(resistance(90)) +
                               " -> 90 ]";
    const std::string coefficients =
        "ntc: { a: " + std::to_string(a * 1e9) + "e-9, b: " + std::to_string(1e9 / 3950) + "e-9, c: 0 }";
    for (const std::string& entry : {points, coefficients}) {
        for (const double celsius : {-20.0, 3.5, 60.0}) {
            sample through = of({{"t", resistance(celsius)}});
            EXPECT_EQ(stage_of(entry)->apply(through, start), stage::passes);
            EXPECT_NEAR(std::get<double>(through.fields.begin()->data), celsius, 1e-4) << entry;
        }
    }
}

TEST(calibration, that_cannot_be_is_an_error) {
    const std::vector<std::pair<const char*, const char*>> rows{
        {"calibrate_linear: [ 1 -> 2 ]", "expected 2 to 64 entries, got 1"},
        {"calibrate_linear: [ 1 -> 2, 3 ]", "'3' is no pair of numbers"},
        {"calibrate_linear: [ 1 -> 2, 1 -> x ]", "'1 -> x' is no pair of numbers"},
        {"calibrate_linear: [ 1 -> 2, 1 -> 2 -> 3 ]", "is no pair of numbers"},
        {"calibrate_linear: [ 1 -> 2, nan -> 3 ]", "is no pair of numbers"},
        {"calibrate_linear: [ 1 -> 2, 1 -> 3 ]", "all points have the same first number"},
        {"calibrate_linear: { t: [ 1 -> 2, 1 -> 3 ] }", "all points of 't' have the same first number"},
        {"calibrate_linear: [ 1 -> 2, 0 -> 3 ], method: exact",
         "the first numbers of the points do not rise"},
        {"calibrate_linear: [ 1 -> 2, 1 -> 3, 2 -> 4 ], method: exact", "do not rise"},
        {"calibrate_linear: [ 1 -> 2, 2 -> 3 ], method: near", "least_squares or exact"},
        {"calibrate_polynomial: [ 1 -> 2, 2 -> 3 ]", "missing key 'degree'"},
        {"calibrate_polynomial: [ 1 -> 2, 2 -> 3 ], degree: 2", "the degree is too high for the points"},
        {"calibrate_polynomial: [ 1 -> 2, 1 -> 3 ], degree: 1", "0 at most"},
        {"calibrate_polynomial: { t: [ 1 -> 2 ] }, degree: 1", "for the points of 't'"},
        {"ntc: { b_constant: 3950 }", "the calibration is not complete"},
        {"ntc: { t: { a: 1, b: 2 } }", "the calibration of 't' is not complete"},
        {"ntc: { a: 1, b: 2, c: 3, b_constant: 3950 }", "is not complete"},
        {"ntc: { a: 1, b: 0, c: 0 }", "gives no curve"},
        {"ntc: [ 1 -> 2, 3 -> 4 ]", "3"},
        {"ntc: [ 10kOhm -> 25, 3 -> 4, 5 -> 6 ]", "'10kOhm -> 25' is no pair of numbers"},
        {"ntc: [ 1 -> 2, 1 -> 4, 5 -> 6 ]", "has the same resistance twice"},
        {"ntc: [ 0 -> 2, 1 -> 4, 5 -> 6 ]", "a point without resistance, or below absolute zero"},
        {"ntc: [ 5 -> 2, 1 -> 4, 6 -> -300 ]", "a point without resistance, or below absolute zero"},
        {"ntc: { b_constant: 0, reference_temperature: 25, reference_resistance: 10000 }", "got 0"},
    };
    for (const auto& [entry, error] : rows) {
        const std::string errors = errors_of(entry);
        EXPECT_NE(errors.find(error), errors.npos) << entry << "\n" << errors;
    }
}

}  // namespace
}  // namespace weir
