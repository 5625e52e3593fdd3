#include <gtest/gtest.h>
#include <string>

#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

setting typed(std::string name, std::string type) {
    return group({{"name", text(std::move(name))}, {"type", text(std::move(type))}});
}

setting columns(setting::list all, std::string delimiter = ",") {
    return group({{"columns", list(std::move(all))}, {"delimiter", text(std::move(delimiter))}});
}

setting climate() {
    return columns({text("temperature"), text("humidity")});
}

TEST(csv, reads_a_row_or_says_why_not) {
    const struct {
        std::string_view row;
        std::string_view expected;
    } table[] = {
        {"23.4,41", "temperature=23.4 humidity=41"},
        {"23.4,41.0", "temperature=23.4 humidity=41.0"},
        {" 23.4 ,\t-41\r\n", "temperature=23.4 humidity=-41"},
        {",41", "temperature=null humidity=41"},
        {"23.4,", "temperature=23.4 humidity=null"},
        {" , ", "temperature=null humidity=null"},
        {"\"23.4\",\"41\"", "temperature=23.4 humidity=41"},
        {"temperature,humidity", "nothing"},
        {" temperature , \"humidity\"", "bad_syntax"},
        {"temperature,\"humidity\"", "nothing"},
        {"temperature,41", "bad_number"},
        {"23.4", "wrong_columns"},
        {"", "wrong_columns"},
        {"23.4,41,", "wrong_columns"},
        {"23.4,41,7", "wrong_columns"},
        {"23.4;41", "wrong_columns"},
        {"23.4,x", "bad_number"},
        {"x,41", "bad_number"},
        {"0x10,41", "bad_number"},
        {"nan,41", "bad_number"},
        {"1e999,41", "bad_number"},
        {"23.4,4\xff", "not_utf8"},
        {"23.4,4\x01", "not_utf8"},
        {"23.4\n23.5,41", "not_utf8"},
        {"\"23.4,41", "bad_syntax"},
        {"\"23.4\"5,41", "bad_syntax"},
        {"23\"4,41", "bad_syntax"},
        {"\"", "bad_syntax"},
        {"\"\"\"", "bad_syntax"},
        {"\"\",\"\"", "temperature=null humidity=null"},
    };
    const auto by = decoder_of("csv", climate());
    for (const auto& [row, expected] : table)
        EXPECT_EQ(decode(*by, row), expected) << row;
}

TEST(csv, reads_each_column_as_its_type) {
    const auto by = decoder_of("csv", columns({typed("n", "number"), typed("i", "integer"),
                                               typed("t", "text"), typed("b", "boolean"), text("_")}));
    EXPECT_EQ(decode(*by, "1.5,2,ok,on,x"), "n=1.5 i=2 t='ok' b=true");
    EXPECT_EQ(decode(*by, ",,,,"), "n=null i=null t=null b=null");
    EXPECT_EQ(decode(*by, "1,2, two words ,0,"), "n=1 i=2 t=' two words ' b=false");
    EXPECT_EQ(decode(*by, "1,2,\"a \"\"b\"\", c\",0,"), "n=1 i=2 t='a \"b\", c' b=false");
    EXPECT_EQ(decode(*by, "1,2,\"\"\"\"\"\",0,"), "n=1 i=2 t='\"\"' b=false");
    EXPECT_EQ(decode(*by, "1,2.0,ok,on,"), "bad_number");
    EXPECT_EQ(decode(*by, "1,2,ok,maybe,"), "bad_syntax");
    EXPECT_EQ(decode(*by, "n,i,t,b,anything"), "nothing");
}

TEST(csv, keeps_apart_several_cells_with_doubled_quotes) {
    const auto by = decoder_of("csv", columns({typed("a", "text"), typed("b", "text"), typed("c", "text")}));
    const std::string one(30, '1');
    const std::string two(300, '2');
    const std::string three(3000, '3');
    EXPECT_EQ(decode(*by, "\"" + one + "\"\"\",\"" + two + "\"\"\",\"" + three + "\"\"\""),
              "a='" + one + "\"' b='" + two + "\"' c='" + three + "\"'");
}

