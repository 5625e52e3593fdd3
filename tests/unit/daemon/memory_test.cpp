#include "daemon/command/memory.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const wall_time noon{std::chrono::nanoseconds(1'764'003'600s)};

journal_entry request(std::string id, wall_time when = noon) {
    journal_entry made;
    made.id = std::move(id);
    made.explicit_id = true;
    made.command = "valve";
    made.received = when;
    return made;
}

// "open", "ended" or "unknown".
std::string state(request_memory& memory, const std::string& id, wall_time now = noon) {
    const journal_entry* found = memory.find(id, now);
    if (found == nullptr) return "unknown";
    return found->answer.empty() ? "open" : "ended";
}

std::vector<std::string> ids(const std::vector<journal_entry>& entries) {
    std::vector<std::string> all;
    for (const journal_entry& each : entries)
        all.push_back(each.id);
    return all;
}

class memory_test : public ::testing::Test {
protected:
    const test::temp_folder folder;
};

TEST_F(memory_test, FindsWhatItRemembers) {
    request_memory memory("", noon);
    EXPECT_EQ(state(memory, "a"), "unknown");
    const auto key = memory.remember(request("a"));
    EXPECT_EQ(state(memory, "a"), "open");
    memory.end(key, "{\"x\":1}");
    EXPECT_EQ(memory.find("a", noon)->answer, "{\"x\":1}");
    EXPECT_THAT(memory.left_open(), IsEmpty());
    memory.end(key + 1, "{}");
    EXPECT_EQ(memory.size(), 1U);
}

TEST_F(memory_test, TheLatestWithAnIdCounts) {
    request_memory memory("", noon);
    journal_entry first = request("a");
    first.fingerprint = 1;
    journal_entry second = request("a");
    second.fingerprint = 2;
    memory.remember(first);
    memory.remember(second);
    EXPECT_EQ(memory.find("a", noon)->fingerprint, 2U);
}

TEST_F(memory_test, OfIdsThatNoClientChoseOnlyOpenOnesAreKept) {
    request_memory memory(folder.path(), noon);
    journal_entry anonymous = request("made-up");
    anonymous.explicit_id = false;
    const auto key = memory.remember(anonymous);
    memory.remember(anonymous);
    EXPECT_EQ(state(memory, "made-up"), "unknown");
    memory.end(key, "{}");
    EXPECT_EQ(memory.size(), 1U);
    request_memory after(folder.path(), noon);
    EXPECT_EQ(after.left_open().size(), 1U);
    EXPECT_EQ(after.size(), 1U);
}

TEST_F(memory_test, EndedOnesAreForgottenAfterFiveMinutes) {
    request_memory memory("", noon);
    memory.end(memory.remember(request("a")), "{}");
    memory.remember(request("open"));
    EXPECT_EQ(state(memory, "a", noon + 5min), "ended");
    EXPECT_EQ(state(memory, "a", noon + 5min + 1ns), "unknown");
    EXPECT_EQ(state(memory, "open", noon + 24h), "open");
    EXPECT_EQ(memory.size(), 1U);
}

TEST_F(memory_test, WhatCameInTheFutureCameNow) {
    for (const wall_time received : {noon + 24h, wall_time::max()}) {
        request_memory memory("", noon);
        memory.end(memory.remember(request("a", received)), "{}");
        EXPECT_EQ(state(memory, "a", noon), "ended");
        EXPECT_EQ(state(memory, "a", noon + 5min), "ended");
        EXPECT_EQ(state(memory, "a", noon + 6min), "unknown");
    }
    request_memory memory("", noon);
    memory.end(memory.remember(request("ancient", wall_time::min() + 10min)), "{}");
    EXPECT_EQ(state(memory, "ancient"), "unknown");
}

