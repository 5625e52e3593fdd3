#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <numbers>

#include "drivers/nmea/sentence.hpp"
#include "drivers/simulate/device.hpp"

namespace weir {

extern const simulated_kind simulated_gps;

namespace {

constexpr double pi = std::numbers::pi;

// What printf makes, as a sentence with its start, checksum and line end.
[[gnu::format(printf, 1, 2)]] std::string sentence(const char* format, ...) {
    std::array<char, 96> body{};
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(body.data(), body.size(), format, arguments);
    va_end(arguments);
    std::array<char, 8> end{};
    std::snprintf(end.data(), end.size(), "*%02X\r\n", unsigned{nmea::checksum(body.data())});
    return std::string("$").append(body.data()).append(end.data());
}

// Degrees as (d)ddmm.mmmm,H
std::string angle(double degrees, int degree_digits, const char* hemispheres) {
    const long long total = std::llround(std::abs(degrees) * 60 * 10'000);  // ten-thousandths of a minute
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%0*lld%02lld.%04lld,%c", degree_digits, total / 600'000,
                  total / 10'000 % 60, total % 10'000, hemispheres[degrees < 0 ? 1 : 0]);
    return text.data();
}

// A boat that sails slowly round a circle on the Kiel Fjord; a receiver with a fix that prints RMC, GGA, GSA,
// VTG and ZDA once a second.
class gps final : public simulated_device {
public:
    explicit gps(std::chrono::sys_seconds start) : start_(start) {}

    duration period() const override { return std::chrono::seconds(1); }

    std::string lines(std::uint64_t tick) const override {
        const auto now = start_ + std::chrono::seconds(tick);
        const auto day = std::chrono::floor<std::chrono::days>(now);
        const std::chrono::year_month_day date(day);
        const std::chrono::hh_mm_ss time(now - day);
        const int dd = static_cast<int>(static_cast<unsigned>(date.day()));
        const int mm = static_cast<int>(static_cast<unsigned>(date.month()));
        const int year = static_cast<int>(date.year());

        std::array<char, 16> clock{};
        std::snprintf(clock.data(), clock.size(), "%02d%02d%02d.00", static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
        const double turned =
            2 * pi * std::fmod(static_cast<double>(tick) / lap, 1.0);  // clockwise, from north
        const std::string where = position(turned);
        const double course = std::fmod(turned * 180 / pi + 90, 360);
        const double swell = 0.4 * std::sin(static_cast<double>(tick) / 3);

        std::string text;
        text += sentence("GPRMC,%s,A,%s,%.1f,%.1f,%02d%02d%02d,3.9,E,A", clock.data(), where.c_str(), knots,
                         course, dd, mm, year % 100);
        text += sentence("GPGGA,%s,%s,1,09,0.9,%.1f,M,41.7,M,,", clock.data(), where.c_str(), 2.0 + swell);
        text += sentence("GPGSA,A,3,02,05,07,09,13,15,18,27,30,,,,1.7,0.9,1.4");
        text += sentence("GPVTG,%.1f,T,,M,%.1f,N,%.1f,K,A", course, knots, knots * 1.852);
        text += sentence("GPZDA,%s,%02d,%02d,%04d,00,00", clock.data(), dd, mm, year);
        return text;
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
        return angle(lat, 2, "NS") + "," + angle(lon, 3, "EW");
    }

    const std::chrono::sys_seconds start_;
};

std::unique_ptr<simulated_device> make(std::chrono::sys_seconds start) {
    return std::make_unique<gps>(start);
}

}  // namespace

constinit const simulated_kind simulated_gps{"gps", "a boat's GNSS receiver, NMEA sentences once a second",
                                             make};

}  // namespace weir
