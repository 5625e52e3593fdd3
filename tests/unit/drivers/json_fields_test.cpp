#include <gtest/gtest.h>
#include <string>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

using path_list = std::vector<std::pair<std::string, std::string>>;

setting fields(const path_list& paths) {
    std::vector<std::pair<std::string, setting>> all;
    for (const auto& [name, path] : paths)
        all.emplace_back(name, text(path));
    return group({{"fields", group(all)}});
}

std::string picked(const path_list& paths, std::string_view document) {
    return decode(*decoder_of("json", fields(paths)), document);
}

constexpr std::string_view weather =
    R"({"name":"Graz","main":{"temp":23.5,"humidity":41},"list":[{"v":1},{"v":[7,"x"]}],"a.b":3,"rain":null})";

TEST(json_fields, are_found_by_their_paths) {
    const struct {
        path_list paths;
        std::string_view expected;
    } table[] = {
        {{{"t", "main.temp"}}, "t=23.5"},
        {{{"humidity", "main.humidity"}, {"t", "main.temp"}}, "t=23.5 humidity=41"},
        {{{"first", "list[0].v"}}, "first=1"},
        {{{"first", "list.0.v"}}, "first=1"},
        {{{"deep", "list[1].v[1]"}, {"same", "list.1.v.1"}}, "deep='x' same='x'"},
        {{{"dotted", "a.b"}}, "dotted=3"},
        {{{"rain", "rain"}}, "rain=null"},
        {{{"t", "main.temp"}, {"gone", "main.pressure"}}, "t=23.5"},
        {{{"t", "main.temp"}, {"gone", "list[2].v"}}, "t=23.5"},
        {{{"gone", "main.pressure"}}, "nothing"},
        {{{"object", "main"}, {"list", "list[1].v"}}, "nothing"},
        {{{"t", "Main.temp"}, {"u", "main.tem"}, {"v", "main.temp.x"}}, "nothing"},
    };
    for (const auto& [paths, expected] : table)
        EXPECT_EQ(picked(paths, weather), expected) << expected;
    EXPECT_EQ(picked({{"x", "[1].x"}, {"y", "[0][2]"}}, R"([[1,2,3],{"x":4}])"), "y=3 x=4");
    EXPECT_EQ(picked({{"x", "value"}}, "42"), "x=42");
    EXPECT_EQ(picked({{"x", "a"}}, R"({"a":1,"a":2})"), "x=2");
}

TEST(json_fields, do_not_make_a_broken_document_good) {
    EXPECT_EQ(picked({{"x", "a"}}, R"({"a":1,"b":})"), "bad_syntax");
    EXPECT_EQ(picked({{"x", "a"}}, R"({"a":1,"b":"\xff"})"), "bad_syntax");
    EXPECT_EQ(picked({{"x", "a"}}, "{\"a\":1,\"b\":\"\xff\"}"), "not_utf8");
    EXPECT_EQ(picked({{"x", "a"}}, R"({"a":1,"b":1e999})"), "bad_number");
}

TEST(json_fields, are_found_in_documents_with_more_values_than_a_sample_may_have) {
    std::string document = R"({"many":[)";
    for (int i = 0; i < 10'000; ++i)
        document += "1,";
    document += R"(2],"last":3})";
    EXPECT_EQ(picked({{"a", "many[10000]"}, {"b", "last"}}, document), "a=2 b=3");
    EXPECT_EQ(decode(*decoder_of("json"), document), "too_complex");
}

TEST(json_fields, need_no_memory_once_they_are_warm) {
    const auto by = decoder_of("json", fields({{"t", "main.temp"}, {"name", "name"}, {"v", "list[1].v[0]"}}));
    sample out;
    const auto decoded = [&] {
        out.clear();
        return by->decode({weather, at(3)}, out).what;
    };
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(out.arrived, at(3));
    const std::size_t before = allocated_bytes();
    EXPECT_EQ(decoded(), decoder::sampled);
    EXPECT_EQ(allocated_bytes(), before);
}

TEST(json_fields, have_valid_names_and_paths) {
    const auto complaint = [](const std::string& name, const std::string& path) {
        problems found;
        const auto made = make_decoder(use_of(decoders(), "json", fields({{name, path}})), found);
        EXPECT_EQ(made == nullptr, found.size() == 1) << path;
        return found.empty() ? std::string() : found.all().front().message;
    };
    for (const char* path : {"", ".", ".a", "a.", "a..b", "[", "[]", "a[", "a[]", "a[x]", "a[-1]", "a[01]",
                             "a[0", "a[0]b", "a.[0]", "a[0].", "a[0]..b", "a[1]x[2]"})
        EXPECT_EQ(complaint("x", path), "not a path") << path;
    for (const char* path : {"a", "a.b", "a[0]", "[0]", "[0][12].b", "0.1", "a b.\xc2\xb0", "a]"})
        EXPECT_EQ(complaint("x", path), "") << path;
    EXPECT_EQ(complaint("x y", "a"), "bad field name 'x y'");
    EXPECT_EQ(complaint("", "a"), "bad field name ''");
    EXPECT_EQ(complaint(std::string(65, 'x'), "a"), "bad field name '" + std::string(65, 'x') + "'");
    EXPECT_EQ(complaint("t\xc3\xa9.b-c_1", "a"), "");
}

}  // namespace
}  // namespace weir::test
