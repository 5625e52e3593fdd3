#include "drivers/recording/replay_stream.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <gtest/gtest.h>
#include <optional>

#include "tests/support/coroutine.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting_read.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

class replay_stream_test : public ::testing::Test {
protected:
    std::unique_ptr<byte_stream> play(const std::string& bytes, replay_pace pace) {
        std::string why;
        auto opened = open_recording(folder.write("recording", bytes), why);
        EXPECT_TRUE(opened) << why;
        return open_replay(loop.get_executor(), std::move(*opened), pace,
                           [this](const std::string& broken) { ends.push_back(broken); });
    }
    // What comes within the time.
    std::string read(byte_stream& line, duration limit = 10s, std::size_t most = 1024) {
        std::vector<char> buffer(most);
        std::optional<byte_stream::result> done;
        spawned reading(loop, keep_result(line.read_some(buffer), done));
        if (!run_until(
                loop, [&] { return reading.ended(); }, limit)) {
            reading.cancel();
            EXPECT_TRUE(run_until(loop, [&] { return reading.ended(); }));
            EXPECT_EQ(done->error, boost::asio::error::operation_aborted);
        }
        return {buffer.data(), done->size};
    }

    boost::asio::io_context loop{1};
    temp_folder folder;
    std::vector<std::string> ends;
};

TEST_F(replay_stream_test, gives_what_was_received_at_its_pace) {
    const auto line = play(recording_of("p", {{record_kind::opened, 0ms, {}},
                                              {record_kind::received, 50ms, "one"},
                                              {record_kind::sent, 60ms, "W"},
                                              {record_kind::closed, 70ms, {}},
                                              {record_kind::received, 150ms, "two"}}),
                           replay_pace::recorded);
    const auto start = monotonic_clock::now();
    EXPECT_EQ(read(*line), "one");
    EXPECT_GE(monotonic_clock::now() - start, 50ms);
    EXPECT_EQ(read(*line), "two");
    EXPECT_GE(monotonic_clock::now() - start, 150ms);
}

TEST_F(replay_stream_test, gives_it_as_fast_as_it_is_read) {
    const auto line =
        play(recording_of("p", {{record_kind::received, 1h, "one"}, {record_kind::received, 24h, "two"}}),
             replay_pace::fastest);
    EXPECT_EQ(read(*line), "one");
    EXPECT_EQ(read(*line), "two");
}

TEST_F(replay_stream_test, is_silent_and_open_behind_the_end) {
    const auto line = play(recording_of("p", {{record_kind::received, 0ms, "one"}}), replay_pace::recorded);
    EXPECT_EQ(read(*line), "one");
    EXPECT_EQ(read(*line, 30ms), "");
    EXPECT_EQ(read(*line, 30ms), "");
    EXPECT_EQ(ends, std::vector<std::string>{""});
}

TEST_F(replay_stream_test, gives_what_is_before_a_damage_and_says_it_once) {
    const std::string whole = recording_of("p", {{record_kind::received, 0ms, "one"}});
    const auto line = play(whole + "\x09garbage", replay_pace::recorded);
    EXPECT_EQ(read(*line), "one");
    EXPECT_EQ(read(*line, 30ms), "");
    EXPECT_EQ(read(*line, 30ms), "");
    EXPECT_EQ(ends, std::vector<std::string>{"it is damaged at byte " + std::to_string(whole.size())});
}

TEST_F(replay_stream_test, loses_nothing_by_a_cancelled_or_a_small_read) {
    const auto line = play(
        recording_of("p", {{record_kind::received, 100ms, "abcde"}, {record_kind::received, 100ms, "f"}}),
        replay_pace::recorded);
    EXPECT_EQ(read(*line, 20ms), "");
    EXPECT_EQ(read(*line, 10s, 2), "ab");
    EXPECT_EQ(read(*line, 10s, 2), "cd");
    EXPECT_EQ(read(*line, 10s, 2), "e");
    EXPECT_EQ(read(*line, 10s, 2), "f");
}

TEST_F(replay_stream_test, loses_nothing_by_an_interrupted_read) {
    const auto line = play(recording_of("p", {{record_kind::received, 100ms, "a"}}), replay_pace::recorded);
    EXPECT_EQ(interrupt_read(loop, *line).error, boost::asio::error::operation_aborted);
    EXPECT_EQ(read(*line), "a");
}

TEST_F(replay_stream_test, swallows_what_is_written) {
    const auto line = play(recording_of("p", {{record_kind::received, 0ms, "one"}}), replay_pace::recorded);
    std::optional<byte_stream::result> done;
    spawned writing(loop, keep_result(line->write("V OPEN\n"), done));
    EXPECT_TRUE(run_until(loop, [&] { return writing.ended(); }));
    EXPECT_EQ(done->size, 7U);
    EXPECT_FALSE(done->error);
    EXPECT_EQ(read(*line), "one");
}

TEST_F(replay_stream_test, lets_others_have_their_turn) {
    std::vector<record> many(1000, {record_kind::sent, 0ms, "x"});
    many.push_back({record_kind::received, 0ms, "one"});
    const auto line = play(recording_of("p", many), replay_pace::fastest);
    std::array<char, 8> buffer{};
    std::optional<byte_stream::result> done;
    spawned reading(loop, keep_result(line->read_some(buffer), done));
    std::size_t turns = 0;
    for (; !reading.ended() && turns < 100'000; ++turns)
        loop.run_one();
    EXPECT_GE(turns, 1000U);
}

TEST_F(replay_stream_test, a_file_that_is_no_recording_is_refused) {
    const struct {
        std::string path;
        errc::errc_t error;
        std::string_view why;
    } table[] = {{folder / "absent", errc::no_such_file_or_directory, "there is no such file"},
                 {folder.write("text", "1\n2\n"), errc::illegal_byte_sequence, "it is no recording of weir"},
                 {folder.write("empty", ""), errc::illegal_byte_sequence, "it is no recording of weir"},
                 {folder.path().string(), errc::illegal_byte_sequence, "it is no file"},
                 {"/dev/null", errc::illegal_byte_sequence, "it is no file"}};
    for (const auto& [path, error, expected] : table) {
        std::string why;
        const auto opened = open_recording(path, why);
        ASSERT_FALSE(opened) << path;
        EXPECT_EQ(opened.error(), error) << path;
        EXPECT_EQ(why, expected) << path;
    }
}

}  // namespace
}  // namespace weir::test
