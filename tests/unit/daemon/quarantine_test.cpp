#include "daemon/quarantine/quarantine.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/stat.h>
#include <vector>

#include "daemon/quarantine/file.hpp"
#include "daemon/quarantine/topic.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(quarantine_record, says_all_that_is_known) {
    EXPECT_EQ(quarantine_record("gps", reject::bad_checksum, std::string_view("\0\xFFz", 3), {"now", false}),
              R"({"ts":"now","port":"gps","reason":"bad_checksum","size":3,"bytes":"00ff7a"})");
    EXPECT_EQ(quarantine_record("p", reject::too_long, "", {"now", true}),
              R"({"ts":"now","port":"p","reason":"too_long","size":0,"bytes":"","clock":"unsynced"})");
}

TEST(quarantine_record, is_bounded) {
    const auto record =
        boost::json::parse(quarantine_record("p", reject::too_long, std::string(65536, 'x'), {"now", false}));
    EXPECT_EQ(record.at("size").as_int64(), 65536);
    EXPECT_EQ(record.at("bytes").as_string().size(), 2048U);
}

class topic_quarantine_test : public ::testing::Test {
protected:
    void put(std::int64_t milliseconds) {
        tested.put(reject::bad_checksum, {"ab", start}, start + 1ms * milliseconds);
    }

    const monotonic_time start = monotonic_clock::now();
    sample_clock clock{clock_trust::trust};
    outbox out{{100, 1'000'000}};
    topic_quarantine tested{"p", "n/port/p/bad", clock, out};
};

TEST_F(topic_quarantine_test, publishes) {
    put(0);
    ASSERT_EQ(out.size(), 1U);
    const outgoing message = out.pop();
    EXPECT_EQ(message.topic, "n/port/p/bad");
    EXPECT_EQ(message.qos, 0);
    EXPECT_FALSE(message.retain);
    const auto record = boost::json::parse(message.payload).as_object();
    EXPECT_EQ(record.at("reason"), "bad_checksum");
    EXPECT_EQ(record.at("bytes"), "6162");
    EXPECT_EQ(record.at("ts").as_string().size(), 24U);
}

TEST_F(topic_quarantine_test, takes_ten_a_second) {
    for (int i = 0; i < 20; ++i)
        put(i);
    EXPECT_EQ(out.size(), 10U);
    EXPECT_EQ(tested.kept(), 10U);
    EXPECT_EQ(tested.dropped(), 10U);
    put(999);
    EXPECT_EQ(tested.kept(), 10U);
    put(1000);
    EXPECT_EQ(tested.kept(), 11U);
}

TEST_F(topic_quarantine_test, leaves_half_of_the_outbox_to_others) {
    for (int i = 0; i < 50; ++i)
        out.push_or_drop({"other", ""});
    put(0);
    EXPECT_EQ(out.size(), 50U);
    EXPECT_EQ(tested.kept(), 0U);
    EXPECT_EQ(tested.dropped(), 1U);
}

TEST(rotating_file, keeps_no_more_than_twice_its_bound) {
    const temp_folder folder;
    const std::string path = folder / "bad";
    const rotating_file tested(path, 10);
    EXPECT_FALSE(tested.append("1234\n"));
    EXPECT_FALSE(tested.append("5678\n"));
    EXPECT_EQ(content_of(path), "1234\n5678\n");
    EXPECT_FALSE(fs::exists(path + ".1"));
    EXPECT_FALSE(tested.append("9\n"));
    EXPECT_EQ(content_of(path), "9\n");
    EXPECT_EQ(content_of(path + ".1"), "1234\n5678\n");
    EXPECT_FALSE(tested.append("12345678\n"));
    EXPECT_EQ(content_of(path), "12345678\n");
    EXPECT_EQ(content_of(path + ".1"), "9\n");
}

TEST(rotating_file, says_why_it_cannot_be_written) {
    namespace errc = boost::system::errc;
    const temp_folder folder;
    EXPECT_EQ(rotating_file(folder / "none/bad", 10).append("x"), errc::no_such_file_or_directory);
    EXPECT_EQ(rotating_file(folder.path().string(), 10).append("x"), errc::is_a_directory);
    EXPECT_EQ(rotating_file("/dev/null", 10).append("x"), errc::not_supported);
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_TRUE(rotating_file(fifo, 10).append("x"));
}

class file_quarantine_test : public ::testing::Test {
protected:
    std::unique_ptr<file_quarantine> made(const std::string& path, std::uint64_t max = 1 << 20) {
        return std::make_unique<file_quarantine>("p", rotating_file(path, max), clock,
                                                 context.get_executor());
    }
    static void put(quarantine& into, std::string_view bytes) {
        const monotonic_time now = monotonic_clock::now();
        into.put(reject::bad_checksum, {bytes, now}, now);
    }
    static std::size_t lines_of(const std::string& path) {
        const std::string text = content_of(path);
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
    bool until(const std::function<bool()>& condition) { return run_until(context, condition); }

    const temp_folder folder;
    const std::string path = folder / "bad";
    boost::asio::io_context context{1};
    sample_clock clock{clock_trust::trust};
};

TEST_F(file_quarantine_test, writes_a_line_each) {
    const auto tested = made(path);
    put(*tested, "a");
    ASSERT_TRUE(until([&] { return lines_of(path) == 1; }));
    put(*tested, "b");
    put(*tested, "c");
    ASSERT_TRUE(until([&] { return lines_of(path) == 3; }));
    EXPECT_EQ(tested->kept(), 3U);
    EXPECT_EQ(tested->dropped(), 0U);
    std::ifstream in(path);
    for (const char* bytes : {"61", "62", "63"}) {
        std::string line;
        std::getline(in, line);
        EXPECT_EQ(boost::json::parse(line).at("bytes"), bytes);
    }
}

TEST_F(file_quarantine_test, writes_at_its_end_what_waits) {
    auto tested = made(path);
    for (int i = 0; i < 50; ++i)
        put(*tested, "a");
    tested.reset();
    EXPECT_GE(lines_of(path), 1U);
}

TEST_F(file_quarantine_test, drops_what_has_no_room) {
    const auto tested = made(path);
    const std::string longest(1024, 'x');
    constexpr std::uint64_t many = 5000;  // the loop does not run: of these the thread can write some
    for (std::uint64_t i = 0; i < many; ++i)
        put(*tested, longest);
    EXPECT_EQ(tested->kept() + tested->dropped(), many);
    ASSERT_TRUE(until([&] { return lines_of(path) + lines_of(path + ".1") > 0; }));
}

TEST_F(file_quarantine_test, goes_on_when_the_folder_is_there_at_last) {
    const std::string later = folder / "later/bad";
    const auto tested = made(later);
    put(*tested, "a");
    put(*tested, "b");
    ASSERT_TRUE(until([&] { return tested->dropped() == 2; }));
    fs::create_directory(folder / "later");
    put(*tested, "c");
    ASSERT_TRUE(until([&] { return lines_of(later) == 1; }));
    EXPECT_EQ(tested->kept(), 1U);
    EXPECT_EQ(tested->dropped(), 2U);
}

TEST_F(file_quarantine_test, may_end_before_its_thread_tells) {
    auto tested = made(path);
    put(*tested, "a");
    tested.reset();
    EXPECT_EQ(lines_of(path), 1U);
    context.poll();  // what the thread has posted finds nobody
}

}  // namespace
}  // namespace weir::test
