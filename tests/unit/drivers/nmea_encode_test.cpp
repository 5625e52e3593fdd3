#include <gtest/gtest.h>
#include <string>

#include "drivers/nmea/encode.hpp"
#include "drivers/nmea/sentence.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

TEST(nmea_encode, makes_a_sentence_or_says_why_not) {
    const struct {
        std::string_view body;
        std::string_view expected;
    } table[] = {
        {"PMTK220,1000", "$PMTK220,1000*1F\r\n"},
        {"$PMTK220,1000", "$PMTK220,1000*1F\r\n"},
        {"$GPGLL,3751.65,S,14507.36,E", "$GPGLL,3751.65,S,14507.36,E*77\r\n"},
        {"!AIVDM,2,2,3,B,1@0000000000000,2", "!AIVDM,2,2,3,B,1@0000000000000,2*55\r\n"},
        {"AA", "$AA*00\r\n"},
        {" ~", "$ ~*5E\r\n"},
        {"", "a sentence is not empty"},
        {"$", "a sentence is not empty"},
        {"!", "a sentence is not empty"},
        {"$$A", "a sentence holds no '$'"},
        {"!$A", "a sentence holds no '$'"},
        {"A$", "a sentence holds no '$'"},
        {"A!", "a sentence holds no '!'"},
        {"GPGLL,E*77", "a sentence holds no '*'"},
        {"PMTK220,1000\r\n", "a sentence is printable ASCII"},
        {"A\tB", "a sentence is printable ASCII"},
        {"\x7f", "a sentence is printable ASCII"},
        {"caf\xc3\xa9", "a sentence is printable ASCII"},
        {std::string_view("A\0B", 3), "a sentence is printable ASCII"},
    };
    for (const auto& [body, expected] : table) {
        std::string why;
        const auto made = nmea::to_sentence(body, why);
        EXPECT_EQ(made.value_or(why), expected) << body;
        EXPECT_EQ(made.has_value(), why.empty()) << body;
    }
}

TEST(nmea_encode, makes_what_the_decoder_takes_apart) {
    for (int c = ' '; c <= '~'; ++c) {
        std::string why;
        const std::string body = std::string("PXXX,") + static_cast<char>(c) + ",1";
        const auto made = nmea::to_sentence(body, why);
        if (!made) continue;
        nmea::sentence found;
        ASSERT_EQ(nmea::split(*made, found), reject::none) << body;
        EXPECT_EQ(found.address, "PXXX");
        EXPECT_EQ(found.whole, made->substr(0, made->size() - 2));
        EXPECT_EQ(found.whole, nmea(body));
    }
}

}  // namespace
}  // namespace weir::test
