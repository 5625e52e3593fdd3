#include "daemon/mqtt/collector.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <optional>

#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

class collector_test : public testing::Test {
protected:
    boost::asio::io_context loop{1};
    int left = 0;
    std::optional<collector> tested{std::in_place, loop.get_executor(), [this] { ++left; }};
};

TEST_F(collector_test, what_does_not_linger_leaves_at_once) {
    tested->add(0s);
    EXPECT_EQ(left, 1);
    tested->add(0s);
    EXPECT_EQ(left, 2);
}

TEST_F(collector_test, what_lingers_leaves_when_the_first_has_waited_long_enough) {
    const monotonic_time start = monotonic_clock::now();
    tested->add(5ms);
    tested->add(5ms);
    tested->add(1h);
    EXPECT_TRUE(tested->lingers());
    ASSERT_TRUE(run_until(loop, [&] { return left > 0; }));
    EXPECT_GE(monotonic_clock::now() - start, 5ms);
    EXPECT_FALSE(tested->lingers());
    EXPECT_EQ(left, 1);
}

TEST_F(collector_test, the_most_impatient_counts) {
    tested->add(1h);
    tested->add(1ms);
    ASSERT_TRUE(run_until(loop, [&] { return left > 0; }));
    EXPECT_FALSE(tested->lingers());
}

TEST_F(collector_test, what_does_not_linger_takes_all_with_it) {
    tested->add(1h);
    tested->add(0s);
    EXPECT_EQ(left, 1);
    EXPECT_FALSE(tested->lingers());
    EXPECT_EQ(loop.run(), 1U) << "the timer is cancelled";
    EXPECT_EQ(left, 1);
}

TEST_F(collector_test, after_its_end_nothing_leaves) {
    tested->add(1ms);
    tested.reset();
    loop.run();
    EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace weir::test
