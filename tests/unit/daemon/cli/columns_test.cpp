#include "daemon/cli/columns.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(columns, count_characters) {
    EXPECT_EQ(text_width(""), 0u);
    EXPECT_EQ(text_width("°C…"), 3u);
    EXPECT_EQ(text_width("ä"), 1u);
}

TEST(columns, are_cut_between_characters) {
    const struct {
        const char* text;
        std::size_t width;
        const char* expected;
    } cases[] = {{"", 0, ""},        {"abc", 3, "abc"},    {"abcd", 3, "ab…"},
                 {"abcd", 1, "…"},   {"abcd", 0, ""},      {"äöüß", 4, "äöüß"},
                 {"äöüß", 3, "äö…"}, {"温度計", 2, "温…"}, {"a\xff\xfe", 3, "a\xff\xfe"}};
    for (const auto& [text, width, expected] : cases)
        EXPECT_EQ(cut(text, width), expected) << text << ' ' << width;
}

TEST(columns, are_exactly_as_wide_as_said) {
    EXPECT_EQ(left_column("ä", 3), "ä  ");
    EXPECT_EQ(right_column("ä", 3), "  ä");
    EXPECT_EQ(left_column("äöüß", 3), "äö…");
    EXPECT_EQ(right_column("äöüß", 0), "");
}

TEST(columns, show_nothing_that_commands_a_terminal) {
    const struct {
        std::string_view text;
        const char* expected;
    } cases[] = {{"plain °C", "plain °C"},
                 {"\x1b[2J", "?[2J"},
                 {"a\nb\tc\r", "a?b?c?"},
                 {std::string_view("\0\x7f", 2), "??"},
                 {"\xc2\x9b"
                  "31m",
                  "?31m"},  // CSI in one character
                 {"\xff\xfe", "??"},
                 {"\xc3", "?"},
                 {"ä\xf0\x9f", "ä?"},
                 {"\x80\x80", "?"},
                 {"\xed\xa0\x80", "?"}};
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(shown(text), expected);
}

}  // namespace
}  // namespace weir
