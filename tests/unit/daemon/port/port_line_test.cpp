#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/line_log.hpp"
#include "tests/support/port_bench.hpp"

namespace weir {
namespace {

using test::fake_line;
using testing::ElementsAre;
using testing::EndsWith;
namespace errc = boost::system::errc;

// A port on which somebody commands.
class port_line_test : public test::port_bench {
protected:
    port_line_test() { device.commanded_by(user); }
    ~port_line_test() override { end(running); }

    bool told(std::size_t times) {
        return until([&] { return user.told.size() >= times; });
    }
    void write(std::string bytes) { device.write(std::move(bytes)); }
    void plug_anew() {
        const auto before = line;
        line = std::make_shared<fake_line>();
        before->hangs_up();
    }

    test::line_log user;
};

TEST_F(port_line_test, WritesToTheDevice) {
    ASSERT_TRUE(told(1));
    write("V OPEN\n");
    EXPECT_THAT(user.told, ElementsAre("opened")) << "never from within the call";
    ASSERT_TRUE(told(2));
    write("X\n");
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "written", "written"));
    EXPECT_EQ(line->written(), "V OPEN\nX\n");
}

TEST_F(port_line_test, WritesFromWithinOpened) {
    user.on_opened = [this] { write("INIT\n"); };
    ASSERT_TRUE(told(2));
    EXPECT_EQ(line->written(), "INIT\n");
}

TEST_F(port_line_test, RefusesASecondWriteAndAnyOnAClosedLine) {
    EXPECT_THROW(write("early"), std::logic_error);
    ASSERT_TRUE(told(1));
    write("one");
    EXPECT_THROW(write("two"), std::logic_error);
    ASSERT_TRUE(told(2));
    EXPECT_EQ(line->written(), "one");
}

TEST_F(port_line_test, AnAnswerIsNotForTheSource) {
    user.answers = {"2", "OK"};
    line->sends("1\n2\nOK\n3\n");
    ASSERT_TRUE(until([&] { return out.size() == 2; }));
    EXPECT_THAT(user.offered, ElementsAre("1", "2", "OK", "3"));
    EXPECT_THAT(out.pop().payload, EndsWith("\"t\":1}"));
    EXPECT_THAT(out.pop().payload, EndsWith("\"t\":3}"));
    EXPECT_EQ(device.counters().frames, 4U);
    EXPECT_EQ(reader.counters().bad.at(static_cast<std::size_t>(reject::bad_number)), 0U);
}

TEST_F(port_line_test, AHangUpEndsTheWriteUnderWay) {
    ASSERT_TRUE(told(1));
    line->takes(3);
    write("V OPEN\n");
    ASSERT_TRUE(until([&] { return line->written() == "V O"; }));
    plug_anew();
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "lost the device is gone after 3", "opened"));
    write("V SHUT\n");
    ASSERT_TRUE(told(4));
    EXPECT_EQ(line->written(), "V SHUT\n");
}

TEST_F(port_line_test, AHangUpWithoutAWriteIsToldToo) {
    ASSERT_TRUE(told(1));
    plug_anew();
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "lost the device is gone after 0", "opened"));
}

TEST_F(port_line_test, AWriteThatFailsLosesTheLine) {
    ASSERT_TRUE(told(1));
    line->fails_after(2, make_error_code(errc::no_space_on_device));
    write("V OPEN\n");
    ASSERT_TRUE(until([&] { return state() == "lost"; }));
    EXPECT_EQ(reason(), "it cannot be written to: No space left on device");
    EXPECT_EQ(user.told.at(1), "lost " + reason() + " after 2");
    line = std::make_shared<fake_line>();
    ASSERT_TRUE(told(3));
    EXPECT_EQ(user.told.back(), "opened");
}

TEST_F(port_line_test, AnAbandonedWriteLosesTheLine) {
    ASSERT_TRUE(told(1));
    const auto stopped = line;
    stopped->takes(1);
    write("V OPEN\n");
    ASSERT_TRUE(until([&] { return stopped->written() == "V"; }));
    line = std::make_shared<fake_line>();
    device.abandon_write();
    EXPECT_EQ(user.told.size(), 1U) << "never from within the call";
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "lost it does not take what is written after 1", "opened"));
    EXPECT_EQ(announced["r/s/availability"], "online");
    write("again");
    ASSERT_TRUE(told(4));
    EXPECT_EQ(line->written(), "again");
}

TEST_F(port_line_test, AWriteThatIsDoneWhenItIsAbandonedLosesTheLineAllTheSame) {
    ASSERT_TRUE(told(1));
    write("1234");
    device.abandon_write();
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "lost it does not take what is written after 4", "opened"));
    device.abandon_write();
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return out.size() == 1; })) << "there was nothing to abandon";
    EXPECT_EQ(user.told.size(), 3U);
}

