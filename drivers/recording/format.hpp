#pragma once

#include <boost/crc.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

// What writer and reader of recordings share: docs/recording.md.
namespace weir::recording {

// No text and no other file begins so; a transfer as text breaks it (as PNG's, ISO/IEC 15948 5.2).
inline constexpr std::string_view magic = "\x89WREC\r\n\x1a";
inline constexpr std::uint8_t version = 1;

inline constexpr std::size_t time_size = 8;
inline constexpr std::size_t crc_size = 4;

// A time since 1970, and the length of a recording: together they stay within 64 bits.
inline constexpr duration latest_beginning{8'000'000'000'000'000'000};  // year 2223
inline constexpr duration longest{1'000'000'000'000'000'000};           // 31 years

// CRC-32/ISO-HDLC.
inline std::uint32_t crc_of(std::string_view bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return static_cast<std::uint32_t>(crc.checksum());
}

// Numbers of a fixed size, the least byte first.
inline void put(std::uint64_t number, std::size_t size, std::string& out) {
    for (; size > 0; --size, number >>= 8U)
        out += static_cast<char>(number & 0xFFU);
}
inline std::uint64_t number_of(std::string_view bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        number = number << 8U | static_cast<unsigned char>(bytes[i]);
    return number;
}

}  // namespace weir::recording
