#include "drivers/echo_filter.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(echo_filter, passes_on_what_was_not_written) {
    echo_filter line;
    EXPECT_EQ(line.strip("hello"), "hello");
    line.wrote("ab");
    EXPECT_EQ(line.strip("abOK"), "OK");
    EXPECT_EQ(line.strip("ab"), "ab") << "once";
    EXPECT_EQ(line.collisions(), 0U);
}

TEST(echo_filter, takes_an_echo_that_comes_in_pieces) {
    const std::string written = "request";
    for (std::size_t cut = 0; cut <= written.size(); ++cut) {
        echo_filter line;
        line.wrote(written);
        EXPECT_EQ(line.strip(written.substr(0, cut)), "");
        EXPECT_EQ(line.strip(written.substr(cut) + "answer"), "answer");
    }
}

TEST(echo_filter, gives_up_where_something_else_comes_back) {
    echo_filter line;
    line.wrote("request");
    EXPECT_EQ(line.strip("reqXest"), "reqXest");
    EXPECT_EQ(line.strip("request"), "request");
    EXPECT_EQ(line.collisions(), 1U);
}

TEST(echo_filter, forgets_the_echo_of_a_line_that_was_opened_anew) {
    echo_filter line;
    line.wrote("request");
    line.reset();
    EXPECT_EQ(line.strip("request"), "request");
    EXPECT_EQ(line.collisions(), 0U);
}

}  // namespace
}  // namespace weir
