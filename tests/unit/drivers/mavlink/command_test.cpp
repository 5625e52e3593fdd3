#include "drivers/mavlink/command.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "drivers/text.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/mavlink_bytes.hpp"

namespace weir::mavlink {
namespace {

const command arm{400, 1, 1, 0, {1, 21196}};

TEST(mavlink_command, is_what_others_send) {
    const command interval{511, 0, 0, 0, {115, 5000}};
    EXPECT_EQ(to_hex(on_the_wire(version::two, 0, {0, 50}, interval)), to_hex(test::captured().command_long));
}

TEST(mavlink_command, is_written_in_both_versions) {
    const std::string payload = "0000803f 0098a546 00000000 00000000 00000000 00000000 00000000 9001 01 01";
    EXPECT_EQ(to_hex(on_the_wire(version::one, 7, {1, 1}, arm)),
              to_hex(test::mavlink_1(76, 152, payload + "00")));
    EXPECT_EQ(to_hex(on_the_wire(version::two, 7, {1, 1}, arm)), to_hex(test::mavlink_2(76, 152, payload)));
    const command nothing{0, 0, 0, 0, {}};
    EXPECT_EQ(to_hex(on_the_wire(version::two, 7, {1, 1}, nothing)), to_hex(test::mavlink_2(76, 152, "00")));
    const std::string as_we_send = on_the_wire(version::two, 255, {}, arm);
    EXPECT_EQ(to_hex(as_we_send.substr(0, 10)), "fd200000ffffbe4c0000");
}

TEST(mavlink_command, comes_back_through_framer_and_decoder) {
    command sent{20, 7, 0, 3, {1.5F, -2, 0, 1e9F, 0.1F, std::numeric_limits<float>::quiet_NaN(), -0.5F}};
    for (const version as : {version::one, version::two}) {
        for (unsigned sequence = 0; sequence < 256; ++sequence) {
            const std::string packet = on_the_wire(as, static_cast<std::uint8_t>(sequence), {}, sent);
            const auto frames = test::frames_of(*test::framer_of("mavlink", test::group({})), {packet});
            ASSERT_EQ(frames, std::vector{"<" + packet + ">"});
            ASSERT_EQ(test::decode(*test::decoder_of("mavlink"), packet),
                      "message='COMMAND_LONG' system=255 component=190 param1=1.5 param2=-2.0 param3=0.0 "
                      "param4=1e+09 param5=0.1 param6=null param7=-0.5 command=20 target_system=7 "
                      "target_component=0 confirmation=3");
        }
    }
}

TEST(mavlink_command, has_a_name_or_a_number) {
    EXPECT_EQ(command_number("MAV_CMD_COMPONENT_ARM_DISARM"), 400);
    EXPECT_EQ(command_number("MAV_CMD_NAV_TAKEOFF"), 22);
    EXPECT_EQ(command_number("400"), 400);
    EXPECT_EQ(command_number("65535"), 65535);
    for (const std::string_view none :
         {"", "65536", "-1", "4 ", "0x10", "MAV_CMD_", "mav_cmd_nav_land", "1.0"})
        EXPECT_EQ(command_number(none), std::nullopt) << none;
}

std::string show(const answer& found) {
    const std::string code(name_of(found.code));
    switch (found.what) {
        case answer::not_ours:
            return "not ours";
        case answer::good:
            return "good: " + code;
        case answer::in_progress:
            return "in progress" + (found.progress ? " " + std::to_string(*found.progress) : "");
        case answer::refused:
            break;
    }
    return "refused: " + code;
}

std::string ack(std::string_view payload, std::string_view flags_to_component = "00 00 07 01 01") {
    return test::mavlink_2(77, 143, payload, flags_to_component);
}

TEST(mavlink_command, understands_its_answer) {
    const struct {
        std::string frame;
        std::string_view expected;
    } table[] = {
        {test::mavlink_1(77, 143, "9001 00"), "good: accepted"},
        {ack("9001"), "good: accepted"},  // all zeros at the end are left out
        {ack("9001 01"), "refused: temporarily_rejected"},
        {ack("9001 02"), "refused: denied"},
        {ack("9001 03"), "refused: unsupported"},
        {ack("9001 04"), "refused: failed"},
        {ack("9001 05"), "in progress 0"},
        {ack("9001 05 2a"), "in progress 42"},
        {ack("9001 05 ff"), "in progress"},
        {ack("9001 06"), "refused: cancelled"},
        {ack("9001 07"), "refused: command_long_only"},
        {ack("9001 08"), "refused: command_int_only"},
        {ack("9001 09"), "refused: command_unsupported_mav_frame"},
        {ack("9001 0a"), "refused: unknown result"},
        {ack("9001 ff"), "refused: unknown result"},
        {ack("9001 00 00 00000000 ff be"), "good: accepted"},
        {ack("9001 00 00 00000000 ff 00"), "good: accepted"},
        {ack("9001 00 00 01020304 00 be"), "good: accepted"},
        {ack("9001 00 00 00000000 fe be"), "not ours"},  // to another ground station
        {ack("9001 00 00 00000000 ff bf"), "not ours"},
        {ack("9101 00"), "not ours"},
        {ack("9000 00"), "not ours"},
        {ack("9001 00", "00 00 07 02 01"), "not ours"},
        {ack("9001 00", "00 00 07 01 02"), "not ours"},
        {test::mavlink_2_signed(77, 143, "9001"), "good: accepted"},
        {test::mavlink_2(77, 144, "9001"), "not ours"},
        {test::mavlink_2(78, 143, "9001"), "not ours"},
        {test::captured().heartbeat_2, "not ours"},
        {on_the_wire(version::two, 0, {}, arm), "not ours"},  // our own echo
        {ack("9001") + "x", "not ours"},
        {"", "not ours"},
        {"text", "not ours"},
    };
    for (const auto& [frame, expected] : table)
        EXPECT_EQ(show(understand(arm, {}, frame)), expected) << to_hex(frame);
}

TEST(mavlink_command, takes_the_answer_of_any_when_it_is_to_all) {
    command to_all = arm;
    to_all.target_component = 0;
    EXPECT_EQ(show(understand(to_all, {}, ack("9001", "00 00 07 01 9a"))), "good: accepted");
    EXPECT_EQ(show(understand(to_all, {}, ack("9001", "00 00 07 02 9a"))), "not ours");
    to_all.target_system = 0;
    EXPECT_EQ(show(understand(to_all, {}, ack("9001", "00 00 07 02 9a"))), "good: accepted");
}

TEST(mavlink_command, takes_no_answer_with_a_wrong_bit) {
    for (const std::string& frame : {test::mavlink_1(77, 143, "9001 00"), ack("9001 00 00 00000000 ff be")}) {
        ASSERT_EQ(show(understand(arm, {}, frame)), "good: accepted");
        for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
            std::string broken = frame;
            broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
            EXPECT_EQ(show(understand(arm, {}, broken)), "not ours") << bit;
        }
        for (std::size_t size = 0; size < frame.size(); ++size)
            EXPECT_EQ(show(understand(arm, {}, frame.substr(0, size))), "not ours") << size;
    }
}

}  // namespace
}  // namespace weir::mavlink
