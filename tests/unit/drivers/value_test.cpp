#include "drivers/value.hpp"

#include <gtest/gtest.h>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

const std::string long_name(40, 'n');

TEST(sample, a_name_is_there_once) {
    sample made;
    made.set("a", 1.5);
    made.set("b", true);
    assign(made.slot("a"), "x");
    made.slot("c") = std::int64_t{3};
    EXPECT_EQ(show(made), "a='x' b=true c=3");
    EXPECT_EQ(made.find("d"), nullptr);
}

TEST(sample, what_is_removed_is_gone_and_the_rest_keeps_its_order) {
    sample made;
    for (const std::string_view name : {"a", "b", "c", "d"})
        assign(made.slot(name), name);
    made.fields.remove_if([](const field& one) { return one.name == "a" || one.name == "c"; });
    EXPECT_EQ(show(made), "b='b' d='d'");
    EXPECT_EQ(made.find("c"), nullptr);
    made.set("c", std::monostate());
    EXPECT_EQ(show(made), "b='b' d='d' c=null");
    made.clear();
    EXPECT_TRUE(made.fields.empty());
    made.set("d", false);
    EXPECT_EQ(show(made), "d=false");
}

TEST(sample, samples_that_are_alike_need_no_memory) {
    sample made;
    const auto fill = [&](std::string_view text) {
        made.clear();
        made.slot(long_name) = 1.5;
        assign(made.slot("text"), text);
    };
    fill(std::string(200, 'x'));
    const std::size_t before = allocations();
    fill("a text that is too long to lie in the string itself");
    EXPECT_EQ(allocations(), before);
}

TEST(sample, the_memory_of_a_very_long_text_is_given_back) {
    sample made;
    assign(made.slot("text"), std::string(100'000, 'x'));
    made.clear();
    assign(made.slot("text"), "short");
    EXPECT_LT(std::get<std::string>(*made.find("text")).capacity(), 100U);
}

}  // namespace
}  // namespace weir::test
