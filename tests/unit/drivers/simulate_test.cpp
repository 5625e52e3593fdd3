#include <cmath>
#include <gtest/gtest.h>
#include <string>

#include "drivers/simulate/device.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

std::unique_ptr<simulated_device> device(std::string_view name, std::chrono::sys_seconds start) {
    return make_simulated(use_of(simulated_devices(), name), start);
}

constexpr std::chrono::sys_seconds start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) +
                                           std::chrono::hours(23) + std::chrono::minutes(59);

std::vector<std::string> lines_of(const simulated_device& from, std::uint64_t tick) {
    return frames_of(*framer_of(), {from.lines(tick)});
}

TEST(simulated_climate, prints_a_plausible_row_ten_times_a_second) {
    const auto sensor = device("climate", start);
    EXPECT_EQ(sensor->period(), std::chrono::milliseconds(100));
    const auto by = decoder_of("csv", group({{"columns", list({text("t"), text("h")})}}));
    double before = 22.5;
    for (std::uint64_t tick = 0; tick < 36'000; ++tick) {
        const std::string line = sensor->lines(tick);
        sample out;
        ASSERT_EQ(by->decode({line, at(0)}, out).what, decoder::sampled) << line;
        const double temperature = as_number(*out.find("t")).value();
        const double humidity = as_number(*out.find("h")).value();
        EXPECT_LE(std::abs(temperature - before), 0.2) << tick;
        EXPECT_TRUE(temperature > 15 && temperature < 30 && humidity > 30 && humidity < 60) << line;
        before = temperature;
    }
    EXPECT_NE(sensor->lines(0), sensor->lines(600));
}

TEST(simulated_echo, answers_with_what_it_hears) {
    const auto line = device("echo", start);
    EXPECT_EQ(line->period(), duration::zero());
    EXPECT_EQ(line->lines(7), "");
    EXPECT_EQ(line->answer("on\n"), "on\n");
    EXPECT_EQ(device("gps", start)->answer("on\n"), "");
}

TEST(simulated_gps, prints_an_epoch_a_second) {
    const auto receiver = device("gps", start);
    EXPECT_EQ(receiver->period(), std::chrono::seconds(1));
    const auto frames = lines_of(*receiver, 0);
    ASSERT_EQ(frames.size(), 5u);
    EXPECT_EQ(frames[0].substr(0, 7), "<$GPRMC");
    EXPECT_EQ(frames[4].substr(0, 7), "<$GPZDA");
    EXPECT_EQ(receiver->lines(7), device("gps", start)->lines(7));
}

TEST(simulated_gps, sails_as_fast_as_it_says) {
    const auto receiver = device("gps", start);
    const auto by = decoder_of("nmea");
    const auto lines = framer_of();
    std::vector<sample> track;
    std::string sent;
    for (std::uint64_t tick = 0; tick < 1000; ++tick)
        sent += receiver->lines(tick);
    lines->feed(sent, at(0));
    for (auto one = lines->next(); one.what != framer::more; one = lines->next()) {
        sample out;
        const auto result = by->decode(one.frame, out);
        ASSERT_NE(result.what, decoder::bad) << one.frame.bytes;
        if (result.what == decoder::sampled) track.push_back(out);
    }
    ASSERT_EQ(track.size(), 999u);
    EXPECT_EQ(show(*track[59].find("time")), "'2026-11-22T23:59:59Z'");
    EXPECT_EQ(show(*track[60].find("time")), "'2026-11-23T00:00:00Z'");
    for (std::size_t i = 10; i < track.size(); ++i) {
        const auto moved = [&](const char* name) {
            return (as_number(*track[i].find(name)).value() - as_number(*track[i - 10].find(name)).value()) *
                   111'195;
        };
        const double metres =
            std::hypot(moved("lat"), moved("lon") * std::cos(54.4 * 3.14159265358979 / 180));
        EXPECT_NEAR(metres / 10, as_number(*track[i].find("speed")).value(), 0.1) << i;
        EXPECT_EQ(show(*track[i].find("fix")), "'3d'");
    }
}

}  // namespace
}  // namespace weir::test
