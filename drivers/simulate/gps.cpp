#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "drivers/nmea/encode.hpp"
#include "drivers/simulate/device.hpp"

namespace weir {

extern const simulated_kind simulated_gps;

namespace {

constexpr double pi = std::numbers::pi;

std::string sentence(const std::string& body) {
    std::string why;
    return nmea::to_sentence(body, why).value();
}

std::string padded(std::int64_t number, int width) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%0*lld", width, static_cast<long long>(number));
    return text.data();
}

std::string tenths(double number) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%.1f", number);
    return text.data();
}

// Degrees as (d)ddmm.mmmm,H
std::string angle(double degrees, int degree_digits, char positive, char negative) {
    const std::int64_t total = std::llround(std::abs(degrees) * 60 * 10'000);  // ten-thousandths of a minute
    return padded(total / 600'000, degree_digits) + padded(total / 10'000 % 60, 2) + "." +
           padded(total % 10'000, 4) + "," + (degrees < 0 ? negative : positive);
}

// A boat that sails slowly round a circle on the Kiel Fjord; a receiver with a fix that prints RMC, GGA, GSA,
// VTG and ZDA once a second.
class gps final : public simulated_device {
public:
    explicit gps(std::chrono::sys_seconds start) : start_(start) {}

    duration period() const override { return std::chrono::seconds(1); }

    std::string lines(std::uint64_t tick) const override {
        const auto now = start_ + std::chrono::seconds(tick);
        const auto midnight = std::chrono::floor<std::chrono::days>(now);
        const std::chrono::year_month_day date(midnight);
        const std::chrono::hh_mm_ss time(now - midnight);
        const std::string clock = padded(time.hours().count(), 2) + padded(time.minutes().count(), 2) +
                                  padded(time.seconds().count(), 2) + ".00";
        const std::string day = padded(unsigned{date.day()}, 2);
        const std::string month = padded(unsigned{date.month()}, 2);
        const std::string year = padded(int{date.year()}, 4);

        const double turned =
            2 * pi * std::fmod(static_cast<double>(tick) / lap, 1.0);  // clockwise, from north
        const std::string where = position(turned);
        const std::string course = tenths(std::fmod(turned * 180 / pi + 90, 360));
        const std::string altitude = tenths(2 + 0.4 * std::sin(static_cast<double>(tick) / 3));  // the swell

        return sentence("GPRMC," + clock + ",A," + where + "," + tenths(knots) + "," + course + "," + day +
                        month + year.substr(2) + ",3.9,E,A") +
               sentence("GPGGA," + clock + "," + where + ",1,09,0.9," + altitude + ",M,41.7,M,,") +
               sentence("GPGSA,A,3,02,05,07,09,13,15,18,27,30,,,,1.7,0.9,1.4") +
               sentence("GPVTG," + course + ",T,,M," + tenths(knots) + ",N," + tenths(knots * 1.852) +
                        ",K,A") +
               sentence("GPZDA," + clock + "," + day + "," + month + "," + year + ",00,00");
    }

private:
    static constexpr double knots = 4.2;
    static constexpr double radius = 400;                                   // m
    static constexpr double lap = 2 * pi * radius / (knots * 1852 / 3600);  // s
    static constexpr double centre_lat = 54.4021;
    static constexpr double centre_lon = 10.2042;

    static std::string position(double turned) {
        constexpr double metres_per_degree = 111'195;
        const double lat = centre_lat + radius * std::cos(turned) / metres_per_degree;
        const double lon =
            centre_lon + radius * std::sin(turned) / (metres_per_degree * std::cos(centre_lat * pi / 180));
        return angle(lat, 2, 'N', 'S') + "," + angle(lon, 3, 'E', 'W');
    }

    const std::chrono::sys_seconds start_;
};

std::unique_ptr<simulated_device> make(std::chrono::sys_seconds start) {
    return std::make_unique<gps>(start);
}

}  // namespace

constinit const simulated_kind simulated_gps{{.name = "gps",
                                              .help = "a boat's GNSS receiver, NMEA sentences once a second",
                                              .argument = {.is = kind::group}},
                                             make};

}  // namespace weir
