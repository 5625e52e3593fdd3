#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "drivers/decoder.hpp"
#include "tests/support/cpu_time.hpp"

// Decoders as the file writes them.
namespace weir {
namespace {

using testing::HasSubstr;

load_result load(const std::string& sources) {
    return parse_config("version: 1\nnode: {id: pi}\nmqtt: {url: \"mqtt://broker\"}\nsources:\n" + sources,
                        "f", all_catalogues());
}

load_result load_decoder(const std::string& decode) {
    return load("  a: {topic: t, decode: " + decode + "}\n");
}

TEST(decoders, are_made_of_what_the_file_says) {
    for (const char* decode : {"{ regex: '^(?P<stable>S|U) *(?P<weight>[-0-9.]+) kg' }",
                               "{ regex: '(?P<id>\\d+)', types: { id: text } }", "kv",
                               "{ kv: { assign: ':' } }", "{ kv: { pair: '|', flags: true } }", "senml",
                               "json", "{ json: { fields: { t: main.temp, first: 'list[0].v' } } }"}) {
        const load_result loaded = load_decoder(decode);
        ASSERT_EQ(loaded.errors, "") << decode;
        problems found;
        EXPECT_NE(make_decoder(loaded.settings->sources.at(0).decode, found), nullptr) << decode;
    }
}

TEST(decoders, that_are_wrong_are_shown_with_their_place) {
    const struct {
        const char* decode;
        const char* error;
    } table[] = {
        {"{ regex: '(' }", "f:5:34: error: not a valid pattern in sources.a.decode.regex"},
        {"{ regex: '(a)' }", "f:5:34: error: the pattern has no named group in sources.a.decode.regex"},
        {"regex", "'regex' needs an argument: text in sources.a.decode"},
        {"{ regex: '(?P<a>x)', types: { b: text } }",
         "f:5:55: error: the pattern has no group 'b' in sources.a.decode.regex"},
        {"{ regex: '(?P<a>x)', types: { a: string } }",
         "expected number, integer, text or boolean, got 'string' in sources.a.decode.types.a"},
        {"{ kv: { assign: ';' } }", "f:5:41: error: 'assign' separates pairs, too in sources.a.decode.kv"},
        {"{ json: { fields: { t: a..b } } }", "f:5:48: error: not a path in sources.a.decode.json"},
        {"{ json: { fields: {} } }", "expected 1 to 256 entries, got 0 in sources.a.decode.json.fields"},
        {"{ senml: { x: 1 } }", "unknown key 'x' in sources.a.decode.senml"},
    };
    for (const auto& [decode, error] : table)
        EXPECT_THAT(load_decoder(decode).errors, HasSubstr(error)) << decode;
}

TEST(decoders, with_huge_patterns_do_not_keep_weir_busy) {
    std::string form = "(?P<a>x)";
    for (char first = 'a'; first < 'y'; ++first)
        form += std::string("|[") + first + "-z]{1000}";
    std::string sources = "  s0: {topic: t0, decode: {regex: &huge '" + form + "'}}\n";
    for (int i = 1; i < 2000; ++i)
        sources +=
            "  s" + std::to_string(i) + ": {topic: t" + std::to_string(i) + ", decode: {regex: *huge}}\n";
    const auto start = test::cpu_time();
    EXPECT_THAT(load(sources).errors, HasSubstr("the patterns of this file are too large together"));
    EXPECT_LT(test::cpu_time() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace weir