TEST(csv, takes_other_delimiters) {
    EXPECT_EQ(decode(*decoder_of("csv", columns({text("a"), text("b")}, ";")), "1,5;2"), "bad_number");
    EXPECT_EQ(decode(*decoder_of("csv", columns({text("a"), text("b")}, ";")), "1.5;2"), "a=1.5 b=2");
    EXPECT_EQ(decode(*decoder_of("csv", columns({text("a"), text("b")}, "\t")), "1.5\t2"), "a=1.5 b=2");
    EXPECT_EQ(decode(*decoder_of("csv", columns({text("a"), text("b")}, "\t")), "\t2"), "a=null b=2");
}

TEST(csv, arrives_with_its_frame) {
    sample out;
    decoder_of("csv", climate())->decode({"1,2", at(7)}, out);
    EXPECT_EQ(out.arrived, at(7));
}

TEST(csv, survives_a_row_cut_off_anywhere) {
    const auto by = decoder_of("csv", columns({text("a"), typed("b", "text"), text("c")}));
    const std::string row = "23.4,\"a \"\"b\"\",\xc2\xb0\",41";
    EXPECT_EQ(decode(*by, row), "a=23.4 b='a \"b\",\xc2\xb0' c=41");
    for (std::size_t size = 0; size < row.size() - 1; ++size) {
        const std::string cut = decode(*by, row.substr(0, size));
        EXPECT_TRUE(cut == "wrong_columns" || cut == "bad_syntax" || cut == "not_utf8" ||
                    cut == "a=23.4 b='a \"b\",\xc2\xb0' c=null")
            << size << ": " << cut;
    }
}

TEST(csv, refuses_a_hostile_row_at_the_first_column_too_many) {
    const auto by = decoder_of("csv", climate());
    EXPECT_EQ(decode(*by, std::string(100'000, ',')), "wrong_columns");
    EXPECT_EQ(decode(*by, "1," + std::string(1'000'000, '"')), "bad_number");
    EXPECT_EQ(decode(*by, "1," + std::string(1'000'001, '"')), "bad_syntax");
    EXPECT_EQ(decode(*by, "1," + std::string(1'000'000, '9')), "bad_number");
    EXPECT_EQ(decode(*by, "1,2"), "temperature=1 humidity=2");
}

TEST(csv, says_what_is_wrong_with_its_options) {
    const struct {
        setting argument;
        std::string_view message;
    } table[] = {
        {columns({text("a"), text("b"), text("a")}), "column 'a' is named twice"},
        {columns({text("a"), typed("a", "text")}), "column 'a' is named twice"},
        {columns({text("a b")}), "bad column name 'a b'"},
        {columns({text("a/b")}), "bad column name 'a/b'"},
        {columns({text("{a}")}), "bad column name '{a}'"},
        {columns({text("_"), text("_")}), "every column is skipped"},
        {columns({text("a")}, "\""), "this character cannot be a delimiter"},
        {columns({text("a")}, "\n"), "this character cannot be a delimiter"},
        {columns({text("a")}, "\xe9"), "this character cannot be a delimiter"},
    };
    for (const auto& [argument, message] : table) {
        problems found;
        EXPECT_EQ(make_decoder(use_of(decoders(), "csv", argument), found), nullptr) << message;
        ASSERT_EQ(found.size(), 1u) << message;
        EXPECT_EQ(found.all().front().message, message);
    }
    problems found;
    const auto fine = columns({text("_"), text("temp\xc3\xa9rature"), text("_"), text("a.b-c_1")});
    EXPECT_NE(make_decoder(use_of(decoders(), "csv", fine), found), nullptr);
    EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace weir::test
