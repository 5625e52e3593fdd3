#include <gtest/gtest.h>
#include <string>

#include "drivers/text.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

std::string repeat(std::string_view part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += part;
    return all;
}

TEST(json, flattens_or_says_why_not) {
    const struct {
        std::string_view text;
        std::string_view expected;
    } table[] = {
        {R"({"temperature":23.4,"humidity":41})", "temperature=23.4 humidity=41"},
        {" {\r\n \"a\" :\t1 }\n", "a=1"},
        {R"({"a":null,"b":true,"c":false,"d":"x"})", "a=null b=true c=false d='x'"},
        {R"({"a":{"b":{"c":1},"d":2},"e":3})", "a.b.c=1 a.d=2 e=3"},
        {R"({"a":[1,[2,3],{"b":4}],"c":5})", "a.0=1 a.1.0=2 a.1.1=3 a.2.b=4 c=5"},
        {R"([1,{"a":2}])", "0=1 1.a=2"},
        {"42", "value=42"},
        {"-4.2", "value=-4.2"},
        {"\"on\"", "value='on'"},
        {"null", "value=null"},
        {"{}", "nothing"},
        {"[]", "nothing"},
        {R"({"a":{},"b":[]})", "nothing"},
        {R"({"a":1,"b":2,"a":3})", "a=3 b=2"},
        {R"({"a":{"b":1},"a.b":2})", "a.b=2"},
        {R"({"\u00e9":"\u00b0C \ud83d\ude00 \n \" \\"})",
         "\xc3\xa9='\xc2\xb0"
         "C \xf0\x9f\x98\x80 \n \" \\'"},
        {"{\"t\":\"\xc2\xb0"
         "C\"}",
         "t='\xc2\xb0"
         "C'"},
        {R"({"a":"","b":""})", "a='' b=''"},
        {R"([9223372036854775807,-9223372036854775808])", "0=9223372036854775807 1=-9223372036854775808"},
        {R"([9223372036854775808,18446744073709551616])", "0=9223372036854775808.0 1=18446744073709551616.0"},
        {R"([0.1,4.35,23.400000000000002,1e3,-0.0])", "0=0.1 1=4.35 2=23.400000000000002 3=1000.0 4=-0.0"},
        {R"([-0,-0e0,0e99])", "0=0 1=-0.0 2=0.0"},
        {"1e-400", "bad_number"},
        {R"([2.2250738585072014e-308,1.7976931348623157e308])",
         "0=2.2250738585072014e-308 1=1.7976931348623157e+308"},
        {"1e309", "bad_number"},
        {R"({"a":1e99999999999})", "bad_number"},
        {"", "bad_syntax"},
        {" ", "bad_syntax"},
        {"{", "bad_syntax"},
        {"{}}", "bad_syntax"},
        {"{} {}", "bad_syntax"},
        {R"({"a":1,})", "bad_syntax"},
        {R"({a:1})", "bad_syntax"},
        {R"({'a':1})", "bad_syntax"},
        {R"({"a":01})", "bad_syntax"},
        {R"({"a":+1})", "bad_syntax"},
        {R"({"a":.5})", "bad_syntax"},
        {R"({"a":0x10})", "bad_syntax"},
        {R"({"a":NaN})", "bad_syntax"},
        {R"({"a":tru})", "bad_syntax"},
        {R"({"a":1} // comment)", "bad_syntax"},
        {R"({"":1})", "bad_syntax"},
        {R"({"a":"\ud83d"})", "bad_syntax"},
        {R"({"a":"\x"})", "bad_syntax"},
        {"{\"a\":\"\n\"}", "bad_syntax"},
        {"{\"a\":\"\xff\"}", "not_utf8"},
        {"{\"\xc3\":1}", "not_utf8"},
        {R"({"a\u0000b":1})", "not_utf8"},
        {R"({"a\nb":1})", "not_utf8"},
        {"\x7f"
         "ELF",
         "bad_syntax"},
        {"23.4,41", "bad_syntax"},
    };
    const auto by = decoder_of("json");
    for (const auto& [text, expected] : table)
        EXPECT_EQ(decode(*by, text), expected) << text;
}

