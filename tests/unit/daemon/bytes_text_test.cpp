#include "daemon/bytes_text.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(bytes_text, is_text_where_that_is_legible) {
    const struct {
        std::string_view bytes;
        const char* expected;
    } cases[] = {{"", "\"\""},
                 {"plain", "plain"},
                 {"21.5 °C", "21.5 °C"},
                 {"a\\b", "a\\\\b"},
                 {"a\tb\r\n", "a\\tb\\r\\n"},
                 {std::string_view("abcdefg\0", 8), "abcdefg\\x00"},
                 {"\x01\x03", "01 03"},
                 {"\xff\xfe"
                  "a",
                  "ff fe 61"}};
    for (const auto& [bytes, expected] : cases)
        EXPECT_EQ(bytes_text(bytes), expected);
}

}  // namespace
}  // namespace weir
