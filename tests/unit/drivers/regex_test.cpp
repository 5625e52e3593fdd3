#include <gtest/gtest.h>
#include <string>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

using type_list = std::vector<std::pair<std::string, std::string>>;

component_use regex_use(std::string form, const type_list& types = {}) {
    std::vector<std::pair<std::string, setting>> told;
    for (const auto& [name, type] : types)
        told.emplace_back(name, text(type));
    const setting options = told.empty() ? group({}) : group({{"types", group(told)}});
    return use_of(decoders(), "regex", text(std::move(form)), options);
}

std::unique_ptr<decoder> regex_of(std::string form, const type_list& types = {}) {
    problems found;
    auto made = make_decoder(regex_use(std::move(form), types), found);
    if (!made) throw std::invalid_argument(found.all().front().message);
    return made;
}

constexpr std::string_view scale = "^(?P<stable>S|U) *(?P<weight>[-0-9.]+) kg";

TEST(regex, makes_fields_of_its_groups_or_says_why_not) {
    const struct {
        std::string_view form;
        std::string_view frame;
        std::string_view expected;
    } table[] = {
        {scale, "S  20.5 kg", "stable='S' weight=20.5"},
        {scale, "U-3 kg net", "stable='U' weight=-3"},
        {scale, "S  20.5 kg\r\n", "stable='S' weight=20.5"},
        {scale, "S  1.2.3 kg", "stable='S' weight='1.2.3'"},
        {scale, "S - kg", "stable='S' weight='-'"},
        {scale, "S 20.5 g", "bad_syntax"},
        {scale, " S 20.5 kg", "bad_syntax"},
        {scale, "", "bad_syntax"},
        {"kg (?P<weight>\\d+)$", "net kg 12\n", "weight=12"},
        {"kg (?P<weight>\\d+)$", "net kg 12\n\n", "bad_syntax"},
        {"(?P<a>a)?(?P<b>b)?", "a", "a='a'"},
        {"(?P<a>a)?(?P<b>b)?", "x", "nothing"},
        {"(?P<a>a*)b", "b", "a=null"},
        {"<(?P<a>[^>]*)>", "< \t>", "a=null"},
        {"<(?P<a>[^>]*)>", "< 1 >", "a=1"},
        {"<(?P<a>[^>]*)>", "< x >", "a=' x '"},
        {"<(?P<a>[^>]*)>", "<nan>", "a=null"},
        {"<(?P<a>[^>]*)>", "<-INF>", "a=null"},
        {"<(?P<a>[^>]*)>", "<true>", "a='true'"},
        {"<(?P<a>[^>]*)>", "<0x10>", "a='0x10'"},
        {"<(?P<a>[^>]*)>", "<9223372036854775808>", "a=9223372036854775808.0"},
        {"<(?P<a>[^>]*)>", "<\xc2\xb0>", "a='\xc2\xb0'"},
        {"<(?P<a>[^>]*)>", "<\xb0>", "not_utf8"},
        {"<(?P<a>[^>]*)>", "<a\x01>", "not_utf8"},
        {"\\x02(?P<a>[0-9]+)\\xff",
         "\x02"
         "12\xff",
         "a=12"},
        {"(x)(?P<a>1)(y)", "x1y", "a=1"},
        {"A (?P<n>.)|B (?P<n>.)", "B 2", "n=2"},
        {"(?P<outer>a(?P<inner>b))", "ab", "outer='ab' inner='b'"},
    };
    for (const auto& [form, frame, expected] : table)
        EXPECT_EQ(decode(*regex_of(std::string(form)), frame), expected) << form << " in " << frame;
}

TEST(regex, reads_groups_as_the_types_they_are_told) {
    const auto by = regex_of("^(?P<n>[^;]*);(?P<i>[^;]*);(?P<t>[^;]*);(?P<b>[^;]*);(?P<free>[^;]*)$",
                             {{"n", "number"}, {"i", "integer"}, {"t", "text"}, {"b", "boolean"}});
    EXPECT_EQ(decode(*by, "1.5;2;007;on;3"), "n=1.5 i=2 t='007' b=true free=3");
    EXPECT_EQ(decode(*by, "1;-2;nan;0;x"), "n=1 i=-2 t='nan' b=false free='x'");
    EXPECT_EQ(decode(*by, ";;;;"), "n=null i=null t='' b=null free=null");
    EXPECT_EQ(decode(*by, " ; ; ; ; "), "n=null i=null t=' ' b=null free=null");
    EXPECT_EQ(decode(*by, "x;2;t;on;3"), "bad_number");
    EXPECT_EQ(decode(*by, "nan;2;t;on;3"), "bad_number");
    EXPECT_EQ(decode(*by, "1;2.5;t;on;3"), "bad_number");
    EXPECT_EQ(decode(*by, "1;2;t;maybe;3"), "bad_syntax");
    EXPECT_EQ(decode(*by, "1;2;\xff;on;3"), "not_utf8");
    EXPECT_EQ(decode(*by, "1;2;t;on"), "bad_syntax");
}

TEST(regex, of_a_frame_cut_off_anywhere_takes_nothing) {
    const auto by = regex_of(std::string(scale) + "$");
    const std::string frame = "S  20.5 kg";
    for (std::size_t size = 0; size < frame.size(); ++size)
        EXPECT_EQ(decode(*by, frame.substr(0, size)), "bad_syntax") << size;
    EXPECT_EQ(decode(*by, frame), "stable='S' weight=20.5");
}

TEST(regex, takes_time_linear_to_a_hostile_frame) {
    const auto by = regex_of("^(?P<a>(a|aa)+)$");
    EXPECT_EQ(decode(*by, std::string(1'000'000, 'a') + "b"), "bad_syntax");
    EXPECT_EQ(decode(*by, "a"), "a='a'");
}

TEST(regex, needs_no_memory_once_it_is_warm) {
    const auto by = regex_of(std::string(scale));
    sample out;
    const auto decoded = [&] {
        out.clear();
        return by->decode({"S  20.5 kg", at(3)}, out).what;
    };
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(out.arrived, at(3));
    const std::size_t before = allocated_bytes();
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(allocated_bytes(), before);
}

TEST(regex, says_what_is_wrong_with_its_options) {
    std::string many;
    for (int i = 0; i < 257; ++i)
        many += "(?P<g" + std::to_string(i) + ">x)";
    const struct {
        component_use use;
        std::string_view message;
        std::string_view hint;
    } table[] = {
        {regex_use("(?P<a>"), "not a valid pattern", "missing ): (?P<a>"},
        {regex_use("(?P<a b>x)"), "not a valid pattern", "invalid named capture group: (?P<a b>"},
        {regex_use("^S ([0-9]+)"), "the pattern has no named group",
         "each becomes a field: (?P<weight>[-0-9.]+)"},
        {regex_use(many), "the pattern has more than 256 named groups", ""},
        {regex_use("(?P<a>x)", {{"a", "text"}, {"b", "text"}}), "the pattern has no group 'b'",
         "a group is (?P<name>...)"},
    };
    for (const auto& [use, message, hint] : table) {
        problems found;
        EXPECT_EQ(make_decoder(use, found), nullptr) << message;
        ASSERT_EQ(found.size(), 1u) << message;
        EXPECT_EQ(found.all().front().message, message);
        EXPECT_EQ(found.all().front().hint, hint);
    }
}

}  // namespace
}  // namespace weir::test
