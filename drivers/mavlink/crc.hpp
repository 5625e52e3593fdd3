#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// CRC-16/MCRF4XX: polynomial 0x1021 reflected, from 0xFFFF, nothing XORed at the end. Constant expressions:
// CRC_EXTRA of a message is one.
namespace weir::mavlink {

inline constexpr std::uint16_t crc_start = 0xFFFF;

inline constexpr auto crc_table = [] {
    std::array<std::uint16_t, 256> table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte) {
        auto crc = static_cast<unsigned>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x8408U : 0U);
        table.at(byte) = static_cast<std::uint16_t>(crc);
    }
    return table;
}();

constexpr std::uint16_t crc_with(std::uint16_t crc, std::uint8_t byte) {
    return static_cast<std::uint16_t>((crc >> 8U) ^ crc_table[(crc ^ byte) & 0xFFU]);
}
constexpr std::uint16_t crc_with(std::uint16_t crc, std::string_view bytes) {
    for (const char byte : bytes)
        crc = crc_with(crc, static_cast<std::uint8_t>(byte));
    return crc;
}

// Whether one more byte, which one ever, makes `crc` into `said`: one in 256 does that by chance.
constexpr bool crc_may_become(std::uint16_t crc, std::uint16_t said) {
    const auto wanted = static_cast<std::uint16_t>(said ^ (crc >> 8U));
    return std::find(crc_table.begin(), crc_table.end(), wanted) != crc_table.end();
}

}  // namespace weir::mavlink
