#pragma once

#include <boost/crc.hpp>
#include <string>
#include <string_view>

// The sender's side of framers.
namespace weir::test {

// A literal with zero bytes in it.
template <std::size_t Size>
std::string bytes(const char (&literal)[Size]) {
    return {literal, Size - 1};
}

// Cheshire and Baker's stuffing with the delimiter behind it.
inline std::string cobs(std::string_view content) {
    std::string out;
    for (bool ended = false; !ended;) {
        const std::size_t zero = content.find('\0');
        const std::size_t size = std::min({zero, content.size(), std::size_t{254}});
        out += static_cast<char>(size + 1);
        out += content.substr(0, size);
        ended = size == content.size();
        content.remove_prefix(size < 254 && !ended ? size + 1 : size);
    }
    return out + '\0';
}

// RFC 1055, an END in front too.
inline std::string slip(std::string_view content) {
    std::string out = "\xC0";
    for (const char byte : content) {
        if (byte == '\xC0') {
            out += "\xDB\xDC";
        } else if (byte == '\xDB') {
            out += "\xDB\xDD";
        } else {
            out += byte;
        }
    }
    return out + "\xC0";
}

// The content and its CRC of X.25, little-endian. (Behind one that is not inverted a zero byte may slip in.)
inline std::string with_crc16(std::string content) {
    boost::crc_optimal<16, 0x1021, 0xFFFF, 0xFFFF, true, true> crc;
    crc.process_bytes(content.data(), content.size());
    content += static_cast<char>(crc.checksum() & 0xFF);
    return content + static_cast<char>(crc.checksum() >> 8);
}

}  // namespace weir::test
