#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "drivers/simulate/device.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

const std::string rmc1 = nmea("GPRMC,120001,A,5424.0,N,01012.0,E,10,90,221126,,,A");
const std::string gga1 = nmea("GPGGA,120001.00,5424.0,N,01012.0,E,1,09,0.9,2.0,M,41.7,M,,");
const std::string gsa1 = nmea("GPGSA,A,3,02,05,,,,,,,,,,,1.7,0.9,1.4");
const std::string rmc2 = nmea("GPRMC,120002,A,5424.6,N,01012.0,E,10,90,221126,,,A");
const std::string gga2 = nmea("GPGGA,120002.00,5424.6,N,01012.0,E,1,09,0.9,2.0,M,41.7,M,,");
const std::string first_epoch =
    "time='2026-11-22T12:00:01Z' lat=54.4 lon=10.2 alt=2.0 speed=5.144444 course=90.0 fix='3d' "
    "sats=9 hdop=0.9 "
    "vdop=1.4 pdop=1.7 geoid=41.7";

// What each line makes, and at the end what flush() gives.
std::vector<std::string> decode_all(decoder& by, const std::vector<std::string>& lines) {
    std::vector<std::string> found;
    for (const std::string& line : lines)
        found.push_back(decode(by, line));
    sample rest;
    if (by.flush(rest)) found.push_back("flush: " + show(rest));
    return found;
}

using strings = std::vector<std::string>;

TEST(nmea_epoch, makes_one_sample_of_the_sentences_of_one_moment) {
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {rmc1, gga1, gsa1, rmc2}),
              (strings{"nothing", "nothing", "nothing", first_epoch,
                       "flush: time='2026-11-22T12:00:02Z' lat=54.41 lon=10.2 speed=5.144444 course=90.0 "
                       "fix='2d'"}));
}

TEST(nmea_epoch, ends_when_the_same_sentence_comes_again) {
    const std::string vtg = nmea("GPVTG,90,T,,M,,N,36,K");
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {vtg, vtg}),
              (strings{"nothing", "speed=10.0 course=90.0", "flush: speed=10.0 course=90.0"}));
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {vtg, nmea("GNVTG,90,T,,M,,N,72,K")}),
              (strings{"nothing", "nothing", "flush: speed=20.0 course=90.0"}));
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {gsa1, gsa1, gsa1}).size(), 4u);
}

TEST(nmea_epoch, adds_up_the_satellites_of_all_talkers) {
    EXPECT_EQ(
        decode_all(*decoder_of("nmea"), {nmea("GPGSV,2,1,07"), nmea("GPGSV,2,2,07"), nmea("GLGSV,1,1,04"),
                                         nmea("GPGSV,1,1,05,,,,,8"), nmea("GAGSV,1,1,00")})
            .back(),
        "flush: sats_in_view=11");
}

TEST(nmea_epoch, ends_by_itself_after_a_gap) {
    const auto by = decoder_of("nmea");
    EXPECT_EQ(by->due(), std::nullopt);
    EXPECT_EQ(decode(*by, rmc1, at(1000)), "nothing");
    ASSERT_TRUE(by->due().has_value());
    // The silence begins when the sentence has passed, at 4800 Bd at the latest.
    EXPECT_GT(*by->due(), at(1200) + std::chrono::milliseconds(100));
    EXPECT_LT(*by->due(), at(1200) + std::chrono::milliseconds(200));

    const monotonic_time before = *by->due();
    EXPECT_EQ(decode(*by, gga1, at(1100)), "nothing");
    EXPECT_GT(*by->due(), before);

    sample out;
    EXPECT_TRUE(by->flush(out));
    EXPECT_EQ(out.arrived, at(1000));
    EXPECT_EQ(*out.find("alt"), value(2.0));
    EXPECT_EQ(by->due(), std::nullopt);
    out.clear();
    EXPECT_FALSE(by->flush(out));
    EXPECT_TRUE(out.fields.empty());
}

TEST(nmea_epoch, ends_at_a_late_sentence_when_nobody_flushed) {
    const auto by = decoder_of("nmea", group({{"epoch_gap", time(std::chrono::milliseconds(50))}}));
    const std::string vtg = nmea("GPVTG,90,T,,M,,N,36,K");
    const std::string zda = nmea("GPZDA,120001,22,11,2026,,");
    EXPECT_EQ(decode(*by, vtg, at(0)), "nothing");
    EXPECT_EQ(decode(*by, zda, at(1000)), "speed=10.0 course=90.0");
    EXPECT_EQ(decode(*by, nmea("GPTXT,unknown"), at(2000)), "time='2026-11-22T12:00:01Z'");
    EXPECT_EQ(decode(*by, nmea("GPTXT,unknown"), at(3000)), "nothing");
}