TEST_F(memory_test, KeepsNoMoreThanItsMost) {
    request_memory memory("", noon);
    memory.remember(request("open"));
    for (std::size_t i = 0; i < 2 * request_memory::most; ++i)
        memory.end(memory.remember(request(std::to_string(i))), "{}");
    EXPECT_EQ(memory.size(), request_memory::most);
    EXPECT_EQ(state(memory, "open"), "open");
    EXPECT_EQ(state(memory, std::to_string(2 * request_memory::most - 1)), "ended");
    EXPECT_EQ(state(memory, "0"), "unknown");
}

TEST_F(memory_test, KeepsNoMoreBytesThanItsMost) {
    request_memory memory(folder.path(), noon);
    journal_entry large = request("first");
    large.correlation = std::string(request_memory::most_bytes / 4, 'c');
    memory.end(memory.remember(large), "{}");
    for (int i = 0; i < 8; ++i) {
        large.id = std::to_string(i);
        memory.end(memory.remember(large), "{}");
    }
    EXPECT_EQ(state(memory, "first"), "unknown");
    EXPECT_EQ(state(memory, "7"), "ended");
    EXPECT_LE(memory.size(), 4U);
    EXPECT_LE(std::filesystem::file_size(folder / "commands.jsonl"),
              4 * request_memory::most_bytes + journal::slack + (1U << 20U))
        << "in hexadecimal, twice, and the slack";
}

TEST_F(memory_test, KnowsDoublesOfTheLastProcess) {
    {
        request_memory memory(folder.path(), noon);
        memory.end(memory.remember(request("done")), "{\"x\":1}");
        memory.end(memory.remember(request("old", noon - 4min)), "{}");
        memory.remember(request("first open"));
        memory.remember(request("second open"));
    }
    for (int restart = 0; restart < 3; ++restart) {
        request_memory memory(folder.path(), noon + 2min);
        EXPECT_EQ(memory.find("done", noon + 2min)->answer, "{\"x\":1}");
        EXPECT_EQ(state(memory, "old", noon + 2min), "unknown");
        EXPECT_THAT(ids(memory.left_open()), ElementsAre("first open", "second open"));
        memory.end(memory.remember(request("of restart " + std::to_string(restart))), "{}");
    }
    request_memory memory(folder.path(), noon + 2min);
    memory.remember(request("new"));
    const auto open = memory.left_open();
    ASSERT_THAT(ids(open), ElementsAre("first open", "second open"))
        << "the new one is not the last process's";
    memory.end(open[0].key, "{}");
    EXPECT_THAT(ids(memory.left_open()), ElementsAre("second open"));
    memory.end(open[1].key, "{}");
    EXPECT_THAT(ids(request_memory(folder.path(), noon + 2min).left_open()), ElementsAre("new"));
}

TEST_F(memory_test, KeysGoOnAfterTheLastProcess) {
    std::uint64_t before = 0;
    {
        request_memory memory(folder.path(), noon);
        before = memory.remember(request("a"));
    }
    request_memory memory(folder.path(), noon);
    EXPECT_GT(memory.remember(request("b")), before);
}

TEST_F(memory_test, TheJournalStaysSmall) {
    request_memory memory(folder.path(), noon);
    journal_entry one = request("x");
    one.client = std::string(1000, 'c');
    for (int i = 0; i < 5'000; ++i) {
        one.id = std::to_string(i);
        one.explicit_id = i % 2 == 1;
        memory.end(memory.remember(one), "{}");
    }
    EXPECT_LT(std::filesystem::file_size(folder / "commands.jsonl"), 5U << 20U);
    EXPECT_EQ(request_memory(folder.path(), noon).size(), memory.size());
}

TEST_F(memory_test, WorksWithoutTheJournal) {
    request_memory memory(folder / "absent", noon);
    const auto key = memory.remember(request("a"));
    EXPECT_EQ(state(memory, "a"), "open");
    memory.end(key, "{}");
    EXPECT_EQ(state(memory, "a"), "ended");
}

}  // namespace
}  // namespace weir
