#include "daemon/iso_8601.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace weir {
namespace {

using namespace std::chrono_literals;

wall_time at(std::chrono::nanoseconds since_1970) {
    return wall_time(since_1970);
}

TEST(Iso8601, ReadsTimes) {
    const std::vector<std::pair<std::string, wall_time>> table{
        {"1970-01-01T00:00:00Z", at(0s)},
        {"2026-11-22T14:31:05Z", at(1795357865s)},
        {"2026-11-22T14:31:05.123Z", at(1795357865s + 123ms)},
        {"2026-11-22T14:31:05.000000001Z", at(1795357865s + 1ns)},
        {"2026-11-22T14:31:05.1234567891Z", at(1795357865s + 123456789ns)},
        {"2026-11-22T15:31:05+01:00", at(1795357865s)},
        {"2026-11-22T09:01:05-05:30", at(1795357865s)},
        {"2026-11-22 14:31:05z", at(1795357865s)},
        {"2016-12-31T23:59:60Z", at(1483228800s)},  // a leap second is the next one's first
        {"2038-01-19T03:14:08Z", at(2147483648s)},  // where 32 bits end
    };
    for (const auto& [text, expected] : table) {
        const auto time = parse_iso_8601(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(time->time_since_epoch(), expected.time_since_epoch()) << text;
    }
}

TEST(Iso8601, RefusesWhatIsNoTime) {
    for (const char* text : {"",
                             "2026",
                             "2026-11-22",
                             "2026-11-22T14:31:05",
                             "2026-11-22T14:31Z",
                             "2026-13-22T14:31:05Z",
                             "2026-02-30T14:31:05Z",
                             "2026-11-22T24:31:05Z",
                             "2026-11-22T14:60:05Z",
                             "2026-11-22T14:31:61Z",
                             "2026-11-22T14:31:05.Z",
                             "2026-11-22T14:31:05Zx",
                             "1969-11-22T14:31:05Z",
                             "2262-11-22T14:31:05Z",
                             "-026-11-22T14:31:05Z",
                             "2026-1-22T14:31:05Z",
                             "2026-11-22T14:31:05+25:00",
                             "2026-11-22T14:31:05+0100",
                             "2026-11-22T14:31:+5Z",
                             " 2026-11-22T14:31:05Z"}) {
        EXPECT_FALSE(parse_iso_8601(text)) << text;
    }
}

}  // namespace
}  // namespace weir
