#include "daemon/record/recorder.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <system_error>

#include "tests/support/coroutine.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class recorder_test : public ::testing::Test {
protected:
    std::string content() const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Its parts, without the times.
    std::vector<std::string> written() const {
        auto all = records_in(content());
        for (std::string& each : all) {
            if (each.starts_with("it ")) continue;
            const auto blank = each.find(' ');
            const auto bytes = each.find(" <");
            each = each.substr(0, blank) + (bytes == each.npos ? "" : each.substr(bytes));
        }
        return all;
    }
    awaitable<void> write(recorder& by) {
        task self(root, "recorder");
        co_await by.run(self);
    }

    temp_folder folder;
    const std::string path = folder / "one.wrec";
    boost::asio::io_context loop{1};
    stall_detector stalls;
    task root{"root", stalls};
};

TEST_F(recorder_test, writes_what_is_noted) {
    recorder by(loop.get_executor(), {path, "scale"});
    spawned running(loop, write(by));
    by.note(record_kind::opened, {}, monotonic_clock::now());
    by.note(record_kind::received, "12.4 kg", monotonic_clock::now());
    by.note(record_kind::sent, "W", monotonic_clock::now() + 2s);
    EXPECT_TRUE(run_until(
        loop, [&] { return written().size() == 3; }, 2s))
        << "within a second, though it goes on";
    EXPECT_FALSE(running.ended());
    by.note(record_kind::closed, {}, monotonic_clock::now() + 3s);
    by.finish();
    by.note(record_kind::received, "too late", monotonic_clock::now());
    EXPECT_TRUE(run_until(loop, [&] { return running.ended(); }));
    EXPECT_THAT(written(), ElementsAre("opened", "received <12.4 kg>", "sent <W>", "closed"));
    EXPECT_EQ(by.counted().received, 7U);
    EXPECT_EQ(by.counted().sent, 1U);
    EXPECT_EQ(by.counted().size, std::filesystem::file_size(path));
    EXPECT_GE(by.lasted(), 3s);
    EXPECT_EQ(by.why(), "");
    EXPECT_FALSE(by.failed());
}

TEST_F(recorder_test, begins_now_with_the_name_of_its_port) {
    const auto before = std::chrono::system_clock::now();
    recorder by(loop.get_executor(), {path, "scale"});
    by.finish();
    spawned running(loop, write(by));
    EXPECT_TRUE(run_until(loop, [&] { return running.ended(); }));
    std::istringstream in(content());
    const recording_reader reader(in);
    ASSERT_TRUE(reader.head());
    EXPECT_EQ(reader.head()->port, "scale");
    EXPECT_GE(reader.head()->began, before);
    EXPECT_LE(reader.head()->began, std::chrono::system_clock::now());
}

TEST_F(recorder_test, may_have_begun_a_moment_ago) {
    const auto before = std::chrono::system_clock::now();
    const monotonic_time began = monotonic_clock::now() - 5s;
    recorder by(loop.get_executor(), {path, "scale", 1 << 20, began});
    by.note(record_kind::received, "12.4 kg", began + 2s);
    by.finish();
    spawned running(loop, write(by));
    EXPECT_TRUE(run_until(loop, [&] { return running.ended(); }));
    EXPECT_THAT(records_in(content()), ElementsAre("received 2000000 <12.4 kg>"));
    EXPECT_EQ(by.lasted(), 2s);
    std::istringstream in(content());
    const recording_reader reader(in);
    ASSERT_TRUE(reader.head());
    EXPECT_LE(reader.head()->began, std::chrono::system_clock::now() - 5s);
    EXPECT_GE(reader.head()->began, before - 6s);
}

TEST_F(recorder_test, is_over_when_the_file_is_full) {
    recorder by(loop.get_executor(), {path, "scale", 4096});
    spawned running(loop, write(by));
    spawned waiting(loop, by.until_over());
    for (int i = 0; i < 100; ++i)
        by.note(record_kind::received, std::string(100, 'x'), monotonic_clock::now());
    EXPECT_TRUE(run_until(loop, [&] { return running.ended() && waiting.ended(); }));
    EXPECT_THAT(by.why(), HasSubstr("greatest size"));
    EXPECT_FALSE(by.failed());
    EXPECT_LE(std::filesystem::file_size(path), 4096U);
    EXPECT_GE(std::filesystem::file_size(path), 3900U);
    EXPECT_EQ(by.counted().size, std::filesystem::file_size(path));
    EXPECT_EQ(by.counted().received, 100 * written().size());
}

TEST_F(recorder_test, fails_when_the_disk_cannot_keep_up) {
    recorder by(loop.get_executor(), {path, "scale", 1 << 30});
    const std::string much(1 << 20, 'x');
    for (int i = 0; i < 6; ++i)
        by.note(record_kind::received, much, monotonic_clock::now());
    EXPECT_TRUE(by.failed());
    EXPECT_THAT(by.why(), HasSubstr("too slow"));
    spawned running(loop, write(by));
    EXPECT_TRUE(run_until(loop, [&] { return running.ended(); }));
}

TEST_F(recorder_test, empties_a_file_that_is_there_but_takes_no_other) {
    folder.write("one.wrec", std::string(10'000, 'x'));
    recorder by(loop.get_executor(), {path, "scale"});
    EXPECT_EQ(std::filesystem::file_size(path), 0U);
    for (const std::string& other :
         {folder.path().string(), folder / "absent/one", std::string("/dev/null")}) {
        EXPECT_THROW(recorder(loop.get_executor(), {other, "scale"}), std::system_error) << other;
    }
}

TEST_F(recorder_test, can_be_cancelled) {
    recorder by(loop.get_executor(), {path, "scale"});
    spawned running(loop, write(by));
    loop.poll();
    running.cancel();
    EXPECT_TRUE(run_until(
        loop, [&] { return running.ended(); }, 2s));
}

}  // namespace
}  // namespace weir::test