TEST_F(port_line_test, TheEndTellsWhatMayHaveBeenSent) {
    ASSERT_TRUE(told(1));
    line->takes(2);
    write("V OPEN\n");
    ASSERT_TRUE(until([&] { return line->written().size() == 2; }));
    end(running);
    EXPECT_EQ(user.told.size(), 1U);
    device.finish();
    EXPECT_THAT(user.told, ElementsAre("opened", "lost weir has stopped after 2"));
    device.finish();
    EXPECT_EQ(user.told.size(), 2U);
}

TEST_F(port_line_test, AnAnswerIsNotHeldUpByAFullOutbox) {
    fill_outbox();
    ASSERT_TRUE(told(1));
    user.answers = {"OK"};
    user.awaits = true;
    write("V\n");
    line->sends("1\n");
    line->sends("2\n3\n");
    line->sends("OK\n");
    ASSERT_TRUE(until([&] { return user.offered.size() == 4; }));
    EXPECT_EQ(reader.dropped(), 3U);
    EXPECT_EQ(out.size(), outbox_limit);

    user.awaits = false;
    line->sends("4\n");
    ASSERT_TRUE(until([&] { return device.counters().frames == 5; }));
    out.pop();
    while (out.size() > 2)
        out.pop();
    ASSERT_TRUE(until([&] { return out.size() == 3; }));
    EXPECT_EQ(reader.dropped(), 3U) << "now it waits again";
}

TEST_F(port_line_test, ACommandWakesTheReaderThatWaitsForRoom) {
    fill_outbox();
    ASSERT_TRUE(told(1));
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return device.counters().frames == 1; }));
    const auto waits_for_room = [&] { return root.children().front()->awaits() == "room in the outbox"; };
    ASSERT_TRUE(until(waits_for_room));

    user.answers = {"OK"};
    write("no answer is awaited\n");
    ASSERT_TRUE(told(2));
    EXPECT_TRUE(waits_for_room());
    EXPECT_EQ(reader.dropped(), 0U);

    user.awaits = true;
    write("V\n");
    line->sends("OK\n");
    ASSERT_TRUE(until([&] { return user.offered.size() == 2; }));
    EXPECT_EQ(reader.dropped(), 1U);
    EXPECT_EQ(line->written(), "no answer is awaited\nV\n");
}

TEST_F(port_line_test, LosesNothingWhenItEndsWhileTheReaderWaitsForRoom) {
    fill_outbox();
    line->sends("1\n2\n");
    ASSERT_TRUE(until([&] { return device.counters().frames == 2; }));
    end(running);
    reader.finish(monotonic_clock::now());
    EXPECT_EQ(out.size(), outbox_limit + 2);
    EXPECT_EQ(reader.dropped(), 0U);
}

TEST_F(port_line_test, ShowsWhatItsWriterWaitsFor) {
    ASSERT_TRUE(told(1));
    const task& session = *root.children().front();
    ASSERT_TRUE(until([&] { return !session.children().empty(); }));
    const auto writer_awaits = [&](std::string_view what) {
        return until([&] { return session.children().front()->awaits() == what; });
    };
    EXPECT_EQ(session.children().front()->name(), "writer");
    EXPECT_TRUE(writer_awaits("something to write"));
    line->takes(0);
    write("V");
    EXPECT_TRUE(writer_awaits("the device to take what is written"));
    EXPECT_EQ(session.awaits(), "bytes from /dev/device");
}

TEST_F(port_line_test, ManyExchangesLeaveNothingBehind) {
    fill_outbox();
    ASSERT_TRUE(told(1));
    user.answers = {"OK"};
    for (std::size_t i = 1; i <= 500; ++i) {
        user.awaits = false;
        line->sends("1\n");
        ASSERT_TRUE(until([&] { return user.offered.size() == 2 * i - 1; }));
        user.awaits = true;
        write("V\n");
        line->sends("OK\n");
        ASSERT_TRUE(until([&] { return user.offered.size() == 2 * i && user.told.size() == i + 1; }));
    }
    EXPECT_EQ(reader.dropped(), 500U);
    EXPECT_EQ(device.counters().opens, 1U);
    EXPECT_EQ(root.children().front()->children().size(), 1U);
}

// Without anybody to take its samples.
TEST(PortWithoutASource, StillOffersItsFrames) {
    const settings configured = test::settings_of(R"(
version: 1
node: { id: n }
mqtt: { url: mqtt://h }
ports: { p: { path: /dev/device } }
)");
    boost::asio::io_context context{1};
    stall_detector stalls;
    task root("root", stalls);
    const auto line = std::make_shared<fake_line>();
    device_changes changes;
    test::line_log user;
    port device(configured.ports.at(0), nullptr,
                {"r", [&line](const port_settings&) { return test::open_fake(line); },
                 [](const auto&, const auto&, content) {}, changes});
    device.commanded_by(user);
    test::spawned running(context, device.run(root));
    line->sends("OK\nwhat\n");
    EXPECT_TRUE(test::run_until(context, [&] { return user.offered.size() == 2; }));
    running.cancel();
    EXPECT_TRUE(test::run_until(context, [&] { return running.ended(); }));
}

}  // namespace
}  // namespace weir
