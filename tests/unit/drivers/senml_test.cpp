#include <gtest/gtest.h>
#include <string>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

struct example {
    std::string text;
    std::string_view expected;
};

void expect_all(const std::vector<example>& table) {
    const auto by = decoder_of("senml");
    for (const auto& [text, expected] : table)
        EXPECT_EQ(decode(*by, text), expected) << text;
}

// A pack of one record, which has the name `a` and this.
std::string one(const std::string& fields) {
    return R"([{"n":"a",)" + fields + "}]";
}

// RFC 8428 section 5.1; of each series the record that comes last in time.
TEST(senml, reads_the_examples_of_the_standard) {
    expect_all({
        {R"([{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}])", "urn:dev:ow:10e2073a01080063=23.1"},
        {R"([{"bn":"urn:dev:ow:10e2073a01080063:","n":"voltage","u":"V","v":120.1},
             {"n":"current","u":"A","v":1.2}])",
         "urn:dev:ow:10e2073a01080063:voltage=120.1 urn:dev:ow:10e2073a01080063:current=1.2"},
        {R"([{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,
              "n":"voltage","u":"V","v":120.1},
             {"n":"current","t":-5,"v":1.2}, {"n":"current","t":-4,"v":1.3}, {"n":"current","t":-3,"v":1.4},
             {"n":"current","t":-2,"v":1.5}, {"n":"current","t":-1,"v":1.6}, {"n":"current","v":1.7}])",
         "urn:dev:ow:10e2073a0108006:voltage=120.1 urn:dev:ow:10e2073a0108006:current=1.7"},
        {R"([{"bn":"urn:dev:ow:10e2073a01080063","bt":1.320067464e+09,"bu":"%RH","v":20},
             {"u":"lon","v":24.30621}, {"u":"lat","v":60.07965}, {"t":60,"v":20.3},
             {"u":"lon","t":60,"v":24.30622}, {"u":"lat","t":60,"v":60.07965}])",
         "urn:dev:ow:10e2073a01080063=60.07965"},
        {R"([{"n":"urn:dev:ow:10e2073a01080063","u":"%RH","t":1.320067464e+09,"v":20},
             {"n":"urn:dev:ow:10e2073a01080063","u":"%RH","t":1.320067524e+09,"v":20.3}])",
         "urn:dev:ow:10e2073a01080063=20.3"},
        {R"([{"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},
             {"n":"label","vs":"Machine Room"}, {"n":"open","vb":false}, {"n":"nfc-reader","vd":"aGkgCg"}])",
         "urn:dev:ow:10e2073a01080063:temp=23.1 urn:dev:ow:10e2073a01080063:label='Machine Room' "
         "urn:dev:ow:10e2073a01080063:open=false urn:dev:ow:10e2073a01080063:nfc-reader='aGkgCg'"},
        {R"([{"bn":"2001:db8::2/","bt":1.320078429e+09,"n":"temperature","u":"Cel","v":25.2},
             {"n":"humidity","u":"%RH","v":30},
             {"bn":"2001:db8::1/","n":"temperature","u":"Cel","v":12.3},
             {"n":"humidity","u":"%RH","v":67}])",
         "2001:db8::2/temperature=25.2 2001:db8::2/humidity=30 2001:db8::1/temperature=12.3 "
         "2001:db8::1/humidity=67"},
        {R"([{"bn":"urn:dev:ow:10e2073a01080063:"}, {"n":"temp","u":"Cel","v":23.1},
             {"n":"heat","u":"/","v":1}, {"n":"fan","u":"/","v":0}])",
         "urn:dev:ow:10e2073a01080063:temp=23.1 urn:dev:ow:10e2073a01080063:heat=1 "
         "urn:dev:ow:10e2073a01080063:fan=0"},
    });
}

