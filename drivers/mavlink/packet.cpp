#include "drivers/mavlink/packet.hpp"

#include <algorithm>

#include "drivers/mavlink/crc.hpp"

namespace weir::mavlink {

namespace {

constexpr char magic_one = '\xFE';
constexpr char magic_two = '\xFD';
constexpr std::size_t crc_size = 2;
constexpr std::size_t signature_size = 13;
constexpr std::uint8_t is_signed_flag = 0x01;  // the only incompatibility flag there is

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

// With the first byte; 0 when no packet begins with it.
std::size_t header_size(char magic) {
    if (magic == magic_two) return 10;
    return magic == magic_one ? 6 : 0;
}

// `bytes` has the whole header.
packet header_of(std::string_view bytes) {
    if (bytes.front() == magic_one)
        return {version::one,      byte_at(bytes, 2), {byte_at(bytes, 3), byte_at(bytes, 4)},
                byte_at(bytes, 5), nullptr,           {}};
    const std::uint32_t id =
        byte_at(bytes, 7) | (byte_at(bytes, 8) * 0x100U) | (byte_at(bytes, 9) * 0x10000U);
    return {version::two, byte_at(bytes, 4), {byte_at(bytes, 5), byte_at(bytes, 6)}, id, nullptr, {}};
}

// `covered`: what the checksum is over, but for CRC_EXTRA.
bool fits(std::string_view covered, std::uint16_t said, const message* known) {
    const std::uint16_t crc = crc_with(crc_start, covered);
    return known == nullptr ? crc_may_become(crc, said) : crc_with(crc, known->crc_extra) == said;
}

}  // namespace

extent extent_of(std::string_view begun) {
    if (begun.empty()) return {1};
    const std::size_t header = header_size(begun.front());
    if (header == 0) return {0, reject::out_of_step};
    if (begun.size() < header) return {header};
    const bool second = begun.front() == magic_two;
    const std::uint8_t flags = second ? byte_at(begun, 2) : 0;
    if ((flags & ~is_signed_flag) != 0) return {0, reject::bad_encoding};
    const std::size_t payload = byte_at(begun, 1);
    const message* const known = second ? nullptr : find_message(byte_at(begun, 5));
    if (known != nullptr && payload < known->least_size) return {0, reject::bad_encoding};
    return {header + payload + crc_size + (flags != 0 ? signature_size : 0)};
}

reject parse(std::string_view whole, packet& out) {
    const extent expected = extent_of(whole);
    if (expected.why != reject::none) return expected.why;
    if (whole.size() < expected.bytes) return reject::incomplete;
    if (whole.size() > expected.bytes) return reject::bad_syntax;
    const std::size_t header = header_size(whole.front());
    const std::size_t end = header + byte_at(whole, 1);
    out = header_of(whole);
    out.known = find_message(out.id);
    out.payload = whole.substr(header, end - header);
    const auto said = static_cast<std::uint16_t>(byte_at(whole, end) + byte_at(whole, end + 1) * 0x100);
    return fits(whole.substr(1, end - 1), said, out.known) ? reject::none : reject::bad_checksum;
}

std::string on_the_wire(version as, std::uint8_t sequence, sender from, const message& kind,
                        std::string_view payload) {
    if (as == version::one) payload = payload.substr(0, kind.least_size);
    while (as == version::two && payload.size() > 1 && payload.back() == '\0')
        payload.remove_suffix(1);
    const auto id = [&](unsigned shift) { return static_cast<char>((kind.id >> shift) & 0xFFU); };
    std::string bytes{as == version::one ? magic_one : magic_two, static_cast<char>(payload.size())};
    if (as == version::two) bytes.append(2, '\0');
    bytes += {static_cast<char>(sequence), static_cast<char>(from.system), static_cast<char>(from.component),
              id(0)};
    if (as == version::two) bytes += {id(8), id(16)};
    bytes += payload;
    const std::uint16_t crc =
        crc_with(crc_with(crc_start, std::string_view(bytes).substr(1)), kind.crc_extra);
    bytes += {static_cast<char>(crc & 0xFFU), static_cast<char>(crc >> 8U)};
    return bytes;
}

}  // namespace weir::mavlink
