#include "daemon/shell_word.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(shell_word, is_one_word_whatever_is_in_it) {
    EXPECT_EQ(shell_word("/dev/ttyUSB0"), "/dev/ttyUSB0");
    EXPECT_EQ(shell_word("a b"), "'a b'");
    EXPECT_EQ(shell_word("$(reboot)"), "'$(reboot)'");
    EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
    EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace weir