TEST(senml, adds_base_fields_to_their_records) {
    expect_all({
        {R"([{"bn":"x","n":"1","v":1},{"bn":"","n":"y","v":2},{"bn":"z","v":3}])", "x1=1 y=2 z=3"},
        {R"([{"n":"a","v":1,"bn":"later-in-the-record:"}])", "later-in-the-record:a=1"},
        {R"([{"bv":10,"n":"a","v":5},{"n":"b","v":0.5},{"n":"c"},{"bv":-1,"n":"d","v":1}])",
         "a=15 b=10.5 c=10 d=0"},
        {R"([{"bv":10,"n":"a","vs":"x"},{"n":"b","vb":true}])", "a='x' b=true"},
        {R"([{"bs":100,"n":"a","v":1,"s":5},{"n":"b","v":2}])", "a=1 a_sum=105 b=2 b_sum=100"},
        {R"([{"n":"e","s":12.5}])", "e_sum=12.5"},
        {R"([{"bv":9223372036854775807,"n":"a","v":1}])", "a=9223372036854775808.0"},
        {R"([{"bv":1e308,"n":"a","v":1e308}])", "bad_number"},
        {R"([{"bs":1e308,"n":"a","s":1e308}])", "bad_number"},
        {R"([{"bn":"a","bv":1}])", "nothing"},
        {R"([{"bn":"a"},{"bt":5}])", "nothing"},
        {"[]", "nothing"},
    });
}

TEST(senml, keeps_the_latest_of_each_name) {
    expect_all({
        {R"([{"n":"a","t":-1,"v":1},{"n":"a","t":-2,"v":2}])", "a=1"},
        {R"([{"n":"a","t":-2,"v":1},{"n":"a","t":-1,"v":2}])", "a=2"},
        {R"([{"n":"a","v":1},{"n":"a","v":"x"}])", "bad_syntax"},
        {R"([{"n":"a","v":1},{"n":"a","vs":"x"}])", "a='x'"},
        {R"([{"n":"a","t":1320067464,"v":1},{"n":"a","t":1320067463,"v":2}])", "a=1"},
        {R"([{"n":"a","v":1},{"n":"a","t":1320067463,"v":2}])", "a=1"},
        {R"([{"n":"a","t":1320067463,"v":2},{"n":"a","t":-60,"v":1}])", "a=1"},
        {R"([{"bt":1320067464,"n":"a","t":-1,"v":1},{"n":"b","v":2},{"n":"a","t":-3,"v":3}])", "a=1 b=2"},
        {R"([{"n":"a","t":-1,"v":1,"s":10},{"n":"a","t":-2,"v":2,"s":9}])", "a=1 a_sum=10"},
    });
}

TEST(senml, refuses_what_the_standard_forbids) {
    expect_all({
        {one(R"("v":1)"), "a=1"},
        {one(R"("v":1,"bver":10)"), "a=1"},
        {one(R"("v":1,"bver":11)"), "bad_syntax"},
        {one(R"("v":1,"bver":0)"), "bad_syntax"},
        {one(R"("v":1,"bver":1.5)"), "bad_syntax"},
        {one(R"("v":1,"bver":"10")"), "bad_syntax"},
        {R"([{"bver":5,"n":"a","v":1},{"bver":5,"n":"b","v":1}])", "a=1 b=1"},
        {R"([{"bver":5,"n":"a","v":1},{"bver":6,"n":"b","v":1}])", "bad_syntax"},
        {R"([{"n":"a","v":1},{"bver":6,"n":"b","v":1}])", "bad_syntax"},
        {one(R"("v":1,"more":{"x":[1,null,{"v":2}]},"else":null)"), "a=1"},
        {one(R"("v":1,"more_":1)"), "bad_syntax"},
        {one(R"("v":1,"_":1)"), "bad_syntax"},
        {one(R"("v":1,"ct":"60","x":{"y_":1})"), "a=1"},
        {one(R"("v":1,"vs":"x")"), "bad_syntax"},
        {one(R"("vb":true,"vd":"")"), "bad_syntax"},
        {one(R"("v":1,"v":2)"), "bad_syntax"},
        {one(R"("u":"Cel")"), "bad_syntax"},
        {R"([{"t":5}])", "bad_syntax"},
        {"[{}]", "bad_syntax"},
        {R"([{"x":1}])", "bad_syntax"},
        {R"([{"v":1}])", "bad_syntax"},
        {R"([{"n":"","v":1}])", "bad_syntax"},
        {R"([{"n":"/a","v":1}])", "bad_syntax"},
        {R"([{"n":"_a","v":1}])", "bad_syntax"},
        {R"([{"n":"a b","v":1}])", "bad_syntax"},
        {R"([{"n":"a\u00e9","v":1}])", "bad_syntax"},
        {R"([{"bn":"dev ","n":"a","v":1}])", "bad_syntax"},
        {R"([{"bn":"dev/","n":"_a-1.b:c","v":1}])", "dev/_a-1.b:c=1"},
    });
}

