#include <gtest/gtest.h>
#include <string>

#include "tests/support/decoding.hpp"

// Other instruments beside a GNSS receiver on the same line.
namespace weir::test {
namespace {

const std::string rmc = nmea("GPRMC,120001,A,5424.0,N,01012.0,E,10,90,221126,,,A");
const std::string gga = nmea("GPGGA,120001.00,5424.0,N,01012.0,E,1,09,0.9,2.0,M,41.7,M,,");
const std::string wind = nmea("WIMWV,359,R,36,K,A");
const std::string blowing = "wind_angle=359.0 wind_speed=10.0";
const std::string epoch =
    "time='2026-11-22T12:00:01Z' lat=54.4 lon=10.2 alt=2.0 speed=5.144444 course=90.0 fix='3d' sats=9 "
    "hdop=0.9 geoid=41.7";

std::string flushed(decoder& by) {
    sample out;
    return by.flush(out) ? show(out) : "nothing";
}

TEST(nmea_instruments_and_epoch, make_their_samples_at_once_and_leave_the_epoch_whole) {
    const auto by = decoder_of("nmea");
    EXPECT_EQ(decode(*by, wind, at(0)), blowing);
    EXPECT_EQ(by->due(), std::nullopt);
    EXPECT_EQ(decode(*by, rmc, at(10)), "nothing");
    EXPECT_EQ(decode(*by, wind, at(20)), blowing);
    EXPECT_EQ(decode(*by, wind, at(30)), blowing);
    EXPECT_EQ(decode(*by, gga, at(40)), "nothing");
    sample out;
    by->decode({wind, at(50)}, out);
    EXPECT_EQ(out.arrived, at(50));
    out.clear();
    ASSERT_TRUE(by->flush(out));
    EXPECT_EQ(show(out), epoch);
    EXPECT_EQ(out.arrived, at(10));
}

TEST(nmea_instruments_and_epoch, put_the_end_of_an_epoch_off_while_they_hold_the_line_but_not_for_ever) {
    const auto by = decoder_of("nmea");
    decode(*by, rmc, at(0));
    const monotonic_time alone = *by->due();
    decode(*by, wind, at(100));
    // 21 characters at 4800 Bd
    EXPECT_GT(*by->due(), alone + std::chrono::milliseconds(40));
    EXPECT_LT(*by->due(), alone + std::chrono::milliseconds(60));
    for (int n = 0; n < 100; ++n)
        decode(*by, wind, at(110 + n));
    EXPECT_EQ(*by->due(), alone + std::chrono::milliseconds(200));
    decode(*by, gga, at(250));
    EXPECT_GT(*by->due(), alone + std::chrono::milliseconds(200));
    EXPECT_EQ(flushed(*by), epoch);
}

TEST(nmea_instruments_and_epoch, leave_an_epoch_that_is_over_to_be_flushed) {
    const auto by = decoder_of("nmea");
    decode(*by, rmc, at(0));
    decode(*by, gga, at(10));
    const monotonic_time due = *by->due();
    EXPECT_EQ(decode(*by, wind, at(5000)), blowing);
    EXPECT_EQ(by->due(), due);
    EXPECT_EQ(flushed(*by), epoch);
}

TEST(nmea_instruments_and_epoch, of_a_broken_sentence_nothing_is_left_in_the_epoch) {
    const auto by = decoder_of("nmea");
    decode(*by, rmc, at(0));
    EXPECT_EQ(decode(*by, nmea("WIMWV,359,R,36,X,A"), at(10)), "bad_syntax");
    EXPECT_EQ(decode(*by, gga, at(20)), "nothing");
    EXPECT_EQ(flushed(*by), epoch);
}

}  // namespace
}  // namespace weir::test
