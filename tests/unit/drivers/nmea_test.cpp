#include <gtest/gtest.h>
#include <string>

#include "drivers/nmea/sentence.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

// Each sentence by itself.
std::unique_ptr<decoder> sentence_decoder() {
    return decoder_of("nmea", group({{"epoch", boolean(false)}}));
}

struct example {
    std::string_view line;
    std::string_view expected;
};

const example examples[] = {
    {"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
     "time='12:35:19Z' lat=48.1173 lon=11.516666667 alt=545.4 fix='3d' sats=8 hdop=0.9 geoid=46.9"},
    {"$GPGGA,092725.00,4717.11399,N,00833.91590,E,1,08,1.01,499.6,M,48.0,M,,*5B",
     "time='09:27:25Z' lat=47.285233167 lon=8.565265 alt=499.6 fix='3d' sats=8 hdop=1.01 geoid=48.0"},
    {"$GPGGA,,,,,,0,,,,,,,,*66", "fix='none'"},
    {"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A",
     "time='1994-03-23T12:35:19Z' lat=48.1173 lon=11.516666667 speed=11.523556 course=84.4 "
     "fix='2d' "
     "magvar=-3.1"},
    {"$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62",
     "time='1998-09-13T08:18:36Z' lat=-37.860833333 lon=145.122666667 speed=0.0 course=360.0 "
     "fix='2d' "
     "magvar=11.3"},
    {"$GPRMC,225446,A,4916.45,N,12311.12,W,000.5,054.7,191194,020.3,E*68",
     "time='1994-11-19T22:54:46Z' lat=49.274166667 lon=-123.185333333 speed=0.257222 "
     "course=54.7 "
     "fix='2d' magvar=20.3"},
    {"$GPRMC,083559.00,A,4717.11437,N,00833.91522,E,0.004,77.52,091202,,,A*57",
     "time='2002-12-09T08:35:59Z' lat=47.2852395 lon=8.565253667 speed=0.002058 "
     "course=77.52 fix='2d'"},
    {"$GPRMC,,V,,,,,,,,,,N*53", "fix='none'"},
    {"$GPGLL,4916.45,N,12311.12,W,225444,A*31",
     "time='22:54:44Z' lat=49.274166667 lon=-123.185333333 fix='2d'"},
    {"$GPGLL,3751.65,S,14507.36,E*77", "lat=-37.860833333 lon=145.122666667 fix='2d'"},
    {"$GPGLL,,,,,,V,N*64", "fix='none'"},
    {"$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48", "speed=2.829444 course=54.7"},
    {"$GPVTG,77.52,T,,M,0.004,N,0.008,K,A*06", "speed=0.002058 course=77.52"},
    {"$GPVTG,,,,,,,,,N*30", "fix='none'"},
    {"$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39", "fix='3d' hdop=1.3 vdop=2.1 pdop=2.5"},
    {"$GPGSA,A,1,,,,,,,,,,,,,99.99,99.99,99.99*30", "fix='none' hdop=99.99 vdop=99.99 pdop=99.99"},
    {"$GPGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45*75", "sats_in_view=8"},
    {"$GPZDA,201530.00,04,07,2002,00,00*60", "time='2002-07-04T20:15:30Z'"},
};

TEST(nmea, reads_the_well_known_sentences) {
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : examples)
        EXPECT_EQ(decode(*by, line), expected) << line;
}

