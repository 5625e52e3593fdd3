#include <gtest/gtest.h>
#include <string>

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

struct example {
    std::string_view frame;
    std::string_view expected;
};

void expect_all(const setting& argument, const std::vector<example>& table) {
    const auto by = decoder_of("kv", argument);
    for (const auto& [frame, expected] : table)
        EXPECT_EQ(decode(*by, frame), expected) << frame;
}

setting options(std::string pair, std::string assign) {
    return group({{"pair", text(std::move(pair))}, {"assign", text(std::move(assign))}});
}

TEST(kv, reads_pairs_or_says_why_not) {
    expect_all(group({}), {
                              {"a=1 b=2", "a=1 b=2"},
                              {"a=1,b=2;c=3\td=4", "a=1 b=2 c=3 d=4"},
                              {" ,a=1 ;\t, b=2;\r\n", "a=1 b=2"},
                              {"a=1\nb=2\r\n", "a=1 b=2"},
                              {"a = 1 b =2 c= 3", "a=1 b=2 c=3"},
                              {"temp=23.4 n=-7 e=1e3 t=true f=false s=on",
                               "temp=23.4 n=-7 e=1000.0 t=true f=false s='on'"},
                              {"t=True x=0x10 v=1.2.3", "t='True' x='0x10' v='1.2.3'"},
                              {"a=nan b=-inf c=INF d=nano", "a=null b=null c=null d='nano'"},
                              {"a= b=1", "a=null b=1"},
                              {"a= b =1", "a=null b=1"},
                              {"a=, b=1", "a=null b=1"},
                              {"a=", "a=null"},
                              {"a= ", "a=null"},
                              {"a=1 b=2 a=3", "a=3 b=2"},
                              {"a==1", "a='=1'"},
                              {"a=b=c", "a='b=c'"},
                              {R"(a="" b="x")", "a='' b='x'"},
                              {R"(a="two, words; =" b=2)", "a='two, words; =' b=2"},
                              {R"(a= "12",b="true")", "a='12' b='true'"},
                              {R"(a="\" \\ \/ \n \r \t")", "a='\" \\ / \n \r \t'"},
                              {"a=\"\xc2\xb0\" \xc2\xb0=1", "a='\xc2\xb0' \xc2\xb0=1"},
                              {"", "nothing"},
                              {" ,;\r\n", "nothing"},
                              {"a", "bad_syntax"},
                              {"a b=1", "bad_syntax"},
                              {"a=1 b", "bad_syntax"},
                              {"=1", "bad_syntax"},
                              {"a=1 =2", "bad_syntax"},
                              {"a=1, ,=", "bad_syntax"},
                              {"a=\"", "bad_syntax"},
                              {"a=\"x", "bad_syntax"},
                              {"a=\"x\\", "bad_syntax"},
                              {"a=\"x\\\"", "bad_syntax"},
                              {"a=\"\\x41\"", "bad_syntax"},
                              {"a=\"x\"y", "bad_syntax"},
                              {"a=\"x\"\"y\"", "bad_syntax"},
                              {"a=x\"y\"", "bad_syntax"},
                              {"\"a\"=1", "bad_syntax"},
                              {"a=1\xff", "not_utf8"},
                              {"a\xff=1", "not_utf8"},
                              {"\xff\xfe\x80", "not_utf8"},
                              {"a=\"\xff\"", "not_utf8"},
                              {"a=1\x01", "not_utf8"},
                              {"a=\"\x01\"", "not_utf8"},
                              {"a\x7f=1", "not_utf8"},
                          });
}

TEST(kv, reads_colons_with_blanks_behind_them) {
    expect_all(group({{"assign", text(":")}}), {
                                                   {"T: 23.5, H: 41", "T=23.5 H=41"},
                                                   {"T:23.5 H:41", "T=23.5 H=41"},
                                                   {"T : 23.5 H : 41", "T=23.5 H=41"},
                                                   {"T: H: 41", "T=null H=41"},
                                                   {"T: \"a: b\" H:1", "T='a: b' H=1"},
                                                   {"at:12:30", "at='12:30'"},
                                                   {"T=1", "bad_syntax"},
                                               });
}

