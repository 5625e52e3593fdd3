#include <gtest/gtest.h>
#include <string>

#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

struct example {
    std::string_view line;
    std::string_view expected;
};

const example examples[] = {
    {"$GPHDT,274.07,T*03", "heading=274.07"},
    {"$HCHDG,98.3,0.0,E,12.6,W*57", "heading_magnetic=98.3 deviation=0.0 magvar=-12.6"},
    {"$WIMWV,214.8,R,0.1,K,A*28", "wind_angle=214.8 wind_speed=0.027778"},
    {"$WIMWV,045.0,T,10.5,N,A*10", "wind_angle_true=45.0 wind_speed_true=5.401667"},
    {"$IIMWV,128.0,R,057.9,M,A*3E", "wind_angle=128.0 wind_speed=57.9"},
    {"$SDDBT,7.8,f,2.4,M,1.3,F*0D", "depth=2.4"},
    {"$SDDPT,2.4,,*53", "depth=2.4"},
    {"$SDDPT,76.1,0.0,100*7A", "depth=76.1 depth_offset=0.0"},
    {"$SDMTW,26.8,C*08", "water_temperature=26.8"},
    {"$WIXDR,C,022.0,C,,*52", "temperature=22.0"},
    {"$WIXDR,C,007,C,,U,4.1,V,,*63", "temperature=7.0 voltage=4.1"},
    {"$IIXDR,P,1.0154,B,Barometer*16", "Barometer=101540.0"},
    {"$IIXDR,P,1.015,B,Baro,C,22.0,C,AirTemp*21", "Baro=101500.0 AirTemp=22.0"},
    {"$GPRMB,A,0.66,L,003,004,4917.24,N,12309.57,W,001.3,052.5,000.5,V*20",
     "cross_track_error=1222.32 origin='003' destination='004' destination_lat=49.287333333 "
     "destination_lon=-123.1595 destination_distance=2407.6 destination_bearing=52.5 "
     "closing_speed=0.257222 arrived=false"},
    {"$GPRMB,A,,,,,,,,,,,,V*71", "arrived=false"},
    {"$GPRMB,A,4.08,L,EGLL,EGLM,5130.02,N,00046.34,W,004.6,213.9,122.9,A*3D",
     "cross_track_error=7556.16 origin='EGLL' destination='EGLM' destination_lat=51.500333333 "
     "destination_lon=-0.772333333 destination_distance=8519.2 destination_bearing=213.9 "
     "closing_speed=63.225222 arrived=true"},
    {"!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D",
     "ais='!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D'"},
    {"!AIVDM,2,2,3,B,1@0000000000000,2*55", "ais='!AIVDM,2,2,3,B,1@0000000000000,2*55'"},
};

std::unique_ptr<decoder> sentence_decoder() {
    return decoder_of("nmea", group({{"epoch", boolean(false)}}));
}

TEST(nmea_instruments, reads_the_well_known_sentences) {
    const auto by_sentence = sentence_decoder();
    const auto by_epoch = decoder_of("nmea");
    for (const auto& [line, expected] : examples) {
        EXPECT_EQ(decode(*by_sentence, line), expected) << line;
        EXPECT_EQ(decode(*by_epoch, line), expected) << line;
    }
    EXPECT_EQ(by_epoch->due(), std::nullopt);
}