TEST(nmea, reads_a_sentence_or_says_why_not) {
    const struct {
        std::string_view body;
        std::string_view expected;
    } table[] = {
        // Talkers and types
        {"GNGLL,0000.0,N,00000.0,E", "lat=0.0 lon=0.0 fix='2d'"},
        {"GLGLL,0000.0,S,00000.0,W", "lat=0.0 lon=0.0 fix='2d'"},
        {"BDGSV,1,1,00", "sats_in_view=0"},
        {"GPGST,1,2,3", "nothing"},
        {"PUBX,00,1", "nothing"},
        {"PGRMC,A,218.8,100,6378137.000,298.257223563,0.0,0.0,0.0,A,3,1,1,4,30", "nothing"},  // Garmin's own
        {"GPGPQ,RMC", "nothing"},
        {"", "nothing"},
        {",", "nothing"},
        {"RMC,1", "nothing"},
        {"GPTXT,01,01,02,hello!", "nothing"},
        // Too short for their type
        {"GPRMC", "bad_syntax"},
        {"GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4", "bad_syntax"},
        {"GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,", "bad_syntax"},
        {"GPGSA,A,3", "bad_syntax"},
        {"GPZDA,201530.00,04,07", "bad_syntax"},
        {"GPGLL,,,", "bad_syntax"},
        {"GPGLL,,,,", "nothing"},
        // What NMEA 0183 4.1 and later add at the end: navigational status, system, signal
        {"GNRMC,123519,A,,,,,,,,,,D,V", "time='12:35:19Z' fix='dgps'"},
        {"GNRMC,123519,A,,,,,,,,,,A,S,more", "time='12:35:19Z' fix='2d'"},
        {"GNGSA,A,3,,,,,,,,,,,,,2.5,1.3,2.1,1", "fix='3d' hdop=1.3 vdop=2.1 pdop=2.5"},
        {"GPGSV,1,1,01,05,,,8,7", "sats_in_view=1"},
        {"GPGSV,1,1,00,0", "sats_in_view=0"},
        {"GNGNS,,,,,,NN,,,,,,,V", "nothing"},
        // Positions
        {"GPGLL,9000.0,N,18000.0,W", "lat=90.0 lon=-180.0 fix='2d'"},
        {"GPGLL,9000.1,N,18000.0,W", "bad_number"},
        {"GPGLL,9000.0,N,18000.000000001,W", "bad_number"},
        {"GPGLL,4860.0,N,01131.0,E", "bad_number"},
        {"GPGLL,4859.999999999,N,01131.0,E", "lat=49.0 lon=11.516666667 fix='2d'"},
        {"GPGLL,4807.0381234567890123456789,N,01131.0,E", "lat=48.117302058 lon=11.516666667 fix='2d'"},
        {"GPGLL,4807,N,01131,E", "lat=48.116666667 lon=11.516666667 fix='2d'"},
        {"GPGLL,807.038,N,01131.0,E", "bad_number"},
        {"GPGLL,4807.038,N,1131.0,E", "bad_number"},
        {"GPGLL,4807.0.8,N,01131.0,E", "bad_number"},
        {"GPGLL,-807.038,N,01131.0,E", "bad_number"},
        {"GPGLL,4807.038,E,01131.0,N", "bad_syntax"},
        {"GPGLL,4807.038,,01131.0,E", "bad_syntax"},
        {"GPGLL,,N,01131.0,E", "bad_number"},
        {"GPGLL,,,01131.0,E", "bad_syntax"},
        {"GPGLL,4807.038,N,,", "bad_syntax"},
        {"GPGLL,4807.038,North,01131.0,E", "bad_syntax"},
        // Times and dates
        {"GPZDA,201530.5,04,07,2002,,", "time='2002-07-04T20:15:30.5Z'"},
        {"GPZDA,201530.050,04,07,2002,,", "time='2002-07-04T20:15:30.05Z'"},
        {"GPZDA,201530.123456789123,04,07,2002,,", "time='2002-07-04T20:15:30.123456789Z'"},
        {"GPZDA,000000,29,02,2024,,", "time='2024-02-29T00:00:00Z'"},
        {"GPZDA,235960,31,12,2016,,", "time='2016-12-31T23:59:60Z'"},
        {"GPZDA,235960.5,31,12,2016,,", "time='2016-12-31T23:59:60.5Z'"},
        {"GPZDA,201530,,,,,", "time='20:15:30Z'"},
        {"GPZDA,,04,07,2002,,", "nothing"},
        {"GPZDA,201530,29,02,2023,,", "bad_number"},
        {"GPZDA,201530,31,04,2023,,", "bad_number"},
        {"GPZDA,201530,00,04,2023,,", "bad_number"},
        {"GPZDA,201530,01,13,2023,,", "bad_number"},
        {"GPZDA,201530,01,04,23,,", "bad_number"},
        {"GPZDA,240000,01,04,2023,,", "bad_number"},
        {"GPZDA,236000,01,04,2023,,", "bad_number"},
        {"GPZDA,225960,01,04,2023,,", "bad_number"},
        {"GPZDA,235961,01,04,2023,,", "bad_number"},
        {"GPZDA,20153,01,04,2023,,", "bad_number"},
        {"GPZDA,2015300,01,04,2023,,", "bad_number"},
        {"GPZDA,20:15:30,01,04,2023,,", "bad_number"},
        {"GPRMC,123519,V,,,,,,,010100,,", "time='2000-01-01T12:35:19Z' fix='none'"},
        {"GPRMC,123519,V,,,,,,,311279,,", "time='2079-12-31T12:35:19Z' fix='none'"},
        {"GPRMC,123519,V,,,,,,,060180,,", "time='1980-01-06T12:35:19Z' fix='none'"},
        {"GPRMC,123519,V,,,,,,,290223,,", "bad_number"},
        {"GPRMC,123519,V,,,,,,,29022,,", "bad_number"},
        // Status and mode
        {"GPRMC,123519,V,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W",
         "time='1994-03-23T12:35:19Z' fix='none'"},
        {"GPRMC,123519,A,,,,,,,,,,N", "time='12:35:19Z' fix='none'"},
        {"GPRMC,123519,A,,,,,,,,,,D", "time='12:35:19Z' fix='dgps'"},
        {"GPRMC,123519,A,,,,,,,,,,R", "time='12:35:19Z' fix='rtk'"},
        {"GPRMC,123519,A,,,,,,,,,,F", "time='12:35:19Z' fix='float'"},
        {"GPRMC,123519,A,,,,,,,,,,E", "time='12:35:19Z' fix='estimated'"},
        {"GPRMC,123519,A,,,,,,,,,,X", "bad_syntax"},
        {"GPRMC,123519,X,,,,,,,,,,A", "bad_syntax"},
        {"GPRMC,123519,,,,,,,,,,,A", "bad_syntax"},
        {"GPGGA,,,,,,1,,,,,,,,", "fix='2d'"},
        {"GPGGA,,,,,,1,,,5,M,,,,", "alt=5.0 fix='3d'"},
        {"GPGGA,,,,,,2,,,5,M,,,,", "alt=5.0 fix='dgps'"},
        {"GPGGA,,,,,,4,,,5,M,,,,", "alt=5.0 fix='rtk'"},
        {"GPGGA,,,,,,5,,,-5.5,M,,,,", "alt=-5.5 fix='float'"},
        {"GPGGA,,,,,,6,,,5,M,,,,", "alt=5.0 fix='estimated'"},
        {"GPGGA,,,,,,9,,,5,M,,,,", "bad_number"},
        {"GPGGA,,,,,,,,,5,M,,,,", "fix='none'"},
        {"GPGGA,,,,,,0,04,9.9,5,M,,,,", "fix='none' sats=4 hdop=9.9"},
        {"GPGGA,,,,,,1,,,5,F,,,,", "bad_syntax"},
        {"GPGLL,4807.038,N,01131.000,E,123519,V", "time='12:35:19Z' fix='none'"},
        {"GPGSA,A,2,,,,,,,,,,,,,,,", "fix='2d'"},
        {"GPGSA,A,4,,,,,,,,,,,,,,,", "bad_number"},
        // Numbers
        {"GPVTG,1,T,,M,,N,36,K", "speed=10.0 course=1.0"},
        {"GPVTG,1,M,,M,,N,36,K", "bad_syntax"},
        {"GPVTG,1,T,,M,,K,36,N", "bad_syntax"},
        {"GPVTG,361,T,,M,,N,,K", "bad_number"},
        {"GPVTG,-1,T,,M,,N,,K", "bad_number"},
        {"GPVTG,1e1,T,,M,,N,,K", "bad_number"},
        {"GPVTG,0x1,T,,M,,N,,K", "bad_number"},
        {"GPVTG,nan,T,,M,,N,,K", "bad_number"},
        {"GPVTG, 1,T,,M,,N,,K", "bad_number"},
        {"GPVTG,.,T,,M,,N,,K", "bad_number"},
        {"GPVTG,1,T,,M,1.2.3,N,,K", "bad_number"},
        {"GPGSV,1,1,-1", "bad_number"},
        {"GPGSV,1,1,8.0", "bad_number"},
        {"GPGSV,1,1,9999999999", "bad_number"},
        {"GPRMC,123519,A,,,,,,,,181,E", "bad_number"},
        {"GPRMC,123519,A,,,,,,,,11,N", "bad_syntax"},
        {"GPGSV,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,", "nothing"},
    };
    const auto by = sentence_decoder();
    for (const auto& [body, expected] : table)
        EXPECT_EQ(decode(*by, nmea(body)), expected) << body;
}