TEST(kv, keeps_to_the_separator_it_is_given) {
    expect_all(options("|", "="), {
                                      {"name=two words | t = 1 |", "name='two words' t=1"},
                                      {"a key=1||b=,;", "a key=1 b=',;'"},
                                      {"a= |b=", "a=null b=null"},
                                      {"a=\"x|y\" |b=1", "a='x|y' b=1"},
                                      {"a=\"x\" y|b=1", "bad_syntax"},
                                      {"a=1 b=2", "a='1 b=2'"},
                                      {"a|b=1", "bad_syntax"},
                                      {"a=1\n", "not_utf8"},
                                  });
    expect_all(options("\n", ": "), {
                                        {"a: 1\nb: x: y\n\n", "a=1 b='x: y'"},
                                        {"a:1", "bad_syntax"},
                                    });
    expect_all(options(",", " "), {
                                      {"TEMP 23.5,HUM   41", "TEMP=23.5 HUM=41"},
                                      {" TEMP 23.5 , HUM 41 ", "TEMP=23.5 HUM=41"},
                                      {"TEMP,HUM 41", "bad_syntax"},
                                  });
    expect_all(options(" ", "="), {
                                      {"a= b=2", "a=null b=2"},
                                      {"a=1  b=\"x\" c=", "a=1 b='x' c=null"},
                                      {"a = 1", "bad_syntax"},
                                  });
    expect_all(options(" | ", " = "), {{"a = 1 | b = x y", "a=1 b='x y'"}, {"a = 1 | b=2", "bad_syntax"}});
}

TEST(kv, takes_keys_alone_for_flags_where_they_are_allowed) {
    expect_all(group({{"flags", boolean(true)}}), {
                                                      {"ready t=1 hot", "ready=true t=1 hot=true"},
                                                      {"ready , t = 1", "ready=true t=1"},
                                                      {"=1", "bad_syntax"},
                                                      {"\"x\"", "bad_syntax"},
                                                  });
}

TEST(kv, is_bounded) {
    const auto by = decoder_of("kv", group({{"flags", boolean(true)}}));
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += "k" + std::to_string(i) + "=1 ";
    EXPECT_NE(decode(*by, all), "too_complex");
    EXPECT_EQ(decode(*by, all + "k0=2"), decode(*by, "k0=2 " + all.substr(5)));
    EXPECT_EQ(decode(*by, all + "more=1"), "too_complex");
    EXPECT_EQ(decode(*by, repeat("k", 256) + "=1"), repeat("k", 256) + "=1");
    EXPECT_EQ(decode(*by, repeat("k", 257) + "=1"), "too_complex");
    EXPECT_EQ(decode(*by, repeat("k", 100'000)), "too_complex");
    EXPECT_EQ(decode(*by, repeat("a=1 ", 100'000)), "a=1");
    EXPECT_EQ(decode(*by, repeat("a= ", 100'000)), "a=null");
    EXPECT_EQ(decode(*by, "a=" + repeat(" ", 1'000'000) + "1"), "a=1");
    EXPECT_EQ(decode(*by, "a=" + repeat(" ", 1'000'000) + "=1"), "bad_syntax");
    EXPECT_EQ(decode(*by, "a=\"" + repeat("\\\"", 100'000) + "\" b=1").size(), 100'000 + 8);
}

TEST(kv, of_a_frame_cut_off_anywhere_takes_no_key_that_was_not_sent) {
    const auto by = decoder_of("kv");
    const std::string frame = R"(temp=23.4 state="too \"hot\"" ok=true)";
    EXPECT_EQ(decode(*by, frame), "temp=23.4 state='too \"hot\"' ok=true");
    for (std::size_t size = 0; size < frame.size(); ++size) {
        const std::string cut = decode(*by, frame.substr(0, size));
        EXPECT_TRUE(cut == "nothing" || cut == "bad_syntax" || cut.starts_with("temp="))
            << size << ": " << cut;
        EXPECT_EQ(cut.find("state='too \"hot\"'") != cut.npos, size >= 29 && cut != "bad_syntax") << size;
    }
}

TEST(kv, needs_no_memory_once_it_is_warm) {
    const auto by = decoder_of("kv");
    sample out;
    const auto decoded = [&] {
        out.clear();
        return by->decode({R"(temp=23.4 state="too \"hot\", and a long text beside" ok=true)", at(3)}, out)
            .what;
    };
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(out.arrived, at(3));
    const std::size_t before = allocated_bytes();
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(allocated_bytes(), before);
}

TEST(kv, says_what_is_wrong_with_its_options) {
    const struct {
        setting argument;
        std::string_view message;
    } table[] = {
        {options("\"", "="), "this cannot stand between pairs"},
        {options("1", "="), "this cannot stand between pairs"},
        {options(std::string(1, '\0'), "="), "this cannot stand between pairs"},
        {options(",", "\\"), "this cannot stand between a key and its value"},
        {options(",", ","), "'pair' and 'assign' cannot be told apart"},
        {options("::", ":"), "'pair' and 'assign' cannot be told apart"},
        {options(":", "=:"), "'pair' and 'assign' cannot be told apart"},
        {group({{"assign", text(": ")}}), "'assign' separates pairs, too"},
        {group({{"assign", text(",")}}), "'assign' separates pairs, too"},
    };
    for (const auto& [argument, message] : table) {
        problems found;
        EXPECT_EQ(make_decoder(use_of(decoders(), "kv", argument), found), nullptr) << message;
        ASSERT_EQ(found.size(), 1u) << message;
        EXPECT_EQ(found.all().front().message, message);
    }
}

}  // namespace
}  // namespace weir::test
