#include <gtest/gtest.h>
#include <random>

#include "drivers/mavlink/messages.hpp"
#include "drivers/mavlink/read.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/mavlink_bytes.hpp"
#include "tests/unit/drivers/mavlink/readings.hpp"

namespace weir::test {
namespace {

std::string decoded(std::string_view packet, setting options = group({})) {
    return decode(*decoder_of("mavlink", std::move(options)), packet);
}

const captured real;

TEST(mavlink_decoder, reads_what_others_sent) {
    EXPECT_EQ(decoded(real.heartbeat_1),
              "message='HEARTBEAT' system=1 component=2 custom_mode=5 type='quadrotor' "
              "autopilot='ardupilotmega' base_mode=89 armed=false system_status='standby'");
    EXPECT_EQ(decoded(real.heartbeat_2), decoded(real.heartbeat_1));
    EXPECT_EQ(decoded(real.tracker),
              "message='HEARTBEAT' system=42 component=150 custom_mode=68 type='antenna_tracker' "
              "autopilot='ardupilotmega' base_mode=45 armed=false system_status=13");
    EXPECT_EQ(decoded(real.command_long),
              "message='COMMAND_LONG' system=0 component=50 param1=115.0 param2=5000.0 param3=0.0 param4=0.0 "
              "param5=0.0 param6=0.0 param7=0.0 command=511 target_system=0 target_component=0 "
              "confirmation=0");
    EXPECT_EQ(decoded(real.param_value_1), "nothing");
    EXPECT_EQ(decoded(real.param_value_2), "nothing");
}

TEST(mavlink_decoder, reads_each_message_in_both_versions) {
    for (const auto& [id, crc_extra, payload, expected] : readings) {
        EXPECT_EQ(decoded(mavlink_1(id, crc_extra, payload)), expected);
        EXPECT_EQ(decoded(mavlink_2(id, crc_extra, payload)), expected);
        EXPECT_EQ(decoded(mavlink_2_signed(id, crc_extra, payload)), expected);
    }
}

TEST(mavlink_decoder, fills_in_the_zeros_that_version_2_leaves_out) {
    for (const auto& [id, crc_extra, payload, expected] : readings) {
        std::string cut = to_hex(bytes(payload));
        while (cut.size() > 2 && cut.ends_with("00"))
            cut.resize(cut.size() - 2);
        EXPECT_EQ(decoded(mavlink_2(id, crc_extra, cut)), expected);
        // What a later edition of the message has beyond is left out.
        std::string longer = to_hex(bytes(payload));
        longer.resize(std::size_t{2} * mavlink::find_message(id)->size, '0');
        EXPECT_EQ(decoded(mavlink_2(id, crc_extra, longer + "abcdef")), expected);
    }
    EXPECT_EQ(decoded(mavlink_2(0, 50, "")),
              "message='HEARTBEAT'" + one +
                  "custom_mode=0 type='generic' autopilot='generic' base_mode=0 armed=false "
                  "system_status='uninit'");
    EXPECT_EQ(decoded(mavlink_2(253, 83, "04")),
              "message='STATUSTEXT'" + one + "severity='warning' text='' text_id=null chunk=0");
}

TEST(mavlink_decoder, refuses_what_is_no_packet) {
    const struct {
        std::string packet;
        std::string_view expected;
    } table[] = {
        {"", "incomplete"},
        {"text", "out_of_step"},
        {bytes("fe"), "incomplete"},
        {real.heartbeat_2 + "x", "bad_syntax"},
        {real.heartbeat_2 + real.heartbeat_2, "bad_syntax"},
        {mavlink_2(0, 51, "05000000 02 03 59 03 03"), "bad_checksum"},
        {mavlink_2(0, 50, "05000000 02 03 59 03 03", "80 00 07 01 01"), "bad_encoding"},
        {mavlink_2(0, 50, "05000000 02 03 59 03 03", "03 00 07 01 01"), "bad_encoding"},
        {mavlink_1(0, 50, "05000000 02 03 59 03"), "bad_encoding"},
        {mavlink_2(0, 50, "05000000 02 03 59 03 03", "00 ff 07 01 01").replace(3, 1, 1, '\0'),
         "bad_checksum"},
    };
    for (const auto& [packet, expected] : table)
        EXPECT_EQ(decoded(packet), expected) << to_hex(packet);
    for (const std::string& packet : {real.heartbeat_1, real.command_long, real.param_value_1}) {
        for (std::size_t size = 0; size < packet.size(); ++size)
            EXPECT_EQ(decoded(packet.substr(0, size)), "incomplete") << size;
    }
    const std::string unknown_compat = mavlink_2(0, 50, "05000000 02 03 59 03 03", "00 ff 07 01 01");
    EXPECT_TRUE(decoded(unknown_compat).starts_with("message='HEARTBEAT'"));
}

TEST(mavlink_decoder, makes_no_sample_of_a_packet_with_wrong_bits) {
    const auto by = decoder_of("mavlink");
    for (const auto& each : readings) {
        for (const std::string& packet : {mavlink_1(each.id, each.crc_extra, each.payload),
                                          mavlink_2(each.id, each.crc_extra, each.payload)}) {
            for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
                std::string broken = packet;
                broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
                const std::string found = decode(*by, broken);
                EXPECT_EQ(found.find("message="), found.npos) << to_hex(broken);
            }
            for (std::size_t at = 0; at < packet.size(); ++at) {
                std::string broken = packet;
                broken[at] = static_cast<char>(~broken[at]);
                const std::string found = decode(*by, broken);
                EXPECT_EQ(found.find("message="), found.npos) << to_hex(broken);
            }
        }
    }
}

TEST(mavlink_decoder, finds_most_of_the_wrong_checksums_of_messages_that_it_does_not_know) {
    const auto by = decoder_of("mavlink");
    std::mt19937 random(1);
    int taken = 0;
    for (int i = 0; i < 10'000; ++i) {
        std::string broken = real.param_value_1;
        broken.replace(broken.size() - 2, 2, {static_cast<char>(random()), static_cast<char>(random())});
        taken += decode(*by, broken) == "nothing" ? 1 : 0;
    }
    EXPECT_GT(taken, 0);
    EXPECT_LT(taken, 100);
}

TEST(mavlink_decoder, takes_the_messages_and_the_sender_that_are_asked_for) {
    const auto only = [](setting::list messages) { return group({{"messages", list(std::move(messages))}}); };
    EXPECT_NE(decoded(real.heartbeat_1, only({text("HEARTBEAT")})), "nothing");
    EXPECT_NE(decoded(real.heartbeat_1, only({text("ATTITUDE"), text("HEARTBEAT")})), "nothing");
    EXPECT_EQ(decoded(real.heartbeat_1, only({text("ATTITUDE")})), "nothing");
    EXPECT_NE(decoded(real.heartbeat_1, group({{"system", integer(1)}})), "nothing");
    EXPECT_EQ(decoded(real.heartbeat_1, group({{"system", integer(2)}})), "nothing");
    EXPECT_NE(decoded(real.heartbeat_1, group({{"component", integer(2)}})), "nothing");
    EXPECT_EQ(decoded(real.heartbeat_1, group({{"component", integer(1)}})), "nothing");
    EXPECT_NE(decoded(real.heartbeat_1, group({{"system", integer(1)}, {"component", integer(2)}})),
              "nothing");
    const std::string wrong = mavlink_2(30, 40, "01");
    EXPECT_EQ(decoded(wrong, only({text("HEARTBEAT")})), "bad_checksum");
}

TEST(mavlink_decoder, wants_its_framer_and_keeps_its_frames_time) {
    const auto use = use_of(decoders(), "mavlink");
    EXPECT_EQ(static_cast<const decoder_kind&>(*use.kind).framer, "mavlink");
    sample out;
    EXPECT_EQ(decoder_of("mavlink")->decode({real.heartbeat_1, at(7)}, out).what, decoder::sampled);
    EXPECT_EQ(out.arrived, at(7));
}

TEST(mavlink_decoder, needs_no_memory_in_the_steady_state) {
    const auto by = decoder_of("mavlink");
    std::vector<std::string> packets;
    for (const auto& each : readings)
        packets.push_back(mavlink_2(each.id, each.crc_extra, each.payload));
    packets.pop_back();  // a text that is none
    for (const std::string& packet : packets) {
        sample out;
        const auto run = [&] {
            out.clear();
            by->decode({packet, at(0)}, out);
        };
        run();
        const std::size_t before = allocations();
        for (int i = 0; i < 10; ++i)
            run();
        EXPECT_EQ(allocations(), before) << show(out);
    }
}

}  // namespace
}  // namespace weir::test
