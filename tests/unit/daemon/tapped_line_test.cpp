#include <gtest/gtest.h>

#include "daemon/record/tapped.hpp"

namespace weir::test {
namespace {

TEST(tapped_line, of_a_read_or_a_write_is_recorded) {
    const auto read = parse_tapped(
        R"({"t_ns":51234590123456,"ts":"2026-11-22T14:31:05.123Z","port":"gps","step":"read","bytes":"24475047"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->at.time_since_epoch(), duration(51'234'590'123'456));
    EXPECT_EQ(read->kind, record_kind::received);
    EXPECT_EQ(read->bytes, "$GPG");
    EXPECT_EQ(read->dropped, 0U);
    const auto write = parse_tapped(R"({"t_ns":1,"port":"gps","step":"write","bytes":"000AfF"})");
    ASSERT_TRUE(write);
    EXPECT_EQ(write->kind, record_kind::sent);
    EXPECT_EQ(write->bytes, std::string_view("\0\n\xff", 3));
}

TEST(tapped_line, of_anything_else_is_not) {
    const auto begin = parse_tapped(
        R"({"t_ns":7,"ts":"2026-11-22T14:31:05.100Z","step":"begin","ports":["gps"],"sources":[]})");
    ASSERT_TRUE(begin);
    EXPECT_FALSE(begin->kind);
    EXPECT_EQ(begin->at.time_since_epoch(), duration(7));
    const auto frame = parse_tapped(R"({"t_ns":7,"port":"gps","step":"frame","bytes":"24"})");
    ASSERT_TRUE(frame);
    EXPECT_FALSE(frame->kind);
    const auto gap = parse_tapped(R"({"dropped":17})");
    ASSERT_TRUE(gap);
    EXPECT_FALSE(gap->kind);
    EXPECT_EQ(gap->dropped, 17U);
}

TEST(tapped_line, that_is_none_is_refused) {
    for (const char* const line : {
             "",
             "{",
             "[]",
             "17",
             "{}",
             R"({"dropped":-1})",
             R"({"dropped":"1"})",
             R"({"port":"gps","step":"read","bytes":"24"})",
             R"({"t_ns":"7","port":"gps","step":"read","bytes":"24"})",
             R"({"t_ns":1e3,"port":"gps","step":"read","bytes":"24"})",
             R"({"t_ns":7,"port":"gps","step":"read","bytes":"2"})",
             R"({"t_ns":7,"port":"gps","step":"read","bytes":"2x"})",
             R"({"t_ns":7,"port":"gps","step":"read","bytes":""})",
             R"({"t_ns":7,"port":"gps","step":"write","bytes":24})",
             R"({"t_ns":7,"port":"gps","step":"read"})",
         }) {
        EXPECT_FALSE(parse_tapped(line)) << line;
    }
}

}  // namespace
}  // namespace weir::test