TEST(nmea, enforces_the_frame_of_a_sentence) {
    const std::string good = "$GPGLL,3751.65,S,14507.36,E*77";
    const std::string read = "lat=-37.860833333 lon=145.122666667 fix='2d'";
    const struct {
        std::string line;
        std::string expected;
    } table[] = {
        {good, read},
        {good + "\r\n", read},
        {"$GPZDA,172809.456,12,07,1996,00,00*57", "time='1996-07-12T17:28:09.456Z'"},
        {"\xff\x80garbage" + good, read},
        {"$GPGLL,3751.65,S,145" + good, read},  // one that was cut off before
        {"$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48 ", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E*78", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E*7", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E*", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E*077", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E*G7", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E* 7", "bad_checksum"},
        {"$GPGLL,3751.65,S,14507.36,E*+7", "bad_checksum"},
        {"$", "bad_checksum"},
        {"$*00", "nothing"},
        {"$*0", "bad_checksum"},
        {"", "bad_syntax"},
        {"GPGLL,3751.65,S,14507.36,E*77", "bad_syntax"},
        {"ready", "bad_syntax"},
        {"\xb5\x62\x01\x07", "not_utf8"},
        {"!AIBSS,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*60", "nothing"},
        {nmea("GPTXT," + std::string(92, 'x')), "nothing"},  // 102 characters
        {nmea("GPTXT," + std::string(93, 'x')), "too_long"},
        {nmea(std::string(1'000'000, ',')), "too_long"},
        {std::string(1'000'000, '$'), "bad_checksum"},
    };
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : table)
        EXPECT_EQ(decode(*by, line), expected) << line.substr(0, 100);
}

