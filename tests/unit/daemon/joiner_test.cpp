#include "daemon/joiner.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <random>

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr monotonic_time start{1h};

sample sample_at(duration when, std::int64_t number, quality how = quality::good) {
    sample made;
    made.arrived = start + when;
    made.quality = how;
    made.set("n", number);
    return made;
}

// "+5 good a.n=1 b.n=2": when it arrived, in ms, its quality and its fields.
std::string shown(const sample& what) {
    const auto when = std::chrono::duration_cast<std::chrono::milliseconds>(what.arrived - start).count();
    constexpr const char* names[] = {"good", "bad", "stale"};
    std::string text = "+" + std::to_string(when) + " " + names[static_cast<int>(what.quality)];
    for (const field& each : what.fields)
        text += " " + each.name + "=" + std::to_string(std::get<std::int64_t>(each.data));
    return text;
}

// A joiner of `a`, `b` and so on, and what it made.
class bench {
public:
    explicit bench(duration within, std::vector<std::string> names = {"a", "b"}) : join(names, within) {}

    void says(std::size_t who, const sample& what) {
        sample joined = sample_at(1s, 99);  // what it held does not matter
        if (join.take(who, what, joined)) made.push_back(shown(joined));
    }
    void says(std::size_t who, duration when, std::int64_t number, quality how = quality::good) {
        says(who, sample_at(when, number, how));
    }

    joiner join;
    std::vector<std::string> made;
};

TEST(joiner_latest, SaysSomethingOnceAllHave) {
    bench on(0ms, {"a", "b", "c"});
    on.says(0, 1ms, 1);
    on.says(1, 2ms, 2);
    on.says(0, 3ms, 3);
    EXPECT_THAT(on.made, ElementsAre());
    on.says(2, 4ms, 4);
    on.says(1, 5ms, 5);
    EXPECT_THAT(on.made, ElementsAre("+4 good a.n=3 b.n=2 c.n=4", "+5 good a.n=3 b.n=5 c.n=4"));
    EXPECT_EQ(on.join.unmatched(), 0U);
}

TEST(joiner_latest, ArrivedWithTheLatest) {
    bench on(0ms);
    on.says(0, 10ms, 1);
    on.says(1, 5ms, 2);  // was under way for longer
    EXPECT_THAT(on.made, ElementsAre("+10 good a.n=1 b.n=2"));
}

TEST(joiner_latest, LeavesOutWhatIsNoLongerSo) {
    bench on(0ms);
    on.says(0, 1ms, 1);
    on.says(1, 2ms, 2, quality::bad);
    on.join.forget(1);
    on.says(0, 3ms, 3);
    on.says(1, 4ms, 4);
    EXPECT_THAT(on.made, ElementsAre("+2 bad a.n=1 b.n=2", "+3 good a.n=3", "+4 good a.n=3 b.n=4"));
}

TEST(joiner_latest, AFieldThatIsGoneIsNotJoined) {
    bench on(0ms);
    on.says(1, 0ms, 1);
    sample two = sample_at(1ms, 1);
    two.set("m", std::int64_t{2});
    on.says(0, two);
    on.says(0, 2ms, 3);
    EXPECT_THAT(on.made, ElementsAre("+1 good a.n=1 a.m=2 b.n=1", "+2 good a.n=3 b.n=1"));
}

TEST(joiner, IsAsBadAsTheWorst) {
    constexpr auto good = quality::good, bad = quality::bad, stale = quality::stale;
    const std::vector<std::array<quality, 3>> table{
        {good, good, good},   {good, bad, bad},  {bad, good, bad},  {good, stale, stale},
        {stale, good, stale}, {stale, bad, bad}, {bad, stale, bad}, {stale, stale, stale},
    };
    for (const duration within : {0ms, 10ms}) {
        for (const auto& [one, other, both] : table) {
            joiner join({"a", "b"}, within);
            sample made;
            EXPECT_FALSE(join.take(0, sample_at(1ms, 1, one), made));
            ASSERT_TRUE(join.take(1, sample_at(1ms, 1, other), made));
            EXPECT_EQ(made.quality, both);
        }
    }
}

struct said {
    std::size_t who;
    int at;  // ms; also the number
};

TEST(joiner_within, TakesTheOldestThatBelongTogether) {
    struct row {
        const char* what;
        std::vector<said> all;
        std::vector<std::string> made;
        std::uint64_t unmatched;
    };
    const std::vector<row> table{
        {"at once", {{0, 5}, {1, 5}}, {"+5 good a.n=5 b.n=5"}, 0},
        {"at the limit", {{0, 0}, {1, 10}}, {"+10 good a.n=0 b.n=10"}, 0},
        {"beyond it", {{0, 0}, {1, 11}}, {}, 1},
        {"the other first", {{1, 0}, {0, 10}}, {"+10 good a.n=10 b.n=0"}, 0},
        {"each once", {{0, 0}, {0, 1}, {1, 2}}, {"+2 good a.n=0 b.n=2"}, 0},
        {"and the next with the next",
         {{0, 0}, {0, 1}, {1, 2}, {1, 3}},
         {"+2 good a.n=0 b.n=2", "+3 good a.n=1 b.n=3"},
         0},
        {"old ones go", {{0, 0}, {0, 5}, {0, 20}, {1, 25}, {1, 40}}, {"+25 good a.n=20 b.n=25"}, 2},
        {"nobody answers", {{0, 0}, {0, 5}, {0, 500}}, {}, 0},
        {"out of order", {{0, 20}, {0, 0}, {1, 8}}, {"+8 good a.n=0 b.n=8"}, 0},
        {"too late to matter", {{0, 0}, {1, 30}, {0, 1}}, {}, 2},
    };
    for (const row& each : table) {
        bench on(10ms);
        for (const auto& [who, at] : each.all)
            on.says(who, std::chrono::milliseconds(at), at);
        EXPECT_EQ(on.made, each.made) << each.what;
        EXPECT_EQ(on.join.unmatched(), each.unmatched) << each.what;
    }
}

