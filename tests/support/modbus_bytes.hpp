#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "drivers/modbus/bytes.hpp"
#include "drivers/modbus/protocol.hpp"
#include "drivers/text.hpp"

// Frames of Modbus as hexadecimal text.
namespace weir::test {

// "01 03 02" -> bytes; blanks are left out.
inline std::string bytes(std::string_view hex) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    std::string half;
    for (const char c : hex) {
        if (c == ' ') continue;
        if (digits.find(c) == digits.npos) throw std::invalid_argument("no hexadecimal: " + std::string(hex));
        half += c;
        if (half.size() < 2) continue;
        made += static_cast<char>(digits.find(half[0]) * 16 + digits.find(half[1]));
        half.clear();
    }
    return made;
}

// A frame of RTU: what is in it and its CRC.
inline std::string rtu(std::string_view hex) {
    std::string frame = bytes(hex);
    const std::uint16_t sum = modbus::crc16(frame);
    modbus::append_byte(frame, sum);
    modbus::append_byte(frame, sum >> 8U);
    return frame;
}

// A frame of TCP: its transaction, then unit and PDU.
inline std::string tcp(std::uint16_t transaction, std::string_view hex) {
    const std::string rest = bytes(hex);
    std::string frame;
    modbus::append_word(frame, transaction);
    modbus::append_word(frame, 0);
    modbus::append_word(frame, rest.size());
    return frame + rest;
}

}  // namespace weir::test