TEST(nmea, takes_nothing_from_a_sentence_cut_off_anywhere) {
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : examples) {
        for (std::size_t size = 1; size < line.size(); ++size) {
            EXPECT_EQ(decode(*by, line.substr(0, size)), "bad_checksum") << line.substr(0, size);
        }
    }
}

TEST(nmea, survives_a_body_cut_off_anywhere_with_a_right_checksum) {
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : examples) {
        const std::string_view body = line.substr(1, line.size() - 4);
        for (std::size_t size = 0; size < body.size(); ++size) {
            const std::string cut = decode(*by, nmea(body.substr(0, size)));
            EXPECT_TRUE(cut != "bad_checksum" && cut != "too_long") << body.substr(0, size) << ": " << cut;
        }
    }
}

TEST(nmea, never_makes_another_sample_of_a_sentence_with_one_broken_byte) {
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : examples) {
        const std::size_t star = line.find('*');
        for (std::size_t at = 0; at < line.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string broken(line);
                broken[at] = static_cast<char>(byte);
                if (broken == line) continue;
                const std::string found = decode(*by, broken);
                // Outside of the sum are the start, the star and the sum itself, which may be in lower case.
                // A `$` begins another sentence, of an unknown type at best.
                const bool summed = at > 0 && at < star;
                const bool refused = found == "bad_checksum" || (byte == '$' && found == "nothing");
                const bool no_start = at == 0 && (found == "bad_syntax" || found == "not_utf8");
                EXPECT_TRUE(refused || no_start || (!summed && found == expected)) << broken << ": " << found;
            }
        }
    }
}

TEST(nmea, gives_fields_from_one_as_the_standard_counts_them) {
    const std::string line = weir::test::nmea("GPGSV,1,,3");
    nmea::sentence found;
    ASSERT_EQ(nmea::split(line, found), reject::none);
    EXPECT_EQ(found.address, "GPGSV");
    EXPECT_EQ(found.type(), "GSV");
    ASSERT_EQ(found.count, 3u);
    EXPECT_EQ(found.field(0), "");
    EXPECT_EQ(found.field(1), "1");
    EXPECT_EQ(found.field(2), "");
    EXPECT_EQ(found.field(3), "3");
    EXPECT_EQ(found.field(4), "");
}

}  // namespace
}  // namespace weir::test
