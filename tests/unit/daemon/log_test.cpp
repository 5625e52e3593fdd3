#include "daemon/log.hpp"

#include <cstdlib>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {
namespace {

// The "device:inode" that systemd would put into JOURNAL_STREAM.
std::string stream_name(int descriptor) {
    struct stat found = {};
    EXPECT_EQ(fstat(descriptor, &found), 0);
    return std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
}

class log_test : public testing::Test {
protected:
    // What `speak` writes to stderr; in a service when `in_journal`.
    static std::string said(log::level least, bool in_journal, const std::function<void()>& speak) {
        testing::internal::CaptureStderr();
        setenv("JOURNAL_STREAM", in_journal ? stream_name(STDERR_FILENO).c_str() : "1:2", 1);
        log::init(least);
        speak();
        return testing::internal::GetCapturedStderr();
    }

    void TearDown() override {
        unsetenv("JOURNAL_STREAM");
        log::init(log::level::info);
    }
};

TEST_F(log_test, names_its_levels) {
    EXPECT_EQ(log::level_of("debug"), log::level::debug);
    EXPECT_EQ(log::level_of("info"), log::level::info);
    EXPECT_EQ(log::level_of("warning"), log::level::warning);
    EXPECT_EQ(log::level_of("error"), log::level::error);
    EXPECT_EQ(log::level_of("loud"), std::nullopt);
    EXPECT_EQ(log::level_of(""), std::nullopt);
}

TEST_F(log_test, gives_the_journal_its_priorities) {
    const std::string written = said(log::level::debug, true, [] {
        log::debug("one");
        log::info("port {} has {} bytes", "gps", 3);
        log::warning("three");
        log::error("four");
    });
    EXPECT_EQ(written, "<7>one\n<6>port gps has 3 bytes\n<4>three\n<3>four\n");
}

TEST_F(log_test, writes_time_and_level_elsewhere_and_no_colour_into_a_file) {
    const std::string written = said(log::level::info, false, [] { log::warning("no answer"); });
    EXPECT_THAT(written, testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}"
                                               "[+-][0-9]{2}:[0-9]{2} warning no answer\n"));
}

TEST_F(log_test, is_silent_below_its_level) {
    const std::string written = said(log::level::warning, true, [] {
        log::debug("one");
        log::info("two");
        log::warning("three");
    });
    EXPECT_EQ(written, "<4>three\n");
    EXPECT_FALSE(log::enabled(log::level::info));
    EXPECT_TRUE(log::enabled(log::level::error));
}

TEST_F(log_test, gives_each_line_of_a_message_a_line_of_its_own) {
    const std::string written = said(log::level::info, true, [] { log::error("a:1:2: error\n  1 | x\n\n"); });
    EXPECT_EQ(written, "<3>a:1:2: error\n<3>  1 | x\n<3>\n");
}

TEST_F(log_test, lets_no_control_character_of_a_device_through) {
    const std::string written =
        said(log::level::info, true, [] { log::info("got '{}'", "\x1b[2J\r\a\x7f\tgr\xc3\xbcn"); });
    EXPECT_EQ(written, "<6>got '?[2J???\tgr\xc3\xbcn'\n");
}

TEST_F(log_test, knows_the_journal_by_device_and_inode) {
    EXPECT_TRUE(log::is_journal(STDERR_FILENO, stream_name(STDERR_FILENO).c_str()));
    for (const char* other : {"", "1:2", "8", "x:y", ":"}) {
        EXPECT_FALSE(log::is_journal(STDERR_FILENO, other)) << other;
    }
    EXPECT_FALSE(log::is_journal(STDERR_FILENO, nullptr));
    EXPECT_FALSE(log::is_journal(-1, "1:2"));
}

}  // namespace
}  // namespace weir
