#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Numbers as Modbus sends them: high byte first.
namespace weir::modbus {

// `at` and, for two bytes, the one behind it lie within `bytes`.
inline std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}
inline std::uint16_t word_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>((byte_at(bytes, at) << 8U) | byte_at(bytes, at + 1));
}

inline void append_byte(std::string& to, std::uint64_t byte) {
    to += static_cast<char>(byte & 0xFFU);
}
inline void append_word(std::string& to, std::size_t word) {
    append_byte(to, word >> 8U);
    append_byte(to, word);
}

}  // namespace weir::modbus