TEST(joiner_within, AllOfThreeMustLieWithinIt) {
    bench on(10ms, {"a", "b", "c"});
    on.says(0, 0ms, 1);
    on.says(2, 12ms, 2);  // a's can have no partner now, though b has said nothing
    EXPECT_EQ(on.join.unmatched(), 1U);
    on.says(1, 6ms, 3);
    on.says(0, 16ms, 4);
    EXPECT_THAT(on.made, ElementsAre("+16 good a.n=4 b.n=3 c.n=2"));
}

TEST(joiner_within, SoManyWaitAndTheOldestGoes) {
    bench on(1h);
    for (std::size_t i = 0; i < joiner::most_waiting + 3; ++i)
        on.says(0, 1ms * static_cast<int>(i), static_cast<std::int64_t>(i));
    EXPECT_EQ(on.join.unmatched(), 3U);
    on.says(1, 0ms, 1);
    EXPECT_THAT(on.made, ElementsAre("+3 good a.n=3 b.n=1"));
}

// --- Against a model
// --------------------------------------------------------------------------------------------

// Of all ways to take one sample of each source at or behind `from`, the first in the order of indexes whose
// samples lie within `within`; by trying all.
using choice = std::vector<std::size_t>;
bool first_match(const std::vector<std::vector<int>>& times, int within, const choice& from, choice& found) {
    const std::size_t next = found.size();
    if (next == times.size()) {
        std::vector<int> at;
        for (std::size_t i = 0; i < next; ++i)
            at.push_back(times[i][found[i]]);
        const auto [least, most] = std::ranges::minmax(at);
        return most - least <= within;
    }
    for (std::size_t i = from[next]; i < times[next].size(); ++i) {
        found.push_back(i);
        if (first_match(times, within, from, found)) return true;
        found.pop_back();
    }
    return false;
}

std::vector<std::string> model(const std::vector<std::vector<int>>& times, int within) {
    std::vector<std::string> made;
    choice from(times.size());
    for (;;) {
        choice found;
        if (!first_match(times, within, from, found)) return made;
        int latest = 0;
        std::string fields;
        for (std::size_t i = 0; i < times.size(); ++i) {
            const int at = times[i][found[i]];
            latest = std::max(latest, at);
            fields += " " + std::string(1, static_cast<char>('a' + i)) + ".n=" + std::to_string(at);
            from[i] = found[i] + 1;
        }
        made.push_back("+" + std::to_string(latest) + " good" + fields);
    }
}

TEST(joiner_within, JoinsWhatAModelJoinsHoweverSourcesOvertakeEachOther) {
    std::mt19937 random(20261128);
    const auto any = [&](int least, int most) { return std::uniform_int_distribution(least, most)(random); };
    int joined = 0;
    for (int round = 0; round < 400; ++round) {
        const auto sources = static_cast<std::size_t>(any(2, 4));
        const int within = any(1, 12);
        std::vector<std::vector<int>> times(sources);
        for (auto& each : times) {
            for (int at = any(0, 10), left = any(0, 12); left > 0; --left, at += any(0, 15))
                each.push_back(at);
        }
        const std::vector<std::string> names{"a", "b", "c", "d"};
        bench on(std::chrono::milliseconds(within),
                 {names.begin(), names.begin() + static_cast<int>(sources)});
        std::vector<std::size_t> said(sources);
        std::vector<std::size_t> turns;
        for (std::size_t i = 0; i < sources; ++i)
            turns.insert(turns.end(), times[i].size(), i);
        std::shuffle(turns.begin(), turns.end(), random);
        for (const std::size_t who : turns) {
            const int at = times[who][said[who]++];
            on.says(who, std::chrono::milliseconds(at), at);
        }
        const auto expected = model(times, within);
        ASSERT_EQ(on.made, expected) << "round " << round;
        ASSERT_LE(on.join.unmatched(), turns.size() - expected.size() * sources) << "round " << round;
        joined += static_cast<int>(expected.size());
    }
    EXPECT_GT(joined, 400);
}

TEST(joined_first, PutsAJoinBehindWhatItJoins) {
    std::vector<source_settings> all(5);
    all[0].join = join_settings{{3, 1}, {}};
    all[1].join = join_settings{{4, 2}, {}};
    EXPECT_THAT(joined_first(all), ElementsAre(3, 4, 2, 1, 0));
    EXPECT_THAT(joined_first({}), ElementsAre());
}

}  // namespace
}  // namespace weir