TEST(senml, refuses_values_of_another_type) {
    for (const char* wrong :
         {R"("v":"1")",        R"("v":true)",        R"("v":null)",       R"("v":[1])",
          R"("v":{})",         R"("vs":1)",          R"("vb":1)",         R"("vb":"true")",
          R"("vd":1)",         R"("s":"1","v":1)",   R"("t":"1","v":1)",  R"("ut":false,"v":1)",
          R"("u":1,"v":1)",    R"("bn":1,"v":1)",    R"("bt":"1","v":1)", R"("bu":null,"v":1)",
          R"("bv":"1","v":1)", R"("bs":true,"v":1)", R"("vd":"a","x":1)", R"("vd":"aGk=")",
          R"("vd":"+/aa")"})
        EXPECT_EQ(decode(*decoder_of("senml"), one(wrong)), "bad_syntax") << wrong;
    expect_all({
        {one(R"("vd":"")"), "a=''"},
        {one(R"("vd":"-_aZ09")"), "a='-_aZ09'"},
        {one(R"("v":1,"ut":60,"t":-1.5,"u":"V","bt":1e9,"bu":"")"), "a=1"},
        {one(R"("v":18446744073709551615)"), "a=18446744073709551616.0"},
        {one(R"("v":1e400)"), "bad_number"},
        {one(R"("vs":"\u00b0C \n")"),
         "a='\xc2\xb0"
         "C \n'"},
    });
}

TEST(senml, is_an_array_of_objects) {
    expect_all({
        {"", "bad_syntax"},
        {"1", "bad_syntax"},
        {"null", "bad_syntax"},
        {R"({"n":"a","v":1})", "bad_syntax"},
        {"[1]", "bad_syntax"},
        {"[null]", "bad_syntax"},
        {R"(["a"])", "bad_syntax"},
        {R"([[{"n":"a","v":1}]])", "bad_syntax"},
        {R"([{"n":"a","v":1})", "bad_syntax"},
        {R"([{"n":"a","v":1}] x)", "bad_syntax"},
        {R"([{"n":"a","v":1},])", "bad_syntax"},
        {R"([{"n":"a","x":1,"v":1},2])", "bad_syntax"},
        {"[{\"n\":\"a\",\"vs\":\"\xff\"}]", "not_utf8"},
        {"23.4,41", "bad_syntax"},
    });
}

TEST(senml, is_bounded) {
    const auto by = decoder_of("senml");
    const auto pack = [](int records) {
        std::string all = R"([{"bn":"n")";
        for (int i = 0; i < records; ++i)
            all += R"(},{"v":1,"n":")" + std::to_string(i) + '"';
        return all + "}]";
    };
    EXPECT_TRUE(decode(*by, pack(256)).starts_with("n0=1 "));
    EXPECT_EQ(decode(*by, pack(257)), "too_complex");
    EXPECT_EQ(decode(*by, pack(50'000)), "too_complex");
    const std::string name(256, 'n');
    EXPECT_EQ(decode(*by, R"([{"n":")" + name + R"(","v":1}])"), name + "=1");
    EXPECT_EQ(decode(*by, R"([{"n":")" + name + R"(n","v":1}])"), "too_complex");
    EXPECT_EQ(decode(*by, R"([{"bn":")" + name + R"(","n":"n","v":1}])"), "too_complex");
    EXPECT_EQ(decode(*by, one(R"("v":1,")" + std::string(100'000, 'x') + R"(":1)")), "too_complex");
    EXPECT_EQ(decode(*by, one(R"("v":1,"x":)" + std::string(100'000, '['))), "too_complex");
    EXPECT_EQ(decode(*by, one(R"("v":1)")), "a=1");
}

TEST(senml, of_a_cut_off_pack_nothing_is_taken) {
    const auto by = decoder_of("senml");
    const std::string whole = R"([{"bn":"x/","bt":1e9,"n":"a","v":-2.5e3},{"n":"b","vs":"\u00e9"}])";
    EXPECT_EQ(decode(*by, whole), "x/a=-2500.0 x/b='\xc3\xa9'");
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(decode(*by, whole.substr(0, size)), "bad_syntax") << whole.substr(0, size);
}

TEST(senml, needs_no_memory_once_it_is_warm) {
    const auto by = decoder_of("senml");
    sample out;
    const frame in{R"([{"bn":"urn:dev:ow:10e2073a01080063:","bt":1e9,"n":"temp","u":"Cel","v":23.1},
                       {"n":"a-longer-label","vs":"The Great Machine Room"},{"n":"e","s":1}])",
                   at(3)};
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
