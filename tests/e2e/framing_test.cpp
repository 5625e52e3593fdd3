#include "tests/support/framing.hpp"

#include <filesystem>
#include <fstream>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class framing : public scene {
protected:
    std::vector<boost::json::object> records() const {
        std::vector<boost::json::object> all;
        std::ifstream in(device_path("bad.jsonl"));
        for (std::string line; std::getline(in, line);)
            all.push_back(json_of(line));
        return all;
    }
};

TEST_F(framing, bad_frames_are_counted_and_kept_in_a_file) {
    pty& device = plug("scale");
    start(R"(
ports: { scale: { path: PTY/scale, frame: { cobs: {}, checksum: crc16-x25 }, quarantine: { file: PTY/bad.jsonl } } }
sources: { weight: { port: scale, decode: { csv: { columns: [kg] } } } }
)",
          "stats: 1s");
    await("weight/availability", "online");
    device.write(cobs(with_crc16("1")));
    device.write(cobs("no checksum"));
    device.write(cobs(with_crc16("x")));
    device.write(std::string("\x09") + "ab" + '\0');
    device.write(cobs(with_crc16("2")));
    await_count("weight/state", 2);
    EXPECT_EQ(json_of(last("weight/state")).at("kg").to_number<double>(), 2);

    expect(wait_until([&] { return records().size() == 3; }), "three records");
    const auto all = records();
    EXPECT_EQ(all[0].at("reason"), "bad_checksum");
    EXPECT_EQ(all[0].at("bytes"), "6e6f20636865636b73756d");
    EXPECT_EQ(all[1].at("reason"), "bad_number");
    EXPECT_EQ(all[1].at("port"), "scale");
    EXPECT_EQ(all[2].at("reason"), "bad_encoding");
    EXPECT_EQ(all[2].at("bytes"), "096162");
    const auto stats = await_stats([](const auto& now) {
        return now.at("ports").at("scale").at("quarantine").at("kept").as_int64() == 3;
    });
    EXPECT_EQ(stats.at("ports").at("scale").at("bad").at("bad_checksum").as_int64(), 1);
}

TEST_F(framing, a_quarantine_that_cannot_be_written_stops_nothing) {
    pty& device = plug("scale");
    start(R"(
ports: { scale: { path: PTY/scale, quarantine: { file: PTY/none/bad.jsonl } } }
sources: { weight: { port: scale, decode: { csv: { columns: [kg] } } } }
)",
          "stats: 1s");
    await("weight/availability", "online");
    for (int i = 0; i < 20; ++i)
        device.write("x\n");
    device.write("1\n");
    await_count("weight/state", 1);
    await_stats([](const auto& now) {
        return now.at("ports").at("scale").at("quarantine").at("dropped").as_int64() == 20;
    });
    const std::string log = weir().log();
    const std::size_t first = log.find("quarantine: cannot write");
    EXPECT_NE(first, std::string::npos) << log;
    EXPECT_EQ(log.find("quarantine: cannot write", first + 1), std::string::npos) << log;
}

TEST_F(framing, bad_frames_are_published_a_pause_ends_frames) {
    pty& device = plug("meter");
    start(R"(
ports: { meter: { path: PTY/meter, frame: { idle: 50ms }, quarantine: { } } }
sources: { power: { port: meter, decode: { csv: { columns: [w] } } } }
)");
    await("power/availability", "online");
    device.write("17");
    await_count("power/state", 1);
    device.write("?");
    await_count("port/meter/bad", 1);
    const auto bad = json_of(last("port/meter/bad"));
    EXPECT_EQ(bad.at("reason"), "bad_number");
    EXPECT_EQ(bad.at("bytes"), "3f");
    device.write("18");
    await_count("power/state", 2);
    EXPECT_EQ(json_of(last("power/state")).at("w").to_number<double>(), 18);
}

}  // namespace
}  // namespace weir::test
