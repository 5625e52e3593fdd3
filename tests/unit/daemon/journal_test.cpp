#include "daemon/command/journal.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

journal_entry entry(std::uint64_t key, std::string id = "id") {
    journal_entry made;
    made.key = key;
    made.id = std::move(id);
    made.explicit_id = true;
    made.command = "valve";
    return made;
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// "KEY ID ANSWER", for each.
std::vector<std::string> shown(const std::vector<journal_entry>& entries) {
    std::vector<std::string> all;
    for (const journal_entry& each : entries)
        all.push_back(std::to_string(each.key) + " " + each.id + " " + each.answer);
    return all;
}

class journal_test : public ::testing::Test {
protected:
    std::vector<std::string> read(std::size_t most = 100) const {
        return shown(journal(folder.path()).read(most));
    }
    void fill(std::string_view content) { folder.write("commands.jsonl", content); }

    const test::temp_folder folder;
    const std::string path = folder / "commands.jsonl";
};

TEST_F(journal_test, KeepsEverythingOfARequest) {
    journal_entry made;
    made.key = std::numeric_limits<std::int64_t>::max();
    made.id = "a \"quoted\"\nid \xC3\xA9";
    made.explicit_id = true;
    made.command = "pump-speed";
    made.fingerprint = std::numeric_limits<std::uint64_t>::max();
    made.received = wall_time(std::chrono::nanoseconds(1'764'003'723'123'456'789));
    made.client = "bad \xFF\xFE text";
    made.response_topic = "clients/1/answers";
    made.correlation = std::string("\0\x01\xFF\n", 4);
    journal(folder.path()).opened(made);

    const auto entries = journal(folder.path()).read(10);
    ASSERT_EQ(entries.size(), 1U);
    const journal_entry& got = entries.front();
    EXPECT_EQ(got.key, made.key);
    EXPECT_EQ(got.id, made.id);
    EXPECT_TRUE(got.explicit_id);
    EXPECT_EQ(got.command, made.command);
    EXPECT_EQ(got.fingerprint, made.fingerprint);
    EXPECT_EQ(got.received, made.received);
    EXPECT_EQ(got.client, made.client);
    EXPECT_EQ(got.response_topic, made.response_topic);
    EXPECT_EQ(got.correlation, made.correlation);
    EXPECT_EQ(got.answer, "");
}

TEST_F(journal_test, TellsOpenRequestsFromEndedOnes) {
    journal file(folder.path());
    file.opened(entry(1));
    file.opened(entry(2));
    file.ended(1, R"({"state":"succeeded"})");
    file.ended(7, "nobody's");
    EXPECT_THAT(read(), ElementsAre(R"(1 id {"state":"succeeded"})", "2 id "));
}

TEST_F(journal_test, ForgetsEndedOnesWhoseIdNobodyChose) {
    journal file(folder.path());
    journal_entry one = entry(1, "made up");
    one.explicit_id = false;
    file.opened(one);
    EXPECT_THAT(read(), ElementsAre("1 made up "));
    file.ended(1, "{}");
    one.key = 2;
    one.answer = "{}";
    file.opened(one);
    file.opened(entry(3));
    EXPECT_THAT(read(), ElementsAre("3 id "));
}

TEST_F(journal_test, IsReadAsFarAsItGoesWhereverItIsCutOff) {
    {
        journal file(folder.path());
        file.opened(entry(1, "a"));
        file.ended(1, "{}");
        file.opened(entry(2, "b"));
        file.ended(2, "{}");
    }
    const std::string whole = content_of(path);
    std::vector<std::size_t> ends;  // of the lines, without their newlines
    for (std::size_t at = whole.find('\n'); at != whole.npos; at = whole.find('\n', at + 1))
        ends.push_back(at);
    ASSERT_EQ(ends.size(), 4U);

    const std::vector<std::vector<std::string>> after{
        {}, {"1 a "}, {"1 a {}"}, {"1 a {}", "2 b "}, {"1 a {}", "2 b {}"}};
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        fill(whole.substr(0, size));
        const auto lines = std::count_if(ends.begin(), ends.end(), [&](auto end) { return end <= size; });
        EXPECT_EQ(read(), after.at(static_cast<std::size_t>(lines))) << size;
        journal(folder.path()).opened(entry(9, "later"));
        const auto with_later = read();
        ASSERT_EQ(with_later.size(), after.at(static_cast<std::size_t>(lines)).size() + 1) << size;
        EXPECT_EQ(with_later.back(), "9 later ") << size;
    }
}

