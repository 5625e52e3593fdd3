#include "drivers/mavlink/messages.hpp"

#include <gtest/gtest.h>
#include <set>

#include "drivers/text.hpp"

namespace weir::mavlink {
namespace {

// As the generated libraries of the common message set publish them.
TEST(mavlink_messages, have_the_published_checksums_and_sizes) {
    const struct {
        std::string_view name;
        std::uint32_t id;
        unsigned crc_extra;
        unsigned least_size;
        unsigned size;
    } table[] = {
        {"HEARTBEAT", 0, 50, 9, 9},
        {"SYS_STATUS", 1, 124, 31, 43},
        {"SYSTEM_TIME", 2, 137, 12, 12},
        {"GPS_RAW_INT", 24, 24, 30, 52},
        {"ATTITUDE", 30, 39, 28, 28},
        {"LOCAL_POSITION_NED", 32, 185, 28, 28},
        {"GLOBAL_POSITION_INT", 33, 104, 28, 28},
        {"VFR_HUD", 74, 20, 20, 20},
        {"COMMAND_LONG", 76, 152, 33, 33},
        {"COMMAND_ACK", 77, 143, 3, 10},
        {"RADIO_STATUS", 109, 185, 9, 9},
        {"DISTANCE_SENSOR", 132, 85, 14, 39},
        {"BATTERY_STATUS", 147, 154, 36, 54},
        {"HOME_POSITION", 242, 104, 52, 60},
        {"STATUSTEXT", 253, 83, 51, 54},
    };
    ASSERT_EQ(std::size(table), messages.size());
    for (const auto& [name, id, crc_extra, least_size, size] : table) {
        const message* const found = find_message(id);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(found->name, name);
        EXPECT_EQ(found->crc_extra, crc_extra) << name;
        EXPECT_EQ(found->least_size, least_size) << name;
        EXPECT_EQ(found->size, size) << name;
    }
    EXPECT_EQ(find_message(22), nullptr);
    EXPECT_EQ(find_message(0x010000), nullptr);
}

TEST(mavlink_messages, have_fields_with_names_of_their_own) {
    for (const message& each : messages) {
        std::set<std::string_view> names{"message", "system", "component", "ts", "seq", "quality", "clock"};
        for (const message_field& field : each.fields) {
            const bool again = field.first > 0;  // the rest of an array
            if (!field.as.empty() && !again) {
                EXPECT_TRUE(names.insert(field.as).second) << each.name << " " << field.as;
            }
            if (!field.flag.empty()) {
                EXPECT_TRUE(names.insert(field.flag).second) << field.flag;
            }
            if (!field.sum.empty() && !again) {
                EXPECT_TRUE(names.insert(field.sum).second) << field.sum;
            }
            EXPECT_NE(field.per, 0) << field.as;
        }
    }
}

TEST(mavlink_messages, are_refused_in_another_order_than_the_wires) {
    static constexpr std::array wrong{fields::plain(value_type::u8, "a"),
                                      fields::plain(value_type::u16, "b")};
    static constexpr std::array between{fields::extension(fields::plain(value_type::u8, "a")),
                                        fields::plain(value_type::u8, "b")};
    static constexpr std::array right{fields::plain(value_type::u16, "a"), fields::plain(value_type::u8, "b"),
                                      fields::extension(fields::plain(value_type::u32, "c"))};
    EXPECT_FALSE(is_in_wire_order(defined(1, "X", wrong)));
    EXPECT_FALSE(is_in_wire_order(defined(1, "X", between)));
    EXPECT_TRUE(is_in_wire_order(defined(1, "X", right)));
}

// Greg Cook's catalogue: CRC-16/MCRF4XX.
TEST(mavlink_crc, has_the_catalogues_check_value) {
    static_assert(crc_with(crc_start, "123456789") == 0x6F91);
}

TEST(mavlink_crc, knows_what_one_more_byte_can_make_of_it) {
    const std::uint16_t crc = crc_with(crc_start, "123456789");
    unsigned possible = 0;
    for (unsigned said = 0; said < 0x10000; ++said)
        possible += crc_may_become(crc, static_cast<std::uint16_t>(said)) ? 1 : 0;
    EXPECT_EQ(possible, 256u);
    for (unsigned byte = 0; byte < 256; ++byte)
        EXPECT_TRUE(crc_may_become(crc, crc_with(crc, static_cast<std::uint8_t>(byte))));
}

}  // namespace
}  // namespace weir::mavlink
