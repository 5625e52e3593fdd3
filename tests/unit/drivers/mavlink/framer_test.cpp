#include <algorithm>
#include <gtest/gtest.h>

#include "drivers/mavlink/packet.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/mavlink_bytes.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

std::unique_ptr<framer> mavlink() {
    return framer_of("mavlink", group({}));
}
std::string whole(std::string_view packet) {
    return "<" + std::string(packet) + ">";
}
std::string refused(std::string_view reason, std::string_view bytes) {
    return std::string(reason) + " <" + std::string(bytes) + ">";
}
strings all(std::string_view stream) {
    return frames_of(*mavlink(), {stream}, rejects::with_bytes);
}

const captured real;
const std::string heartbeat_payload = "05000000 02 03 59 03 03";
const std::string signed_heartbeat = mavlink_2_signed(0, 50, heartbeat_payload);

TEST(mavlink_framer, takes_packets_of_both_versions_mixed) {
    EXPECT_EQ(all(real.heartbeat_1 + real.heartbeat_2 + signed_heartbeat + real.command_long + real.tracker),
              (strings{whole(real.heartbeat_1), whole(real.heartbeat_2), whole(signed_heartbeat),
                       whole(real.command_long), whole(real.tracker)}));
    const std::string longest = mavlink_2_signed(0, 50, std::string(510, 'f'));
    ASSERT_EQ(longest.size(), mavlink::most_packet);
    EXPECT_EQ(all(longest), strings{whole(longest)});
    const std::string empty = mavlink_2(0, 50, "");
    EXPECT_EQ(all(empty), strings{whole(empty)});
}

TEST(mavlink_framer, takes_messages_that_nobody_told_it) {
    EXPECT_EQ(all(real.param_value_1 + real.param_value_2 + real.heartbeat_1),
              (strings{whole(real.param_value_1), whole(real.param_value_2), whole(real.heartbeat_1)}));
}

TEST(mavlink_framer, says_what_it_skipped_and_goes_on_with_the_next_packet) {
    const std::string other_seed = mavlink_2(0, 51, heartbeat_payload);
    const std::string strange_flag = mavlink_2(0, 50, heartbeat_payload, "02 00 07 01 01");
    const std::string short_first = mavlink_1(0, 50, "05000000 02 03 59 03");
    const struct {
        std::string bad;
        std::string reason;
    } table[] = {
        {bytes("00"), "out_of_step"},
        {"garbage", "out_of_step"},
        {bytes("2e73"), "out_of_step"},
        {other_seed, "bad_checksum"},
        {strange_flag, "bad_encoding"},
        {short_first, "bad_encoding"},
        {bytes("fe"), "bad_checksum"},  // whose payload would be 0xFE bytes
        {bytes("fe ff 01 01 01"), "bad_checksum"},
    };
    const std::string next = mavlink_1(0, 50, heartbeat_payload);
    for (const auto& [bad, reason] : table) {
        std::string stream = bad;
        for (int i = 0; i < 20; ++i)
            stream += next;
        const auto found = all(stream);
        ASSERT_FALSE(found.empty()) << reason;
        EXPECT_TRUE(found.front().starts_with(reason)) << to_hex(bad) << ": " << found.front().substr(0, 20);
        EXPECT_EQ(found.front(), refused(reason, bad));
        EXPECT_EQ(strings(found.begin() + 1, found.end()), strings(20, whole(next))) << to_hex(bad);
    }
}

TEST(mavlink_framer, finds_a_packet_within_one_that_is_none) {
    const std::string hull = bytes("fd 15 00 00 01 01 01 000000") + real.heartbeat_2 + bytes("0000");
    EXPECT_EQ(all(hull + real.heartbeat_1),
              (strings{refused("bad_checksum", hull.substr(0, 10)), whole(real.heartbeat_2),
                       refused("out_of_step", bytes("0000")), whole(real.heartbeat_1)}));
}

TEST(mavlink_framer, does_not_care_how_the_stream_is_cut) {
    const std::string stream = real.heartbeat_1 + "xx" + real.param_value_1 + signed_heartbeat +
                               bytes("fd 01 fd") + real.command_long + real.heartbeat_2.substr(0, 15) +
                               real.heartbeat_2;
    const auto expected = all(stream);
    EXPECT_EQ(expected.size(), 8u);
    for (std::size_t first = 0; first <= stream.size(); ++first) {
        EXPECT_EQ(frames_of(*mavlink(), {stream.substr(0, first), stream.substr(first)}, rejects::with_bytes),
                  expected)
            << first;
    }
    for (std::size_t size = 1; size < 40; ++size)
        EXPECT_EQ(frames_of(*mavlink(), chunked(stream, size, size), rejects::with_bytes), expected) << size;
}

TEST(mavlink_framer, takes_no_packet_with_a_wrong_bit_and_loses_none_behind_it) {
    const std::string tail = real.tracker + real.tracker;
    for (const std::string& packet : {real.heartbeat_1, real.heartbeat_2, real.command_long}) {
        for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
            std::string broken = packet;
            broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
            std::string stream = broken;
            for (std::size_t size = 0; size < mavlink::most_packet; size += tail.size())
                stream += tail;
            const auto found = all(stream);
            EXPECT_EQ(std::count(found.begin(), found.end(), whole(packet)), 0) << bit;
            EXPECT_FALSE(found.front().starts_with('<')) << to_hex(broken);
            EXPECT_EQ(found.back(), whole(real.tracker)) << bit;
        }
    }
}

TEST(mavlink_framer, gives_up_what_a_pause_interrupts) {
    const auto by = mavlink();
    strings found;
    feed(*by, real.heartbeat_2.substr(0, 12), at(0), found, rejects::with_bytes);
    EXPECT_EQ(found, strings{});
    EXPECT_EQ(by->due(), at(500));
    feed(*by, real.heartbeat_1, at(600), found, rejects::with_bytes);
    EXPECT_EQ(found,
              (strings{refused("incomplete", real.heartbeat_2.substr(0, 12)), whole(real.heartbeat_1)}));
    EXPECT_EQ(by->due(), never);
    const auto slow = framer_of("mavlink", group({}), group({{"gap", time(2s)}}));
    found.clear();
    feed(*slow, real.heartbeat_2.substr(0, 12), at(0), found);
    feed(*slow, real.heartbeat_2.substr(12), at(600), found);
    EXPECT_EQ(found, strings{whole(real.heartbeat_2)});
}

TEST(mavlink_framer, forgets_what_was_unfinished_and_knows_when_a_frame_began) {
    const auto by = mavlink();
    strings found;
    feed(*by, real.heartbeat_2.substr(0, 12), at(0), found);
    by->reset();
    feed(*by, real.heartbeat_1.substr(0, 3), at(10), found);
    by->feed(std::string_view(real.heartbeat_1).substr(3), at(20));
    const auto one = by->next();
    EXPECT_EQ(one.what, framer::complete);
    EXPECT_EQ(one.frame.arrived, at(10));
    EXPECT_EQ(found, strings{});
}

TEST(mavlink_framer, needs_no_memory_in_the_steady_state) {
    const auto by = mavlink();
    const auto run = [&] {
        by->feed(real.heartbeat_2, at(0));
        while (by->next().what != framer::more) {
        }
    };
    for (int i = 0; i < 100; ++i)
        run();
    const std::size_t before = allocations();
    for (int i = 0; i < 100; ++i)
        run();
    EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace weir::test
