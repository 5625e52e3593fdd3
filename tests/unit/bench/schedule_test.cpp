#include "tests/bench/load/schedule.hpp"

#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace weir::bench {
namespace {

TEST(Schedule, GivesEachPortItsPeriodAndAPhaseOfItsOwn) {
    const std::int64_t start = 5 * ns_per_second;
    std::map<int, std::vector<std::int64_t>> due;
    std::int64_t last = start;
    for (schedule all(3, 10, 0.5, start); !all.finished(); all.advance()) {
        EXPECT_GE(all.due(), last);
        last = all.due();
        due[all.port()].push_back(all.due());
    }
    ASSERT_EQ(due.size(), 3U);
    for (const auto& [port, times] : due) {
        ASSERT_EQ(times.size(), 5U);
        EXPECT_LT(times.front(), start + ns_per_second / 10);
        for (std::size_t i = 1; i < times.size(); ++i)
            EXPECT_EQ(times[i] - times[i - 1], ns_per_second / 10);
    }
    EXPECT_NE(due[0].front(), due[1].front());
}

TEST(Schedule, HasALineOfEachPortHoweverShortItIs) {
    EXPECT_EQ(schedule(3, 0.5, 1, 0).rounds(), 1);
}

}  // namespace
}  // namespace weir::bench