TEST(nmea_epoch, is_kept_awake_by_sentences_that_are_unknown) {
    const auto by = decoder_of("nmea");
    EXPECT_EQ(decode(*by, rmc1, at(0)), "nothing");
    const auto before = by->due();
    EXPECT_EQ(decode(*by, nmea("GPTXT,unknown"), at(200)), "nothing");
    EXPECT_GT(by->due(), before);
}

TEST(nmea_epoch, is_kept_when_a_sentence_is_broken) {
    const std::string broken_number = nmea("GPGGA,120001.00,5424.x,N,01012.0,E,1,09,0.9,2.0,M,41.7,M,,");
    std::string broken_sum = gga1;
    broken_sum[10] = '9';
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {rmc1, broken_number, broken_sum, "noise", "\xff", gga1, gsa1}),
              (strings{"nothing", "bad_number", "bad_checksum", "bad_syntax", "not_utf8", "nothing",
                       "nothing", "flush: " + first_epoch}));
}

TEST(nmea_epoch, gives_no_position_when_one_of_its_sentences_is_void) {
    const std::string void_rmc = nmea("GPRMC,120001,V,5424.0,N,01012.0,E,10,90,221126,3,E,N");
    const std::string expected =
        "flush: time='2026-11-22T12:00:01Z' fix='none' sats=9 hdop=0.9 vdop=1.4 pdop=1.7";
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {void_rmc, gga1, gsa1}).back(), expected);
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {gga1, gsa1, void_rmc}).back(), expected);
}

TEST(nmea_epoch, tells_the_fix_from_all_of_its_sentences) {
    const auto gga = [](char quality) { return nmea(std::string("GPGGA,,,,,,") + quality + ",,,2.0,M,,,,"); };
    const auto gsa = [](const std::string& talker, char mode) {
        return nmea(talker + "GSA,A," + mode + ",,,,,,,,,,,,,,,");
    };
    const auto rmc = [](char mode) { return nmea(std::string("GPRMC,,A,,,,,,,,,,") + mode); };
    const struct {
        strings lines;
        std::string_view expected;
    } table[] = {
        {{rmc('A'), gsa("GP", '3')}, "'3d'"},
        {{gga('1'), gsa("GP", '2')}, "'2d'"},
        {{gga('1'), gsa("GP", '3'), gsa("GL", '1')}, "'3d'"},  // a constellation without satellites
        {{gga('1'), gsa("GP", '1')}, "'3d'"},
        {{rmc('A'), gga('2'), gsa("GP", '3')}, "'dgps'"},
        {{rmc('D'), gga('4'), gsa("GP", '3')}, "'rtk'"},
        {{rmc('F'), gga('5'), gsa("GP", '3')}, "'float'"},
        {{gga('6'), rmc('A'), gsa("GP", '3')}, "'estimated'"},
        {{gga('0'), gsa("GP", '3')}, "'none'"},
    };
    for (const auto& [lines, expected] : table) {
        for (const bool reversed : {false, true}) {
            const strings order = reversed ? strings(lines.rbegin(), lines.rend()) : lines;
            const auto by = decoder_of("nmea");
            for (const std::string& line : order)
                decode(*by, line);
            sample out;
            ASSERT_TRUE(by->flush(out));
            EXPECT_EQ(show(*out.find("fix")), expected) << order.front();
        }
    }
}

TEST(nmea_epoch, does_not_take_the_date_of_another_moment) {
    const std::string before_midnight = nmea("GPZDA,235959,22,11,2026,,");
    const std::string after_midnight = nmea("GPGGA,000000,,,,,1,,,,,,,,");
    EXPECT_EQ(decode_all(*decoder_of("nmea"), {before_midnight, after_midnight}).back(),
              "flush: time='00:00:00Z' fix='2d'");
}

TEST(nmea_epoch, is_bounded_whatever_talks) {
    const auto by = decoder_of("nmea");
    const std::string_view letters = "ABCDEFGHIJKLMNO";
    std::size_t samples = 0;
    for (const char first : letters) {
        for (const char second : letters) {
            samples += decode(*by, nmea(std::string{first, second} + "GSV,1,1,01")) == "sats_in_view=64";
        }
    }
    EXPECT_EQ(samples, 3u);
}

TEST(nmea_epoch, forgets_when_the_port_is_opened_anew) {
    const auto by = decoder_of("nmea");
    EXPECT_EQ(decode(*by, rmc1), "nothing");
    by->reset();
    EXPECT_EQ(by->due(), std::nullopt);
    EXPECT_EQ(decode(*by, rmc2), "nothing");
}

}  // namespace
}  // namespace weir::test
