#include <algorithm>
#include <cstdint>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class bad_lines : public scene {
protected:
    std::vector<std::string> samples_of(const std::string& source, const char* field) const {
        std::vector<std::string> all;
        for (const auto& payload : payloads(source + "/state")) {
            all.push_back(boost::json::serialize(json_of(payload).at(field)));
        }
        return all;
    }
    // How many were counted as `reason`, wherever it was noticed.
    static int count(const boost::json::object& stats, std::string_view reason) {
        std::int64_t sum = 0;
        for (const char* section : {"sources", "ports"}) {
            for (const auto& [name, each] : stats.at(section).as_object()) {
                const auto& bad = each.at("bad").as_object();
                if (const auto* found = bad.if_contains(reason)) sum += found->as_int64();
            }
        }
        return static_cast<int>(sum);
    }
    void await_counted(const std::string& reason, int number) {
        const auto stats = await_stats([&](const auto& now) { return count(now, reason) >= number; });
        EXPECT_EQ(count(stats, reason), number) << reason;
    }
};

TEST_F(bad_lines, are_counted_by_reason_and_harm_no_good_one) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: { csv: { columns: [t, h] } } } }
)",
          "stats: 1s");
    await("climate/availability", "online");

    device.write("1,41\n");
    device.write("2\n");          // a column is missing
    device.write("2,41,7\n");     // one too many
    device.write("2x,41\n");      // no number
    device.write("nan,1e999\n");  // none either
    device.write(std::string(6000, '7') + "\n");
    device.write("3,41\n");

    await_count("climate/state", 2);
    EXPECT_THAT(samples_of("climate", "seq"), ::testing::ElementsAre("1", "2"));
    EXPECT_EQ(json_of(last("climate/state")).at("t").to_number<double>(), 3);
    await_counted("wrong_columns", 2);
    await_counted("bad_number", 2);
    await_counted("too_long", 1);
}

TEST_F(bad_lines, of_a_receiver_are_refused_by_their_checksums) {
    pty& device = plug("gps");
    start(R"(
ports: { gps: { path: PTY/gps } }
sources: { position: { port: gps, decode: { nmea: { epoch: false } } } }
)",
          "stats: 1s");
    await("position/availability", "online");

    device.write("$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n");
    device.write("$GPGLL,4916.45,N,12311.12,W,225444,A,*1E\r\n");
    device.write("$GPGLL,4916.45,N,12311.12,W,225444,A,\r\n");
    device.write("$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n");

    await_count("position/state", 2);
    await_counted("bad_checksum", 2);
    EXPECT_THAT(samples_of("position", "seq"), ::testing::ElementsAre("1", "2"));
}

TEST_F(bad_lines, of_text_are_refused_when_they_are_no_utf8) {
    pty& device = plug("scale");
    start(R"(
ports: { scale: { path: PTY/scale } }
sources: { weight: { port: scale, decode: text } }
)",
          "stats: 1s");
    await("weight/availability", "online");

    device.write("12 µg\n");
    device.write("12 \xb5g\n");      // Latin-1
    device.write("\xed\xa0\x80\n");  // a surrogate
    device.write("\xc0\xaf\n");      // not the shortest form
    device.write("13 µg\n");

    await_count("weight/state", 2);
    EXPECT_THAT(samples_of("weight", "value"), ::testing::ElementsAre("\"12 µg\"", "\"13 µg\""));
    await_counted("not_utf8", 3);
}

TEST_F(bad_lines, may_be_any_noise_at_all) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: { csv: { columns: [t, h] } } } }
)",
          "stats: 1s");
    await("climate/availability", "online");

    std::uint32_t state = 12345;
    std::string noise;
    while (noise.size() < 200'000)
        noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    device.write(noise + "\n");
    device.write("3,41\n");

    await_count("climate/state", 1);
    EXPECT_EQ(json_of(last("climate/state")).at("t").as_int64(), 3) << "noise never makes a sample";
    EXPECT_TRUE(weir().child().running());
    const std::string log = weir().log();
    EXPECT_LT(std::count(log.begin(), log.end(), '\n'), 40) << "one line an interval for each reason:\n"
                                                            << log;
}

}  // namespace
}  // namespace weir::test
