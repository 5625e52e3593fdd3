#include "tests/support/device.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// The other end of a device's line.
class user {
public:
    explicit user(const std::string& path)
        : line_(open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
        EXPECT_GE(line_, 0) << path;
    }
    ~user() { close(line_); }
    user(const user&) = delete;
    user& operator=(const user&) = delete;

    void says(std::string_view bytes) const {
        EXPECT_EQ(write(line_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    // What comes, until it holds `end`.
    std::string hears(std::string_view end) {
        wait_until([&] { return (heard_ += some()).find(end) != heard_.npos; });
        return std::exchange(heard_, {});
    }
    std::string hears_now() { return std::exchange(heard_, {}) + some(); }
    bool hung_up() const {
        pollfd here{line_, POLLIN, 0};
        return wait_until([&] { return poll(&here, 1, 0) > 0 && (here.revents & POLLHUP) != 0; });
    }

private:
    std::string some() const {
        std::string part(4096, '\0');
        const ssize_t size = read(line_, part.data(), part.size());
        return part.substr(0, size < 0 ? 0 : static_cast<std::size_t>(size));
    }

    int line_;
    std::string heard_;
};

class device_test : public ::testing::Test {
protected:
    const temp_folder folder;
    pty line{folder / "valve"};
    device valve{line};
    std::optional<user> daemon{line.path()};
};

TEST_F(device_test, AnswersByTheLastRuleThatFits) {
    valve.answers(std::regex("V (.*)"), "OK V $1");
    valve.answers("V JAM", "ERR jammed");
    valve.answers("W", "one\ntwo");
    daemon->says("V OPEN\nV JAM\r\nW\nwhat\n");
    EXPECT_EQ(daemon->hears("two\n"), "OK V OPEN\nERR jammed\none\ntwo\n");
    EXPECT_TRUE(valve.receives("what"));
    EXPECT_THAT(valve.received(), ElementsAre("V OPEN", "V JAM", "W", "what"));
    EXPECT_EQ(valve.count("W"), 1U);
    EXPECT_FALSE(valve.receives("W", 2, 1ms));
}

TEST_F(device_test, ChangesItsMannersAndKeepsSomeForOnce) {
    valve.answers("V", "OK");
    valve.answers("V", once(silent()));
    daemon->says("V\nV\n");
    EXPECT_EQ(daemon->hears("OK\n"), "OK\n");
    valve.answers("V", "ERR");
    daemon->says("V\n");
    EXPECT_EQ(daemon->hears("\n"), "ERR\n");
}

TEST_F(device_test, AnswersLateTwiceAndInPieces) {
    valve.answers("late", late(50ms, "L"));
    valve.answers("pieces", in_pieces("12345", 2, 1ms));
    valve.answers("twice", twice("T"));
    daemon->says("late\n");
    EXPECT_EQ(daemon->hears("L\n"), "L\n");
    const auto heard = valve.all_heard();
    EXPECT_GE(device::clock::now() - heard.at(0).at, 50ms);
    daemon->says("pieces\n");
    EXPECT_EQ(daemon->hears("\n"), "12345\n");
    daemon->says("twice\n");
    EXPECT_EQ(daemon->hears("T\nT\n"), "T\nT\n");
}

TEST_F(device_test, KeepsAHalfLineUntilItsEnd) {
    daemon->says("V OP");
    EXPECT_TRUE(wait_until([&] { return valve.unfinished() == "V OP"; }));
    EXPECT_THAT(valve.received(), IsEmpty());
    daemon->says("EN\n");
    EXPECT_TRUE(valve.receives("V OPEN"));
}

TEST_F(device_test, SpeaksAllTheWhileAndWholeLinesOnly) {
    valve.answers("V", in_pieces("answer", 1, 2ms));
    valve.says_every(1ms, [](std::uint64_t i) { return "t" + std::to_string(i); });
    EXPECT_NE(daemon->hears("t5\n").find("t4\nt5\n"), std::string::npos);
    daemon->says("V\n");
    EXPECT_NE(("\n" + daemon->hears("answer\n")).find("\nanswer\n"), std::string::npos);
    valve.is_quiet();
    valve.says("end");
    daemon->hears("end\n");
    EXPECT_EQ(daemon->hears_now(), "");
}

TEST_F(device_test, WaitsForNobodyWhileItSpeaks) {
    valve.says_every(1ms, [](std::uint64_t) { return std::string(1000, 'x'); });
    valve.answers("V", "OK");
    daemon->says("V\n");
    EXPECT_TRUE(valve.receives("V"));
    EXPECT_NE(daemon->hears("OK\n"), "");
}

TEST_F(device_test, DisappearsAndComesBack) {
    valve.answers("X", gone());
    daemon->says("X\nnever read\n");
    EXPECT_TRUE(daemon->hung_up());
    EXPECT_TRUE(wait_until([&] { return !valve.plugged_in(); }));
    valve.come_back();
    daemon.emplace(line.path());
    valve.answers("V", "OK");
    daemon->says("V\n");
    EXPECT_EQ(daemon->hears("\n"), "OK\n");
    EXPECT_THAT(valve.received(), ElementsAre("X", "V"));
    valve.hang_up();
    EXPECT_TRUE(daemon->hung_up());
}

TEST_F(device_test, LeavesUnreadWhatItIsToldTo) {
    valve.reads(false);
    daemon->says("V\n");
    valve.says("still speaks");
    daemon->hears("speaks\n");
    EXPECT_THAT(valve.received(), IsEmpty());
    valve.reads(true);
    EXPECT_TRUE(valve.receives("V"));
}

}  // namespace
}  // namespace weir::test