TEST(nmea_instruments, reads_a_sentence_or_says_why_not) {
    const struct {
        std::string_view body;
        std::string_view expected;
    } table[] = {
        // Headings
        {"HEHDT,0,T", "heading=0.0"},
        {"HEHDT,360.0", "heading=360.0"},
        {"HEHDT,,T", "nothing"},
        {"HEHDT", "bad_syntax"},
        {"HEHDT,12,M", "bad_syntax"},
        {"HEHDT,12,True", "bad_syntax"},
        {"HEHDT,360.1,T", "bad_number"},
        {"HEHDT,-1,T", "bad_number"},
        {"HCHDG,358,4.5,E,,", "heading_magnetic=2.5 deviation=4.5"},
        {"HCHDG,2,4.5,W,0,W", "heading_magnetic=357.5 deviation=-4.5 magvar=0.0"},
        {"HCHDG,101.1,,,7.1,E", "heading_magnetic=101.1 magvar=7.1"},
        {"HCHDG,,,,,", "nothing"},
        {"HCHDG,101.1,1,,,", "bad_syntax"},
        {"HCHDG,101.1,,,181,E", "bad_number"},
        {"HCHDG,101.1", "bad_syntax"},
        // Wind
        {"WIMWV,359,R,36,K,A", "wind_angle=359.0 wind_speed=10.0"},
        {"WIMWV,359,R,10,S,A", "wind_angle=359.0 wind_speed=4.4704"},
        {"WIMWV,359,R,,,A", "wind_angle=359.0"},
        {"WIMWV,,T,10,M,A", "wind_speed_true=10.0"},
        {"WIMWV,,R,,,V", "wind_angle=null wind_speed=null"},
        {"WIMWV,---,T,---,N,V", "wind_angle_true=null wind_speed_true=null"},
        {"WIMWV,359,X,36,K,A", "bad_syntax"},
        {"WIMWV,359,,36,K,A", "bad_syntax"},
        {"WIMWV,359,R,36,X,A", "bad_syntax"},
        {"WIMWV,359,R,36,,A", "bad_syntax"},
        {"WIMWV,359,R,36,K,", "bad_syntax"},
        {"WIMWV,361,R,36,K,A", "bad_number"},
        {"WIMWV,359,R,-36,K,A", "bad_number"},
        {"WIMWV,359,R,36,K", "bad_syntax"},
        // Depth and water
        {"SDDBT,,f,2.4,M,,F", "depth=2.4"},
        {"SDDBT,10,f,,M,,F", "depth=3.048"},
        {"SDDBT,,f,,M,10,F", "depth=18.288"},
        {"SDDBT,,f,,M,,F", "nothing"},
        {"SDDBT,,,,,,", "nothing"},
        {"SDDBT,10,M,,M,,F", "bad_syntax"},
        {"SDDBT,x,f,2.4,M,,F", "bad_number"},
        {"SDDBT,10,f,,M", "bad_syntax"},
        {"SDDPT,2.4,-1.2", "depth=2.4 depth_offset=-1.2"},
        {"SDDPT,,0.5", "depth_offset=0.5"},
        {"SDDPT,,", "nothing"},
        {"SDDPT,2.4", "bad_syntax"},
        {"SDDPT,-2.4,", "bad_number"},
        {"YXMTW,-1.5,C", "water_temperature=-1.5"},
        {"YXMTW,60,F", "bad_syntax"},
        {"YXMTW,C,60", "bad_syntax"},
        // Waypoints
        {"GPRMB,V,0.66,L,003,004,4917.24,N,12309.57,W,001.3,052.5,000.5,V",
         "cross_track_error=null origin=null destination=null destination_lat=null destination_lon=null "
         "destination_distance=null destination_bearing=null closing_speed=null arrived=null"},
        {"GPRMB,A,1,R,,W^2C,,,,,,,-10,A,A",
         "cross_track_error=-1852.0 destination='W^2C' closing_speed=-5.144444 arrived=true"},
        {"GPRMB,A,0,R,,,,,,,,,,", "cross_track_error=0.0"},
        {"GPRMB,A,0.66,X,,,,,,,,,,V", "bad_syntax"},
        {"GPRMB,A,-0.66,L,,,,,,,,,,V", "bad_number"},
        {"GPRMB,,,,,,,,,,,,,V", "bad_syntax"},
        {"GPRMB,A,,,,,,,,,,,,X", "bad_syntax"},
        {"GPRMB,A,,,a\xff,,,,,,,,,V", "not_utf8"},
        {"GPRMB,A,,,,a\tb,,,,,,,,V", "destination='a\tb' arrived=false"},
        {"GPRMB,A,,,,a\x01,,,,,,,,V", "not_utf8"},
        {"GPRMB,A,,,,,,,,,,,V", "bad_syntax"},
        // AIS, and what is none
        {"AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0", "nothing"},
    };
    const auto by = sentence_decoder();
    for (const auto& [body, expected] : table)
        EXPECT_EQ(decode(*by, nmea(body)), expected) << body;
}

