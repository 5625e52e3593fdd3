#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/component.hpp"

namespace weir {

struct checksum_kind : component {
    std::size_t bytes;  // of it: 1, 2 or 4
    bool little_endian;
    std::uint32_t (*of)(std::string_view);
};

// All bytes XORed, one byte: what `xor` is, and a sentence of NMEA 0183 ends with.
std::uint32_t xor_of(std::string_view bytes);
// CRC-16/MODBUS: what `crc16-modbus` is, and a frame of Modbus RTU ends with.
std::uint16_t crc16_modbus(std::string_view bytes);
// CRC-16/ARC: what a telegram of a smart meter (DSMR) ends with.
std::uint16_t crc16_arc(std::string_view bytes);

// The checksums there are; an entry here is all that a new one needs.
catalogue checksums();

// How a port's frames are sealed: the last bytes of each are a checksum of those before.
class checksum {
public:
    // `chosen` is an option's value from slot::checksum, present and right.
    explicit checksum(const setting& chosen);

    // Bytes at the end of a frame, with the separator.
    std::size_t size() const { return separator_.size() + kind_->bytes * (as_text_ ? 2 : 1); }
    // `frame` without its checksum; nothing when that is wrong, or the frame too short to have one.
    std::optional<std::string_view> open(std::string_view frame) const;
    // Appends to `content` its checksum: what open() takes.
    void close(std::string& content) const;

private:
    const checksum_kind* kind_;
    std::size_t from_;  // bytes in front that it does not cover
    bool little_endian_;
    bool as_text_;  // hexadecimal digits
    std::string separator_;
};

// What framers let stand beside their names.
inline constexpr option checksum_option{
    .name = "checksum",
    .form = {.is = kind::component, .from = slot::checksum},
    .help = "what the last bytes of a frame are a checksum by; a good one is removed, a bad one refused"};
inline constexpr std::array checksum_alone{checksum_option};

// What encoders let stand beside theirs.
inline constexpr option seal_option{.name = "checksum",
                                    .form = {.is = kind::component, .from = slot::checksum},
                                    .help = "what is appended to the bytes before they are framed"};
inline constexpr std::array seal_alone{seal_option};

}  // namespace weir
