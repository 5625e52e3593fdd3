#include "config/wording.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(did_you_mean, names_the_nearest_within_two_mistakes_or_a_third) {
    const std::string_view known[] = {"columns", "delimiter", "id", "name", "stale_after", "qos"};
    const std::pair<const char*, const char*> table[] = {
        {"colums", "did you mean 'columns'?"},
        {"Columns", "did you mean 'columns'?"},
        {"cloumns", "did you mean 'columns'?"},
        {"column", "did you mean 'columns'?"},
        {"delimeter", "did you mean 'delimiter'?"},
        {"nmae", "did you mean 'name'?"},
        {"di", "did you mean 'id'?"},
        {"stale-after-x", "did you mean 'stale_after'?"},
        {"x", ""},
        {"xy", ""},
        {"entirely_else", ""},
        {"", ""},
    };
    for (const auto& [word, hint] : table)
        EXPECT_EQ(did_you_mean(word, known), hint) << word;
    EXPECT_EQ(did_you_mean(std::string(100'000, 'x'), known), "");
    EXPECT_EQ(did_you_mean("columns", {}), "");
}

TEST(wording, quotes_show_no_control_characters_and_no_end_of_text) {
    EXPECT_EQ(quote("°C"), "'°C'");
    EXPECT_EQ(quote("a\nb\x1b[2J"), "'a\\x0Ab\\x1B[2J'");
    EXPECT_EQ(quote("\xff"), "'\\xFF'");
    EXPECT_EQ(quote(std::string(41, 'x')), "'" + std::string(40, 'x') + "...'");
    EXPECT_EQ(quote(""), "''");
}

TEST(wording, amounts_are_shown_as_one_would_write_them) {
    EXPECT_EQ(show_number(4'000'000), "4000000");
    EXPECT_EQ(show_number(-0.1), "-0.1");
    EXPECT_EQ(show_duration(0.1), "100ms");
    EXPECT_EQ(show_duration(64800), "18h");
    EXPECT_EQ(show_duration(90), "90s");
    EXPECT_EQ(show_duration(0), "0s");
    EXPECT_EQ(show_size(65536), "64KiB");
    EXPECT_EQ(show_size(100), "100B");
}

}  // namespace
}  // namespace weir
