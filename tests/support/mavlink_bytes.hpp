#pragma once

#include <boost/crc.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/modbus_bytes.hpp"

// Packets of MAVLink; their checksum is not computed by what is tested.
namespace weir::test {

// `packet` from its magic byte to its payload, and the checksum behind it.
inline std::string with_mavlink_crc(std::string packet, std::uint8_t crc_extra) {
    boost::crc_optimal<16, 0x1021, 0xFFFF, 0, true, true> crc;
    crc.process_bytes(packet.data() + 1, packet.size() - 1);
    crc.process_byte(crc_extra);
    packet += static_cast<char>(crc.checksum() & 0xFFU);
    return packet + static_cast<char>(crc.checksum() >> 8U);
}

// `payload` in hexadecimal digits. From the system 1 and its component 1.
inline std::string mavlink_1(std::uint8_t id, std::uint8_t crc_extra, std::string_view payload) {
    const std::string content = bytes(payload);
    return with_mavlink_crc(
        bytes("fe") + static_cast<char>(content.size()) + bytes("07 01 01") + static_cast<char>(id) + content,
        crc_extra);
}
inline std::string mavlink_2(std::uint32_t id, std::uint8_t crc_extra, std::string_view payload,
                             std::string_view flags_to_component = "00 00 07 01 01") {
    const std::string content = bytes(payload);
    std::string packet = bytes("fd") + static_cast<char>(content.size()) + bytes(flags_to_component);
    for (const unsigned shift : {0U, 8U, 16U})
        packet += static_cast<char>((id >> shift) & 0xFFU);
    return with_mavlink_crc(packet + content, crc_extra);
}
// The same with a signature.
inline std::string mavlink_2_signed(std::uint32_t id, std::uint8_t crc_extra, std::string_view payload) {
    return mavlink_2(id, crc_extra, payload, "01 00 07 01 01") + bytes("00 112233445566 a1a2a3a4a5a6");
}

// Of other implementations: the tests of rust-mavlink and of Rpanion-server.
struct captured {
    std::string heartbeat_1 = bytes("fe 09 ef 01 02 00 05000000 02 03 59 03 03 1f50");
    std::string heartbeat_2 = bytes("fd 09 00 00 ef 01 02 000000 05000000 02 03 59 03 03 2e73");
    std::string tracker = bytes("fd 09 00 00 07 2a 96 000000 44000000 05 03 2d 0d 02 7efd");
    std::string command_long = bytes(
        "fd 1e 00 00 00 00 32 4c0000 0000e642 00409c45 00000000 00000000 00000000 00000000 00000000 ff01 "
        "bcc3");
    // Messages that we do not know.
    std::string param_value_1 =
        bytes("fd 19 00 00 5a 01 01 160000 000080bf f503 0400 424154315f525f494e5445524e414c00 09 d414");
    std::string param_value_2 =
        bytes("fd 19 00 00 ed 01 01 160000 52538984 f503 ffff 5f484153485f434845434b0000000000 05 8787");
};

}  // namespace weir::test
