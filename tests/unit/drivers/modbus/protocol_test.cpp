#include "drivers/modbus/protocol.hpp"

#include <gtest/gtest.h>

#include "drivers/modbus/answer.hpp"
#include "drivers/modbus/timing.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::modbus {
namespace {

using namespace std::chrono_literals;
using test::bytes;

// The examples of MODBUS Application Protocol V1.1b3, section 6, whose addresses are one less than the names.
TEST(modbus_request, is_what_the_standard_shows) {
    const struct {
        request what;
        std::string_view pdu;
    } table[] = {
        {read(17, table::coil, 19, 19), "01 0013 0013"},
        {read(17, table::discrete, 196, 22), "02 00c4 0016"},
        {read(17, table::holding, 107, 3), "03 006b 0003"},
        {read(17, table::input, 8, 1), "04 0008 0001"},
        {write_coil(17, 172, true, false), "05 00ac ff00"},
        {write_coil(17, 172, false, false), "05 00ac 0000"},
        {write_coil(17, 172, true, true), "0f 00ac 0001 01 01"},
        {write_coil(17, 172, false, true), "0f 00ac 0001 01 00"},
        {write_registers(17, 1, bytes("0003"), false), "06 0001 0003"},
        {write_registers(17, 1, bytes("0003"), true), "10 0001 0001 02 0003"},
        {write_registers(17, 1, bytes("000a 0102"), false), "10 0001 0002 04 000a 0102"},
        {read(17, table::holding, 65535, 1), "03 ffff 0001"},
    };
    for (const auto& [what, pdu] : table) {
        const std::string unit_and_pdu = "11" + std::string(pdu);
        EXPECT_EQ(to_hex(on_the_wire(transport::rtu, 7, what)), to_hex(test::rtu(unit_and_pdu))) << pdu;
        EXPECT_EQ(to_hex(on_the_wire(transport::tcp, 0x1501, what)), to_hex(test::tcp(0x1501, unit_and_pdu)))
            << pdu;
    }
}

// Of Modbus over Serial Line V1.02 (6.2.2: 0x1241 is sent as 41 12), and frames that are widely printed.
TEST(modbus_request, has_the_checksum_of_rtu_low_byte_first) {
    EXPECT_EQ(crc16(bytes("02 07")), 0x1241);
    EXPECT_EQ(crc16("123456789"), 0x4B37);  // the check value of CRC-16/MODBUS
    EXPECT_EQ(to_hex(on_the_wire(transport::rtu, 0, read(1, table::holding, 0, 10))), "01030000000ac5cd");
    EXPECT_EQ(to_hex(on_the_wire(transport::rtu, 0, read(17, table::holding, 107, 3))), "1103006b00037687");
}

TEST(modbus_request, to_all_is_not_answered_on_a_serial_line) {
    const request all = write_coil(broadcast, 1, true, false);
    EXPECT_FALSE(is_answered(transport::rtu, all));
    EXPECT_TRUE(is_answered(transport::tcp, all));
    EXPECT_TRUE(is_answered(transport::rtu, write_coil(1, 1, true, false)));
}

TEST(modbus_request, goes_the_way_that_the_framer_names) {
    EXPECT_EQ(transport_of("modbus-rtu"), transport::rtu);
    EXPECT_EQ(transport_of("modbus-tcp"), transport::tcp);
    EXPECT_EQ(transport_of("line"), std::nullopt);
}

std::string shown(const answer& what) {
    if (what.what == answer::not_ours) return "not ours";
    if (what.what == answer::exception) return std::string(name_of(what.code));
    return "good " + to_hex(what.data);
}

TEST(modbus_answer, is_what_was_asked_for_or_not_ours) {
    const request coils = read(17, table::coil, 19, 19);
    const request registers = read(17, table::holding, 107, 3);
    const request coil = write_coil(17, 172, true, false);
    const request one = write_registers(17, 1, bytes("0003"), false);
    const request two = write_registers(17, 1, bytes("000a 0102"), false);
    const request many = write_coil(17, 19, true, true);
    const struct {
        const request& asked;
        std::string_view frame;
        std::string_view expected;
    } table[] = {
        {coils, "11 01 03 cd6b05", "good cd6b05"},
        {coils, "11 01 02 cd6b", "not ours"},
        {coils, "11 01 04 cd6b0500", "not ours"},
        {coils, "11 01 03 cd6b", "not ours"},
        {coils, "11 02 03 cd6b05", "not ours"},
        {registers, "11 03 06 022b00000064", "good 022b00000064"},
        {registers, "11 03 06 022b0000006400", "not ours"},
        {registers, "11 03 04 022b0000", "not ours"},
        {registers, "12 03 06 022b00000064", "not ours"},
        {registers, "11 04 06 022b00000064", "not ours"},
        {registers, "11 83 02", "illegal data address"},
        {registers, "11 83 0b", "gateway target device failed to respond"},
        {registers, "11 83 09", "unknown exception"},
        {registers, "11 83 0202", "not ours"},
        {registers, "11 83", "not ours"},
        {registers, "11 84 02", "not ours"},
        {registers, "12 83 02", "not ours"},
        {registers, "11 03", "not ours"},
        {registers, "11", "not ours"},
        {registers, "", "not ours"},
        {coil, "11 05 00ac ff00", "good "},
        {coil, "11 05 00ac 0000", "not ours"},
        {coil, "11 05 00ad ff00", "not ours"},
        {coil, "11 85 04", "server device failure"},
        {one, "11 06 0001 0003", "good "},
        {one, "11 06 0001 0004", "not ours"},
        {one, "11 06 0001 000300", "not ours"},
        {one, "11 10 0001 0001", "not ours"},
        {two, "11 10 0001 0002", "good "},
        {two, "11 10 0001 0001", "not ours"},
        {two, "11 10 0002 0002", "not ours"},
        {two, "11 90 06", "server device busy"},
        {many, "11 0f 0013 0001", "good "},
        {many, "11 0f 0013 000a", "not ours"},
    };
    for (const auto& [asked, hex, expected] : table) {
        const std::string frame = bytes(hex);
        EXPECT_EQ(shown(understand(transport::rtu, 9, asked, frame)), expected) << hex;
        EXPECT_EQ(shown(understand(transport::tcp, 0x0102, asked, bytes("0102") + frame)), expected) << hex;
        EXPECT_EQ(shown(understand(transport::tcp, 0x0102, asked, bytes("0103") + frame)), "not ours") << hex;
    }
    EXPECT_EQ(shown(understand(transport::tcp, 0, registers, bytes("00"))), "not ours");
}

TEST(modbus_answer, names_every_exception) {
    const struct {
        int code;
        std::string_view name;
    } table[] = {
        {1, "illegal function"},
        {2, "illegal data address"},
        {3, "illegal data value"},
        {4, "server device failure"},
        {5, "acknowledge"},
        {6, "server device busy"},
        {7, "negative acknowledge"},
        {8, "memory parity error"},
        {9, "unknown exception"},
        {10, "gateway path unavailable"},
        {11, "gateway target device failed to respond"},
        {12, "unknown exception"},
        {255, "unknown exception"},
    };
    for (const auto& [code, name] : table)
        EXPECT_EQ(name_of(static_cast<exception_code>(code)), name) << code;
}

TEST(modbus_timing, is_three_and_a_half_characters_or_1750_us) {
    EXPECT_EQ(silent_gap(9600, 11), 4010417ns);  // 38.5 bits
    EXPECT_EQ(silent_gap(9600, 10), 3645833ns);
    EXPECT_EQ(silent_gap(19200, 11), 2005208ns);
    EXPECT_EQ(silent_gap(19201, 11), 1750us);
    EXPECT_EQ(silent_gap(115200, 11), 1750us);
    EXPECT_EQ(silent_gap(300, 11), 128333333ns);
    EXPECT_EQ(silent_gap(50, 12), 840ms);
}

TEST(modbus_timing, counts_the_bits_of_a_character) {
    serial_line line;
    EXPECT_EQ(character_bits(line), 10U);
    line.parity = parity::even;
    EXPECT_EQ(character_bits(line), 11U);
    line.stop_bits = stop_bits::two;
    line.data_bits = 7;
    EXPECT_EQ(character_bits(line), 11U);
}

}  // namespace
}  // namespace weir::modbus
