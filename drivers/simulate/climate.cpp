#include <cmath>
#include <cstdio>
#include <numbers>

#include "drivers/simulate/device.hpp"

namespace weir {

extern const simulated_kind simulated_climate;

namespace {

// A wave of `period` seconds between -1 and 1.
double wave(double seconds, double period) {
    return std::sin(2 * std::numbers::pi * seconds / period);
}

// Temperature in °C and relative humidity in percent, as CSV: "23.4,41.0". The air warms and cools over
// minutes and gets drier when it is warm.
class climate final : public simulated_device {
public:
    duration period() const override { return std::chrono::milliseconds(100); }

    std::string lines(std::uint64_t tick) const override {
        const double seconds = static_cast<double>(tick) / 10;
        const double slow = wave(seconds, 600) + 0.4 * wave(seconds, 71);
        const double temperature = 22.5 + 1.8 * slow + 0.1 * wave(seconds, 1.7);
        const double humidity = 45 - 4 * slow + 0.3 * wave(seconds, 2.3);
        char line[32];
        const int size = std::snprintf(line, sizeof line, "%.1f,%.1f\n", temperature, humidity);
        return {line, static_cast<std::size_t>(size)};
    }
};

std::unique_ptr<simulated_device> make(std::chrono::sys_seconds) {
    return std::make_unique<climate>();
}

}  // namespace

constinit const simulated_kind simulated_climate{
    {.name = "climate",
     .help = "temperature and humidity as CSV lines, ten a second",
     .argument = {.is = kind::group}},
    make};

}  // namespace weir
