#include "daemon/clock.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr monotonic_time start{100s};
constexpr wall_time noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h};

TEST(WallClock, FollowsTheMonotonicClock) {
    const wall_clock clock(start, noon);
    EXPECT_EQ(clock.at(start + 1500ms), noon + 1500ms);
    EXPECT_EQ(clock.at(start - 20ms), noon - 20ms);
}

TEST(WallClock, FollowsAStepForwardAtOnce) {
    wall_clock clock(start, noon);
    clock.observe(start + 1s, noon + 3600s);
    EXPECT_EQ(clock.at(start + 2s), noon + 3601s);
}

TEST(WallClock, NeverJumpsBackAndIsRightAgainLater) {
    wall_clock clock(start, noon);
    wall_time last = clock.at(start);
    for (int tenths = 1; tenths <= 100; ++tenths) {
        const monotonic_time now = start + tenths * 100ms;
        if (tenths % 10 == 0)
            clock.observe(now, noon + (now - start) - 2s);  // set back by 2 s after the start
        const wall_time mapped = clock.at(now);
        EXPECT_GT(mapped, last) << tenths;
        last = mapped;
    }
    EXPECT_EQ(clock.at(start + 10s), noon + 8s);
}

TEST(WallClock, ReadsThatAreAMomentApartDoNotDisturbIt) {
    wall_clock clock(start, noon);
    for (int hundredths = 1; hundredths <= 500; ++hundredths) {
        const duration passed = hundredths * 10ms;
        if (hundredths % 100 == 0)
            clock.observe(start + passed, noon + passed - (hundredths % 200 == 0 ? 1us : 0us));
        const duration error = clock.at(start + passed) - (noon + passed);
        EXPECT_LE(std::chrono::abs(error), 1us) << hundredths;
    }
}

TEST(WallClock, TimesBeforeTheLastObservationKeepTheirOrder) {
    wall_clock clock(start, noon);
    clock.observe(start + 1s, noon);  // runs slowly from here on
    const wall_time before = clock.at(start + 1900ms);
    clock.observe(start + 2s, noon + 1s);
    EXPECT_GE(clock.at(start + 1910ms), before);
}

TEST(TimestampWriter, WritesIso8601InUtc) {
    const struct {
        wall_time when;
        std::string_view text;
    } cases[] = {
        {noon + 123456789ns, "2026-11-22T12:00:00.123Z"},
        {noon + 999ms + 999us, "2026-11-22T12:00:00.999Z"},
        {noon + 1s, "2026-11-22T12:00:01.000Z"},
        {wall_time{}, "1970-01-01T00:00:00.000Z"},
        {wall_time{} - 1ms, "1969-12-31T23:59:59.999Z"},
        {std::chrono::sys_days{std::chrono::year{2028} / 2 / 29} + 23h + 59min + 59s,
         "2028-02-29T23:59:59.000Z"},
        {std::chrono::sys_days{std::chrono::year{2100} / 1 / 1}, "2100-01-01T00:00:00.000Z"},
    };
    timestamp_writer writer;
    for (const auto& each : cases)
        EXPECT_EQ(writer.write(each.when), each.text);
}

TEST(ClockIsSynced, WhenTimesyncdOrElseTheKernelSaysSoOrNobodyCanTell) {
    const struct {
        sync_signs seen;
        bool synced;
    } cases[] = {
        {{true, true, std::nullopt}, true},   {{true, true, false}, true},
        {{true, false, std::nullopt}, false}, {{true, false, false}, false},
        {{true, false, true}, true},          {{false, false, false}, false},
        {{false, false, true}, true},         {{false, false, std::nullopt}, true},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(says_synced(each.seen), each.synced)
            << each.seen.timesyncd_runs << each.seen.timesyncd_has_set_it << each.seen.kernel.has_value();
    }
}

TEST(ClockIsSynced, NotBeforeTheProgramWasBuilt) {
    EXPECT_FALSE(clock_is_synced(wall_time{} + 24h * 365));
}

TEST(SampleClock, NeverSaysUnsyncedWhenItIsToTrust) {
    sample_clock clock(clock_trust::trust);
    const auto now = monotonic_clock::now();
    EXPECT_FALSE(clock.at(now, now).unsynced);
    EXPECT_EQ(clock.at(now, now).text.size(), 24U);
}

// Somebody keeps the clock, and looks at the system's every millisecond.
class kept_clock : public testing::Test {
protected:
    ~kept_clock() override {
        keeper.cancel();
        EXPECT_TRUE(test::run_until(context, [&] { return keeper.ended(); }));
    }
    bool until(const std::function<bool()>& condition) { return test::run_until(context, condition); }
    bool is_awake() const { return root.awaits() == "the time for a look at the clocks"; }
    void ask() { clock.at(monotonic_clock::now(), monotonic_clock::now()); }
    bool wakes_when_asked() {
        return until([this] {
            ask();
            return is_awake();
        });
    }

    boost::asio::io_context context{1};
    stall_detector stalls;
    task root{"root", stalls};
    sample_clock clock{clock_trust::trust, 1ms};
    test::spawned keeper{context, clock.keep(root)};
};

TEST_F(kept_clock, IsLookedAtBesideTheSamples) {
    ASSERT_TRUE(wakes_when_asked());
    const monotonic_time before = clock.looked_at();
    EXPECT_TRUE(until([&] { return clock.looked_at() > before; })) << "though nobody asks at that moment";
}

TEST_F(kept_clock, SleepsWhileNobodyAsks) {
    ASSERT_TRUE(wakes_when_asked());
    EXPECT_TRUE(until([this] { return root.awaits() == "samples"; }));
    EXPECT_TRUE(wakes_when_asked());
}

}  // namespace
}  // namespace weir
