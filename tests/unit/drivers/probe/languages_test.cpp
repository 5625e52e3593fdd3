#include <fmt/core.h>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "drivers/probe/guesser.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"
#include "tests/support/modbus_bytes.hpp"
#include "tests/support/telegrams.hpp"
#include "tests/support/wrong_rate.hpp"

namespace weir::test {
namespace {

using probing::certainty;
using probing::guess;

// What a device sends, a message each 100 ms, and what is to be found out of it.
struct spoken {
    std::string name;
    std::string (*message)(int);
    std::string frame;
    std::string decode;
    certainty at_least = certainty::sure;
};

std::string gps(int n) {
    return nmea(fmt::format("GPRMC,1235{:02},A,4807.0{:02},N,01131.000,E,022.4,084.4,230394,003.1,W", n, n)) +
           "\r\n" +
           nmea(fmt::format("GPGGA,1235{:02},4807.0{:02},N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", n, n)) +
           "\r\n";
}

std::string bus(int n) {
    return rtu("01 03 0010 0002") + rtu(fmt::format("01 03 04 41{:02x} 00{:02x}", 3 * n, n));
}

// Two senders' heartbeats, as captured.
std::string drone(int n) {
    constexpr std::string_view one = "fd 09 00 00 ef 01 02 000000 05000000 02 03 59 03 03 2e73";
    constexpr std::string_view other = "fd 09 00 00 07 2a 96 000000 44000000 05 03 2d 0d 02 7efd";
    return bytes(n % 2 == 0 ? one : other);
}

std::string content(int n) {
    return bytes(fmt::format("a5 {:02x} 00 c0 db 17 {:02x} 03 e8 {:02x}", n, 7 * n % 256, 91 * n % 256));
}

std::string both_signs(int n) {
    return fmt::format("T: {}.5, H: {}\n", n, 40 + n);
}

const std::vector<spoken>& languages() {
    static const std::vector<spoken> all{
        {"nmea", gps, "", "nmea"},
        {"dsmr", [](int) { return sealed(dsmr_5_frame); }, "", "dsmr"},
        {"mavlink", drone, "", "mavlink"},
        {"modbus-rtu", bus, "modbus-rtu", ""},
        {"cobs", [](int n) { return cobs(with_crc16(content(n))); }, "{ cobs: {}, checksum: crc16-x25 }", ""},
        {"slip", [](int n) { return slip(with_crc16(content(n))); }, "{ slip: {}, checksum: crc16-x25 }", ""},
        {"cobs alone", [](int n) { return cobs(content(n)); }, "cobs", "", certainty::likely},
        {"slip alone", [](int n) { return slip(content(n)); }, "slip", "", certainty::a_guess},
        {"senml", [](int n) { return fmt::format("[{{\"n\":\"t\",\"u\":\"Cel\",\"v\":{}.5}}]\r\n", n); }, "",
         "senml"},
        {"json", [](int n) { return fmt::format("{{\"t\":{}.5,\"ok\":true}}\n", n); }, "", "json"},
        {"kv", [](int n) { return fmt::format("temp={}.5 state=on\n", n); }, "", "kv", certainty::likely},
        {"kv with colons", both_signs, "", "{ kv: { assign: \":\" } }", certainty::likely},
        {"csv", [](int n) { return fmt::format("{}.5,{},ok\r\n", n, 40 + n); }, "",
         "{ csv: { columns: [c1, c2, { name: c3, type: text }] } }", certainty::likely},
        {"csv with semicolons", [](int n) { return fmt::format("{}.5;{}\n", n, 40 + n); }, "",
         "{ csv: { columns: [c1, c2], delimiter: \";\" } }", certainty::likely},
        {"csv with tabs", [](int n) { return fmt::format("{}.5\t{}\r", n, 40 + n); },
         "{ delimiter: \"\\r\" }", "{ csv: { columns: [c1, c2], delimiter: \"\\t\" } }", certainty::likely},
        {"numbers", [](int n) { return fmt::format("{}.25\n", 1000 + n); }, "", "{ text: { type: number } }",
         certainty::likely},
        {"text", [](int n) { return fmt::format("Door {} is open, nobody is near\n", n); }, "", "text",
         certainty::likely},
    };
    return all;
}

constexpr std::uint32_t rates[] = {4800, 9600, 115200};

// What 30 messages at `sent` Bd are to receivers at all three rates: the best guess of each.
struct best_of_rates {
    std::uint32_t rate = 0;
    guess made;
    double second = 0;  // the best score at another rate

    best_of_rates(const spoken& device, std::uint32_t sent, framing_error on_error) {
        for (const std::uint32_t rate_of_ours : rates) {
            guesser heard;
            for (int n = 0; n < 30; ++n) {
                const std::string got = received_at(rate_of_ours, device.message(n), sent, on_error);
                if (!got.empty()) heard.feed(got, at(100 * n));
            }
            const auto all = heard.judge();
            if (all.empty()) continue;
            const bool better = all.front().score > made.score;
            second = std::max(second, better ? made.score : all.front().score);
            if (!better) continue;
            made = all.front();
            rate = rate_of_ours;
        }
    }
};

class probing_of : public ::testing::TestWithParam<std::size_t> {};

TEST_P(probing_of, finds_language_and_rate) {
    const spoken& device = languages()[GetParam()];
    for (const std::uint32_t sent : rates) {
        for (const framing_error on_error : {framing_error::drops, framing_error::is_null}) {
            const best_of_rates best(device, sent, on_error);
            const std::string shown =
                fmt::format("{} at {}: {} {}, score {}, good {}, bad {}, second {}", device.name, sent,
                            best.made.language, name_of(best.made.how), best.made.score, best.made.good,
                            best.made.bad, best.second);
            EXPECT_EQ(best.rate, sent) << shown;
            EXPECT_EQ(best.made.frame, device.frame) << shown;
            EXPECT_EQ(best.made.decode, device.decode) << shown;
            EXPECT_GE(best.made.how, device.at_least) << shown;
            EXPECT_LT(best.second, best.made.score * 0.6) << shown;
            EXPECT_EQ(best.made.samples.size(), device.decode.empty() ? 0U : 3U) << shown;
        }
    }
}

std::string test_name(const ::testing::TestParamInfo<std::size_t>& of) {
    std::string name = languages()[of.param].name;
    for (char& c : name)
        if (c == ' ' || c == '-') c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(each, probing_of, ::testing::Range(std::size_t{0}, languages().size()), test_name);

TEST(probing_languages, are_found_from_the_middle_of_a_message_and_in_any_pieces) {
    for (const spoken& device : languages()) {
        std::string stream;
        for (int n = 0; n < 30; ++n)
            stream += device.message(n);
        for (const std::size_t size : {1U, 7U, 64U}) {
            guesser heard;
            for (std::size_t begin = 5; begin < stream.size(); begin += size)
                heard.feed(std::string_view(stream).substr(begin, size),
                           at(static_cast<std::int64_t>(begin)));
            const auto all = heard.judge();
            ASSERT_FALSE(all.empty()) << device.name;
            EXPECT_EQ(all.front().decode, device.decode) << device.name;
            EXPECT_EQ(all.front().frame, device.frame) << device.name;
        }
    }
}

}  // namespace
}  // namespace weir::test
