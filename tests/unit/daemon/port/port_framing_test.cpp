#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "daemon/port/port.hpp"
#include "tests/support/port_bench.hpp"
#include "tests/support/source_bench.hpp"

// Ports whose framer a pause tells something, and what becomes of bad frames.
namespace weir::test {
namespace {

struct kept : quarantine {
    kept(std::vector<std::string>& records, sample_clock& clock) : quarantine("p", clock), records(records) {}
    bool take(std::string record, monotonic_time) override {
        records.push_back(std::move(record));
        return true;
    }
    std::vector<std::string>& records;
};

class port_framing : public source_bench {
protected:
    explicit port_framing(const std::string& frame = "{ idle: 30ms, max: 16B }")
        : source_bench(
              "version: 1\nnode: { id: n }\nclock: trust\nmqtt: { url: mqtt://h }\n"
              "ports: { p: { path: /dev/device, frame: " +
                  frame + " } }\nsources: { s: { port: p, decode: text } }\n",
              10) {
        device.quarantine_in(std::make_unique<kept>(records, clock));
    }
    ~port_framing() override { end(running); }

    std::vector<std::string> records;
    std::shared_ptr<fake_line> line = std::make_shared<fake_line>();
    device_changes changes;
    port device{configured.ports.at(0),
                &reader,
                {"r", [this](const port_settings&) { return open_fake(line); }, announce, changes}};
    spawned running{context, device.run(root)};
};

TEST_F(port_framing, APauseEndsAFrameThoughNothingComesAfterIt) {
    line->sends("one");
    ASSERT_TRUE(until([&] { return out.size() == 1; }));
    EXPECT_NE(out.pop().payload.find("\"one\""), std::string::npos);
    line->sends("two");
    ASSERT_TRUE(until([&] { return out.size() == 1; }));
    EXPECT_EQ(device.counters().frames, 2U);
    EXPECT_EQ(device.counters().bytes, 6U);
}

TEST_F(port_framing, AnEndedLineIsNoticedWhileAFrameIsUnfinished) {
    const auto before = line;
    before->sends("half");
    ASSERT_TRUE(until([&] { return device.counters().bytes == 4; }));
    line = std::make_shared<fake_line>();
    before->hangs_up();
    ASSERT_TRUE(until([&] { return device.counters().opens == 2; }));
    line->sends("whole");
    ASSERT_TRUE(until([&] { return out.size() == 1; }));
    EXPECT_NE(out.pop().payload.find("\"whole\""), std::string::npos);
}

TEST_F(port_framing, CanBeCancelledWhileAFrameIsUnfinished) {
    line->sends("half");
    ASSERT_TRUE(until([&] { return device.counters().bytes == 4; }));
    running.cancel();
    ASSERT_TRUE(until([&] { return running.ended(); }));
}

TEST_F(port_framing, BadFramesOfFramerAndDecoderGoToTheQuarantine) {
    line->sends(std::string(20, 'x'));
    ASSERT_TRUE(until([&] { return records.size() == 1; }));
    EXPECT_NE(records[0].find("\"reason\":\"too_long\",\"size\":16"), std::string::npos) << records[0];
    boost::asio::steady_timer pause(context, std::chrono::milliseconds(60));
    bool over = false;
    pause.async_wait([&](auto) { over = true; });
    ASSERT_TRUE(until([&] { return over; }));
    line->sends("a\xFF");
    ASSERT_TRUE(until([&] { return records.size() == 2; }));
    EXPECT_NE(records[1].find("\"reason\":\"not_utf8\",\"size\":2,\"bytes\":\"61ff\""), std::string::npos)
        << records[1];
    EXPECT_EQ(device.bad_frames()->kept(), 2U);
}

}  // namespace
}  // namespace weir::test