TEST(json, is_bounded) {
    const auto by = decoder_of("json");
    const auto nested = [](int depth) { return repeat("[", depth) + "1" + repeat("]", depth); };
    EXPECT_EQ(decode(*by, nested(16)), repeat("0.", 15) + "0=1");
    EXPECT_EQ(decode(*by, nested(17)), "too_complex");
    EXPECT_EQ(decode(*by, nested(10'000)), "too_complex");
    EXPECT_EQ(decode(*by, repeat("[", 1'000'000)), "too_complex");
    EXPECT_EQ(decode(*by, repeat(R"({"a":)", 10'000)), "too_complex");

    EXPECT_NE(decode(*by, "[" + repeat("1,", 255) + "1]"), "too_complex");
    EXPECT_EQ(decode(*by, "[" + repeat("1,", 256) + "1]"), "too_complex");
    EXPECT_EQ(decode(*by, "[" + repeat("1,", 100'000) + "1]"), "too_complex");
    EXPECT_EQ(decode(*by, "{" + repeat("\"a\":1,", 100'000) + "\"a\":2}"), "a=2");

    const std::string key = repeat("k", 254);
    EXPECT_EQ(decode(*by, "{\"" + key + "\":[1]}"), key + ".0=1");
    EXPECT_EQ(decode(*by, "{\"" + key + "k\":[1]}"), "too_complex");
    EXPECT_EQ(decode(*by, "{\"" + key + "\":{\"ab\":1}}"), "too_complex");
    EXPECT_EQ(decode(*by, "{\"" + repeat("k", 100'000) + "\":1}"), "too_complex");
    EXPECT_EQ(decode(*by, R"({"a":1})"), "a=1");
}

// The parser's own judgement of UTF-8 is relied upon: it is the same as ours.
TEST(json, takes_utf8_and_nothing_else) {
    const auto by = decoder_of("json");
    const std::string_view edges = "\x7f\x80\xbf\xc0";
    for (int lead = 0x80; lead < 0x100; ++lead) {
        for (int second = 0x20; second < 0x100; ++second) {
            std::string text{static_cast<char>(lead), static_cast<char>(second)};
            if (text.back() == '"' || text.back() == '\\') continue;
            for (const char tail : edges) {
                EXPECT_EQ(decode(*by, "[\"" + text + "\"]") != "not_utf8", is_utf8(text)) << to_hex(text);
                text += tail;
            }
            text.resize(2);
            text += "\x80\x80";
            EXPECT_EQ(decode(*by, "[\"" + text + "\"]") != "not_utf8", is_utf8(text)) << to_hex(text);
            text.pop_back();
            EXPECT_EQ(decode(*by, "[\"\\n" + text + "\"]") != "not_utf8", is_utf8(text)) << to_hex(text);
        }
    }
}

TEST(json, of_a_cut_off_object_nothing_is_taken) {
    const auto by = decoder_of("json");
    const std::string whole = R"({"a":{"b":[1,-2.5e3,"x\u00e9\n",true,null]},"c":"\ud83d\ude00"})";
    EXPECT_EQ(decode(*by, whole),
              "a.b.0=1 a.b.1=-2500.0 a.b.2='x\xc3\xa9\n' a.b.3=true a.b.4=null c='\xf0\x9f\x98\x80'");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(decode(*by, whole.substr(0, size)), "bad_syntax") << whole.substr(0, size);
    }
}

TEST(json, needs_no_memory_of_its_own_once_it_is_warm) {
    const auto by = decoder_of("json");
    sample out;
    const frame in{R"({"temperature":23.4,"air":{"humidity":41,"ok":true}})", at(3)};
    const auto decoded = [&] {
        out.clear();
        return by->decode(in, out).what;
    };
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(out.arrived, at(3));
    const std::size_t before = allocated_bytes();
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(allocated_bytes(), before);
}

}  // namespace
}  // namespace weir::test
