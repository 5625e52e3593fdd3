#include "drivers/text.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

std::string number_in(std::string_view written) {
    const auto found = parse_number(written);
    return found ? show(*found) : "none";
}

TEST(parse_number, reads_integers_as_integers_and_the_rest_as_numbers) {
    const struct {
        std::string_view written;
        std::string_view expected;
    } table[] = {
        {"0", "0"},
        {"41", "41"},
        {"-41", "-41"},
        {"+41", "41"},
        {"  41\t", "41"},
        {"007", "7"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"9223372036854775808", "9223372036854775808.0"},
        {"41.0", "41.0"},
        {"23.4", "23.4"},
        {"-.5", "-0.5"},
        {"5.", "5.0"},
        {"1e3", "1000.0"},
        {"+1.5E-3", "0.0015"},
        {"0.30000000000000004", "0.30000000000000004"},
    };
    for (const auto& [written, expected] : table)
        EXPECT_EQ(number_in(written), expected) << written;
}

TEST(parse_number, takes_nothing_else) {
    for (const std::string_view written :
         {"",         " ",    ".",     "-",      "+",     "+-1",      "-+1", "--1",  "++1",  "- 1",  "1 2",
          "1,5",      "0x10", "1e",    "1e+",    "12a",   "a12",      "nan", "-nan", "inf",  "-inf", "+inf",
          "infinity", "NAN",  "1e999", "-1e999", "1.2.3", "\xd9\xa1", "1\n", "e5",   "1_000"}) {
        EXPECT_EQ(number_in(written), "none") << written;
    }
    EXPECT_EQ(number_in(std::string_view("1\0", 2)), "none");
    EXPECT_EQ(number_in(std::string(100'000, '9')), "none");
    EXPECT_EQ(number_in("0." + std::string(100'000, '3')), "0.3333333333333333");
}

TEST(parse_untyped, takes_numbers_for_numbers_and_the_rest_for_text) {
    const struct {
        std::string_view written;
        std::string_view expected;
    } table[] = {
        {"41", "41"},       {" 4.5 ", "4.5"},
        {"-0", "0"},        {"1e999", "'1e999'"},
        {"", "null"},       {" \t", "null"},
        {"nan", "null"},    {"-NaN", "null"},
        {"+inf", "null"},   {"--inf", "'--inf'"},
        {"nan5", "'nan5'"}, {" two ", "' two '"},
        {"on", "'on'"},     {"infinity", "'infinity'"},
    };
    for (const auto& [written, expected] : table) {
        value read = true;
        parse_untyped(written, read);
        EXPECT_EQ(show(read), expected) << written;
    }
}

TEST(parse_boolean, knows_the_usual_words) {
    for (const std::string_view yes : {"true", "TRUE", "Yes", "on", "1", " on "})
        EXPECT_EQ(parse_boolean(yes), true) << yes;
    for (const std::string_view no : {"false", "No", "OFF", "0", "\t0"})
        EXPECT_EQ(parse_boolean(no), false) << no;
    for (const std::string_view other : {"", "2", "tru", "truee", "y", "1.0", "on off"}) {
        EXPECT_EQ(parse_boolean(other), std::nullopt) << other;
    }
}

TEST(is_text, takes_valid_utf8_without_control_characters) {
    for (const std::string_view good : {"", "abc", "a\tb", " ~", "\xc2\xa0",
                                        "23 \xc2\xb0"
                                        "C",
                                        "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        EXPECT_TRUE(is_text(good)) << good;
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const std::string_view control : {"\n", "a\rb", "\x1b[1m", "\x7f", "\xc2\x80", "\xc2\x9f"}) {
        EXPECT_FALSE(is_text(control)) << control;
        EXPECT_TRUE(is_utf8(control)) << control;
    }
    EXPECT_FALSE(is_text(std::string_view("a\0b", 3)));
}

TEST(is_utf8, refuses_what_rfc_3629_forbids) {
    const std::string_view table[] = {
        "\x80",  // no start
        "\xbf"
        "a",
        "\xc2",  // cut off
        "\xc2"
        "a",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xf0\x9f\x98"
        "a",
        "\xc0\xaf",  // overlong
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80",  // surrogates
        "\xed\xbf\xbf",
        "\xf4\x90\x80\x80",  // beyond U+10FFFF
        "\xf5\x80\x80\x80",
        "\xfe",
        "\xff",
        "good then \xe9t\xe9",  // Latin-1
    };
    for (const std::string_view bad : table) {
        EXPECT_FALSE(is_utf8(bad)) << bad;
        EXPECT_FALSE(is_text(bad)) << bad;
    }
}

TEST(readable, cuts_between_characters_and_shows_other_bytes_as_marks) {
    EXPECT_EQ(readable("", 3), "");
    EXPECT_EQ(readable("abc", 3), "abc");
    EXPECT_EQ(readable("abcd", 3), "abc");
    EXPECT_EQ(readable("ab\xc2\xb0", 4), "ab\xc2\xb0");
    EXPECT_EQ(readable("ab\xc2\xb0", 3), "ab");
    EXPECT_EQ(readable("a\xf0\x9f\x98\x80", 4), "a");
    EXPECT_EQ(readable("ab\xc2", 3), "ab?");
    EXPECT_EQ(readable("\xff\n1", 3), "??1");
    EXPECT_EQ(readable(std::string_view("\0", 1), 3), "?");
}

TEST(without_line_end, takes_one_off) {
    EXPECT_EQ(without_line_end("a\n"), "a");
    EXPECT_EQ(without_line_end("a\r\n"), "a");
    EXPECT_EQ(without_line_end("a\n\n"), "a\n");
    EXPECT_EQ(without_line_end("a\r"), "a\r");
    EXPECT_EQ(without_line_end("\n"), "");
    EXPECT_EQ(without_line_end(""), "");
}

TEST(parse_integer, takes_decimal_and_hexadecimal_of_64_bits) {
    const struct {
        std::string_view text;
        std::optional<std::int64_t> expected;
    } table[] = {
        {"0", 0},
        {"-7", -7},
        {"+7", 7},
        {"0x1F", 31},
        {"-0Xff", -255},
        {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
        {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
        {"9223372036854775808", std::nullopt},
        {"-9223372036854775809", std::nullopt},
        {"0x8000000000000000", std::nullopt},
        {"07", std::nullopt},
        {"", std::nullopt},
        {"-", std::nullopt},
        {"--1", std::nullopt},
        {"0x", std::nullopt},
        {"0x-1", std::nullopt},
        {"1.0", std::nullopt},
        {" 1", std::nullopt},
        {"1a", std::nullopt},
    };
    for (const auto& [text, expected] : table)
        EXPECT_EQ(parse_integer(text), expected) << text;
}

TEST(from_hex, is_the_inverse_of_to_hex) {
    EXPECT_EQ(from_hex("00fF1a"), std::string("\0\xff\x1a", 3));
    EXPECT_EQ(from_hex(""), "");
    for (const std::string_view none : {"0", "0g", "g0", "-1", "+1", " 1", "0x"})
        EXPECT_EQ(from_hex(none), std::nullopt) << none;
}

TEST(is_field_name, refuses_what_has_a_meaning_elsewhere) {
    for (const std::string_view fine : {"a", "_", "a.b-c_1", "temp\xc3\xa9rature"})
        EXPECT_TRUE(is_field_name(fine)) << fine;
    for (const std::string_view bad : {"", "a b", "a/b", "{a}", "a\xe9", "+", "#"})
        EXPECT_FALSE(is_field_name(bad)) << bad;
    EXPECT_TRUE(is_field_name(std::string(64, 'a')));
    EXPECT_FALSE(is_field_name(std::string(65, 'a')));
}

TEST(text_decoder, gives_the_frame_as_its_type) {
    const struct {
        std::string_view type;
        std::string_view frame;
        std::string_view expected;
    } table[] = {
        {"text", "on fire", "value='on fire'"},
        {"text", " 12 ", "value=' 12 '"},
        {"text", "", "value=''"},
        {"text",
         "23 \xc2\xb0"
         "C\r\n",
         "value='23 \xc2\xb0"
         "C'"},
        {"text", "caf\xe9", "not_utf8"},
        {"text", "a\x07", "not_utf8"},
        {"number", " 12 ", "value=12"},
        {"number", "12.50", "value=12.5"},
        {"number", "12 kg", "bad_number"},
        {"number", "", "bad_number"},
        {"integer", "-12", "value=-12"},
        {"integer", "12.0", "bad_number"},
        {"integer", "9223372036854775808", "bad_number"},
        {"boolean", "ON", "value=true"},
        {"boolean", "maybe", "bad_syntax"},
    };
    for (const auto& [type, frame, expected] : table) {
        const auto by = decoder_of("text", group({{"type", text(std::string(type))}}));
        EXPECT_EQ(decode(*by, frame), expected) << type << ": " << frame;
    }
    EXPECT_EQ(decode(*decoder_of("text"), "12"), "value='12'");
}

}  // namespace
}  // namespace weir::test