TEST(nmea_instruments, names_transducers_by_what_they_are_called) {
    const struct {
        std::string_view body;
        std::string_view expected;
    } table[] = {
        {"YXXDR,A,-2.5,D,PTCH,A,10,D,ROLL", "PTCH=-2.5 ROLL=10.0"},
        {"YXXDR,C,21,C,ENV_INSIDE T/1", "ENV_INSIDE_T_1=21.0"},
        {"YXXDR,C,21,C, Salon ", "Salon=21.0"},
        {"YXXDR,C,21,C,caf\xc3\xa9", "caf__=21.0"},
        {"YXXDR,C,21,C,T,C,22,C,T,C,23,C,T", "T=21.0 T_2=22.0 T_3=23.0"},
        {"YXXDR,C,21,C,T_2,C,22,C,T,C,23,C,T", "T_2=21.0 T=22.0 T_3=23.0"},
        {"WIXDR,C,35.2,C,2,U,28.3,N,0,U,28.6,V,1", "temperature_2=35.2 voltage_0=28.3 voltage_1=28.6"},
        {"YXXDR,G,1,,,X,2,,", "transducer=1.0 transducer_2=2.0"},
        {"YXXDR,A,1,D,,D,2,M,,F,3,H,,H,4,P,,I,5,A,",
         "angle=1.0 distance=2.0 frequency=3.0 humidity=4.0 current=5.0"},
        {"YXXDR,L,1,S,,N,2,N,,R,3,l,,S,4,,,T,5,R,,V,6,M,",
         "salinity=1.0 force=2.0 flow=3.0 switch=4.0 rotation=5.0 volume=6.0"},
        {"YXXDR,P,101325,P,Baro", "Baro=101325.0"},
        {"YXXDR,P,-0.5,B,Vacuum", "Vacuum=-50000.0"},
        {"YXXDR,C,,C,T", "T=null"},
        {"YXXDR,C,21,C", "temperature=21.0"},
        {"YXXDR,C,21,C,T,,,,", "T=21.0"},
        {"YXXDR,,,", "nothing"},
        {"YXXDR,,", "bad_syntax"},
        {"YXXDR,C,21,C,T,C", "bad_syntax"},
        {"YXXDR,C,21,C,T,C,22", "bad_syntax"},
        {"YXXDR,C,21,C,T,,22,C,U", "bad_syntax"},
        {"YXXDR,C,x,C,T", "bad_number"},
        {"YXXDR,C,1e3,C,T", "bad_number"},
        {"YXXDR,C,nan,C,T", "bad_number"},
        {"YXXDR,C,9999999999999,C,T", "bad_number"},
        {"YXXDR,,1,,,,1,,,,1,,,,1,,,,1,,,,1,,,,1,,,,1,,,,1,,", "bad_syntax"},
        {"YXXDR,G,1,,,G,1,,,G,1,,,G,1,,,G,1,,,G,1,,,G,1,,,G,1,,,G,1,,",
         "transducer=1.0 transducer_2=1.0 transducer_3=1.0 transducer_4=1.0 transducer_5=1.0 "
         "transducer_6=1.0 transducer_7=1.0 transducer_8=1.0"},
    };
    const auto by = sentence_decoder();
    for (const auto& [body, expected] : table)
        EXPECT_EQ(decode(*by, nmea(body)), expected) << body;
}

TEST(nmea_instruments, passes_ais_on_when_its_checksum_is_right) {
    const auto by = decoder_of("nmea");
    const std::string line = "!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D";
    EXPECT_EQ(decode(*by, line + "\r\n"), "ais='" + line + "'");
    EXPECT_EQ(decode(*by, "\\s:station,c:1577836800*5F\\" + line), "ais='" + line + "'");
    EXPECT_EQ(decode(*by, "!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7E"), "bad_checksum");
    std::string odd = nmea("AIVDO,1,1,,A,\xff,0");
    odd[0] = '!';
    EXPECT_EQ(decode(*by, odd), "not_utf8");
}

TEST(nmea_instruments, takes_nothing_from_a_sentence_with_a_broken_bit) {
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : examples) {
        const std::size_t star = line.find('*');
        for (std::size_t bit = 8; bit < 8 * star; ++bit) {
            std::string broken(line);
            broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << bit % 8));
            const std::string found = decode(*by, broken);
            // A `$` begins another sentence.
            EXPECT_TRUE(found == "bad_checksum" || found == "bad_syntax" || found == "nothing")
                << broken << ": " << found;
        }
    }
}

TEST(nmea_instruments, survives_a_body_cut_off_anywhere_with_a_right_checksum) {
    const auto by = sentence_decoder();
    for (const auto& [line, expected] : examples) {
        const std::string_view body = line.substr(1, line.size() - 4);
        for (std::size_t size = 0; size < body.size(); ++size) {
            const std::string cut = decode(*by, nmea(body.substr(0, size)));
            EXPECT_TRUE(cut != "bad_checksum" && cut != "too_long") << body.substr(0, size) << ": " << cut;
        }
    }
}

}  // namespace
}  // namespace weir::test