TEST_F(journal_test, LeavesOutWhatIsBroken) {
    const std::string good = line_of(entry(1));
    const auto with = [&](std::string_view old, std::string_view put) {
        std::string line = good;
        return line.replace(line.find(old), old.size(), put);
    };
    const std::vector<std::string> broken{
        "nonsense\n",
        std::string("\0\0\0\0\n", 5),
        "{}\n",
        "[]\n",
        "1\n",
        "{\"key\":1}\n",
        "{\"key\":1,\"answer\":\"\"}\n",
        "{\"key\":1,\"answer\":{}}\n",
        "{\"key\":-1,\"answer\":\"{}\"}\n",
        "{\"key\":1.5,\"answer\":\"{}\"}\n",
        "{\"key\":99999999999999999999999,\"answer\":\"{}\"}\n",
        with("\"key\":1", "\"key\":\"1\""),
        with("\"key\":1", "\"key\":-1"),
        with("\"key\":1", "\"key\":9223372036854775808"),
        with("\"id\":\"id\"", "\"id\":7"),
        with("\"explicit\":true", "\"explicit\":0"),
        with("\"received\":0", "\"received\":1e300"),
        with("\"received\":0", "\"received\":9223372036854775808"),
        with("\"correlation\":\"\"", "\"correlation\":\"0\""),
        with("\"correlation\":\"\"", "\"correlation\":\"0x\""),
        with("\"correlation\":\"\"", "\"correlation\":\"+1\""),
        with("\"correlation\":\"\"", "\"correlation\":null"),
        with("\"client\":\"\"", "\"client\":[[[[[[]]]]]]"),
        with("\"client\":\"\",", ""),
        with("\"id\":\"id\"", "\"id\":\"" + std::string(2U << 20U, 'x') + "\""),
        std::string(100'000, '[') + "\n",
    };
    for (const std::string& line : broken) {
        const journal_text parsed = parse_journal(line, 10);
        EXPECT_THAT(shown(parsed.entries), IsEmpty()) << line.substr(0, 100);
        EXPECT_EQ(parsed.broken, 1U) << line.substr(0, 100);
        fill(line + good + line);
        EXPECT_THAT(read(), ElementsAre("1 id ")) << line.substr(0, 100);
    }
}

TEST_F(journal_test, KeepsTheNewestOfTooMany) {
    journal file(folder.path());
    for (std::uint64_t key = 1; key <= 50; ++key) {
        file.opened(entry(key));
        if (key % 2 == 0) file.ended(key, "{}");
    }
    EXPECT_THAT(read(2), ElementsAre("47 id ", "48 id {}", "49 id ", "50 id {}"));
    EXPECT_THAT(read(0), IsEmpty());
}

TEST_F(journal_test, ReadsTheEndOfAFileThatIsTooLarge) {
    std::string much(journal::most_read + 1000, '\n');
    much.replace(0, 10, "{\"key\": 1,");
    fill(much + line_of(entry(5)));
    EXPECT_THAT(read(), ElementsAre("5 id "));
}

TEST_F(journal_test, IsWrittenAnewWithWhatIsStillOfUse) {
    journal file(folder.path());
    journal_entry one = entry(1, "one");
    file.opened(one);
    file.opened(entry(2, "two"));
    one.answer = "{}";
    file.rewrite({&one});
    EXPECT_THAT(read(), ElementsAre("1 one {}"));
    file.opened(entry(3, "three"));
    EXPECT_THAT(read(), ElementsAre("1 one {}", "3 three "));
    EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(journal_test, SaysWhenItShouldBeWrittenAnew) {
    journal file(folder.path());
    journal_entry large = entry(1);
    large.client = std::string(journal::slack / 4, 'x');
    const auto lines_until_overgrown = [&] {
        int lines = 0;
        for (; !file.overgrown(); ++lines)
            file.opened(large);
        return lines;
    };
    EXPECT_EQ(lines_until_overgrown(), 4);
    file.rewrite({&large});
    EXPECT_EQ(lines_until_overgrown(), 5) << "twice what was written then, and the slack";
    EXPECT_TRUE(journal(folder.path()).read(1).size() == 1);
}

TEST_F(journal_test, IsForItsOwnerAlone) {
    const auto mode = [&] {
        struct stat found = {};
        EXPECT_EQ(stat(path.c_str(), &found), 0);
        return found.st_mode & 07777;
    };
    journal file(folder.path());
    file.opened(entry(1));
    EXPECT_EQ(mode(), 0600U);
    ASSERT_EQ(chmod(path.c_str(), 0644), 0);
    file.rewrite({});
    EXPECT_EQ(mode(), 0600U);
}

TEST_F(journal_test, FollowsNoLinkAndWaitsForNoPipe) {
    const std::string elsewhere = folder.write("elsewhere", "");
    std::filesystem::create_symlink(elsewhere, path);
    std::filesystem::create_symlink(elsewhere, path + ".new");
    {
        journal file(folder.path());
        file.opened(entry(1));
        EXPECT_THAT(read(), IsEmpty());
        file.rewrite({});
    }
    EXPECT_EQ(content_of(elsewhere), "");
    EXPECT_TRUE(std::filesystem::is_regular_file(std::filesystem::symlink_status(path)));

    std::filesystem::remove(path);
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    journal(folder.path()).opened(entry(1));
    EXPECT_THAT(read(), IsEmpty());
}

TEST_F(journal_test, WithoutAFolderKeepsNothing) {
    journal file("");
    file.opened(entry(1));
    file.rewrite({});
    EXPECT_THAT(file.read(10), IsEmpty());
    EXPECT_FALSE(file.overgrown());
    EXPECT_FALSE(std::filesystem::exists("/commands.jsonl"));
}

TEST_F(journal_test, WhatCannotBeWrittenIsOneWarning) {
    testing::internal::CaptureStderr();
    journal file(folder / "absent");
    for (std::uint64_t key = 1; key <= 10; ++key)
        file.opened(entry(key));
    file.rewrite({});
    file.ended(1, "{}");
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_THAT(said, HasSubstr("absent/commands.jsonl cannot be opened: No such file or directory"));
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;

    std::filesystem::create_directory(folder / "absent");
    file.opened(entry(11));
    EXPECT_FALSE(std::filesystem::exists(folder / "absent/commands.jsonl"));
    file.rewrite({});
    file.opened(entry(12, "back"));
    EXPECT_THAT(shown(file.read(10)), ElementsAre("12 back "));
}

// Files of this process may not grow beyond `size` while this object lives: as on a disk that is full.
class full_disk {
public:
    explicit full_disk(std::size_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{size, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~full_disk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        (void)std::signal(SIGXFSZ, handler_);
    }
    full_disk(const full_disk&) = delete;
    full_disk& operator=(const full_disk&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

TEST_F(journal_test, AFullDiskIsTriedAgainAtTheNextRewrite) {
    journal file(folder.path());
    const journal_entry one = entry(1);
    file.opened(one);
    const std::string before = content_of(path);
    {
        const full_disk disk(before.size() + 10);
        file.opened(entry(2));
        EXPECT_EQ(content_of(path).size(), before.size() + 10) << "a part of the line";
        file.opened(entry(3));
        const journal_entry large = entry(4, std::string(200, 'x'));
        file.rewrite({&one, &large});
        EXPECT_THAT(read(), ElementsAre("1 id ")) << "the old file is still there";
        EXPECT_FALSE(std::filesystem::exists(path + ".new"));
    }
    file.opened(entry(5));
    EXPECT_THAT(read(), ElementsAre("1 id "));
    file.rewrite({&one});
    file.opened(entry(6));
    EXPECT_THAT(read(), ElementsAre("1 id ", "6 id "));
}

}  // namespace
}  // namespace weir
