#include "daemon/port/port.hpp"

#include <gtest/gtest.h>

#include "tests/support/line_log.hpp"
#include "tests/support/port_bench.hpp"

namespace weir {
namespace {

using test::fake_line;
namespace errc = boost::system::errc;

class port_test : public test::port_bench {};

TEST_F(port_test, PublishesWhatTheDeviceSays) {
    line->sends("1\n2\n");
    ASSERT_TRUE(until([&] { return out.size() == 2; }));
    EXPECT_NE(out.front().payload.find("\"t\":1"), std::string::npos);
    EXPECT_EQ(state(), "open");
    EXPECT_EQ(announced["r/s/availability"], "online");
    EXPECT_EQ(device.counters().frames, 2U);
}

TEST_F(port_test, ALostDeviceIsOpenedAgainAndHalfAFrameIsForgotten) {
    line->sends("1\n99");
    ASSERT_TRUE(until([&] { return out.size() == 1; }));
    const auto before = line;
    refusal = errc::no_such_file_or_directory;
    before->hangs_up();
    ASSERT_TRUE(
        until([&] { return state() == "lost" && reason().find("no such device") != std::string::npos; }));
    EXPECT_EQ(announced["r/s/availability"], "offline");
    line = std::make_shared<fake_line>();
    line->sends("2\n");
    refusal = errc::success;
    ASSERT_TRUE(until([&] { return out.size() == 2; }));
    out.pop();
    EXPECT_NE(out.front().payload.find("\"t\":2}"), std::string::npos) << out.front().payload;
    EXPECT_EQ(announced["r/s/availability"], "online");
    EXPECT_EQ(device.counters().opens, 2U);
    EXPECT_EQ(root.children().front()->restarts(), 1U);
}

TEST_F(port_test, SaysWhyItCannotOpen) {
    refusal = errc::no_such_file_or_directory;
    ASSERT_TRUE(
        until([&] { return state() == "waiting" && reason().find("no such device") != std::string::npos; }));
    refusal = errc::permission_denied;
    ASSERT_TRUE(until([&] { return state() == "denied"; }));
    EXPECT_NE(reason().find("dialout"), std::string::npos) << reason();
    refusal = errc::device_or_resource_busy;
    ASSERT_TRUE(until([&] { return state() == "busy"; }));
    EXPECT_EQ(announced["r/s/availability"], "offline");
    refusal = errc::success;
    ASSERT_TRUE(until([&] { return state() == "open"; }));
    EXPECT_EQ(root.children().front()->restarts(), 0U);
}

TEST_F(port_test, LooksAtOnceWhenADeviceHasCome) {
    refusal = errc::no_such_file_or_directory;
    ASSERT_TRUE(until([&] { return attempts == 4; }));  // the next look is 400 ms away
    const auto told = monotonic_clock::now();
    refusal = errc::success;
    changes.notify();
    ASSERT_TRUE(until([&] { return state() == "open"; }));
    EXPECT_LT(monotonic_clock::now() - told, std::chrono::milliseconds(300));
}

TEST_F(port_test, LooksOftenAfterADeviceHasCome) {
    refusal = errc::permission_denied;  // until udev has given it its group
    ASSERT_TRUE(until([&] { return attempts == 4; }));
    changes.notify();
    const auto told = monotonic_clock::now();
    ASSERT_TRUE(until([&] { return attempts == 8; }));  // at once, and after 100, 200 and 400 ms
    EXPECT_LT(monotonic_clock::now() - told, std::chrono::milliseconds(1500));
}

TEST_F(port_test, TellsWhereTheDeviceIs) {
    found_at = "/dev/ttyUSB3";
    ASSERT_TRUE(until([&] { return state() == "open"; }));
    const auto told = boost::json::parse(announced["r/port/p"]);
    EXPECT_EQ(told.at("device"), "/dev/ttyUSB3");
    EXPECT_EQ(told.at("configured"), "/dev/device");
}

class reopened_port : public test::port_bench {
protected:
    reopened_port() : port_bench("reopen: true") {}
};

TEST_F(reopened_port, IsOpenedAnewWhenItIsSilent) {
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return device.counters().opens == 3; }));
    EXPECT_NE(states.find("silent lost open"), std::string::npos) << states;
    line->sends("2\n");
    ASSERT_TRUE(until([&] { return out.size() == 2; }));
    EXPECT_EQ(state(), "open");
}

TEST_F(reopened_port, IsWrittenToAndOpenedAnewWithAUserThatCameLater) {
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return out.size() == 1; }));
    test::line_log user;
    device.commanded_by(user);
    device.write("hello\n");
    ASSERT_TRUE(until([&] { return device.counters().opens == 3; }));
    EXPECT_EQ(line->written(), "hello\n");
    EXPECT_EQ(user.told.at(1), "written");
    EXPECT_EQ(user.told.at(2), "lost it was silent for stale_after and is opened anew after 0");
    end(running);
    device.finish();
}

TEST_F(port_test, ASilentDeviceIsSaidToBeSilentUntilItSpeaks) {
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return state() == "silent"; }));
    EXPECT_EQ(announced["r/s/availability"], "offline");
    line->sends("2\n");
    ASSERT_TRUE(until([&] { return state() == "open"; }));
    EXPECT_EQ(announced["r/s/availability"], "online");
}

TEST_F(port_test, BadFramesAreCountedWhereTheyAreRefused) {
    line->sends("x\n" + std::string(100, 'y') + "\n1,2\n3\n");
    ASSERT_TRUE(until([&] { return out.size() == 1; }));
    EXPECT_EQ(device.counters().bad.at(static_cast<std::size_t>(reject::too_long)), 1U);
    EXPECT_EQ(reader.counters().bad.at(static_cast<std::size_t>(reject::bad_number)), 1U);
    EXPECT_EQ(reader.counters().bad.at(static_cast<std::size_t>(reject::wrong_columns)), 1U);
    EXPECT_EQ(reader.counters().published, 1U);
}

TEST_F(port_test, WaitsWhileTheOutboxIsFullAndLosesNothing) {
    out.connected(true);
    std::string sent;
    for (int i = 0; i < 100; ++i)
        sent += std::to_string(i) + "\n";
    line->sends(sent);
    int next = 0;
    const auto takes_in_order = [&] {
        EXPECT_LE(out.size(), outbox_limit);
        while (!out.empty()) {
            const std::string tail = "\"t\":" + std::to_string(next++) + "}";
            const outgoing taken = out.pop();
            EXPECT_NE(taken.payload.find(tail), std::string::npos) << taken.payload;
        }
        return next == 100;
    };
    EXPECT_TRUE(until(takes_in_order));
    EXPECT_EQ(out.dropped(), 0U);
}

TEST_F(port_test, WhatWasReadIsHandedOnAtTheEnd) {
    out.connected(true);
    std::string sent;
    for (int i = 0; i < 15; ++i)
        sent += "1\n";
    line->sends(sent);
    ASSERT_TRUE(until([&] { return out.size() == outbox_limit; }));
    end(running);
    reader.finish(monotonic_clock::now());
    device.finish();
    EXPECT_EQ(reader.counters().published, 15U);
    EXPECT_EQ(out.size(), 15U);
    EXPECT_EQ(out.dropped(), 0U);
    EXPECT_EQ(state(), "waiting");
    EXPECT_EQ(announced["r/s/availability"], "offline");
}

}  // namespace
}  // namespace weir
