#include "drivers/recording/writer.hpp"

#include <algorithm>
#include <chrono>

#include "drivers/recording/format.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

using recording::put;

// Seven bits a byte, the least first; the last byte has its highest bit clear (LEB128).
void put_varint(std::uint64_t number, std::string& out) {
    for (; number > 0x7F; number >>= 7U)
        out += static_cast<char>((number & 0x7FU) | 0x80U);
    out += static_cast<char>(number);
}

// A CRC over what stands in `out` from `begin` on.
void seal(std::size_t begin, std::string& out) {
    put(recording::crc_of(std::string_view(out).substr(begin)), recording::crc_size, out);
}

void put_record(record_kind kind, std::uint64_t passed, std::string_view bytes, std::string& out) {
    const std::size_t begin = out.size();
    out += static_cast<char>(kind);
    put_varint(passed, out);
    put_varint(bytes.size(), out);
    out += bytes;
    seal(begin, out);
}

}  // namespace

void write_head(const recording_head& head, std::string& out) {
    const std::size_t begin = out.size();
    const duration began =
        std::clamp<duration>(head.began.time_since_epoch(), duration::zero(), recording::latest_beginning);
    const std::string port = readable(head.port, recording_head::most_bytes);
    out += recording::magic;
    out += static_cast<char>(recording::version);
    put(static_cast<std::uint64_t>(began.count()), recording::time_size, out);
    put(port.size(), 1, out);
    out += port;
    seal(begin, out);
}

void record_writer::write(record_kind kind, duration at, std::string_view bytes, std::string& out) {
    const auto whole = std::chrono::floor<std::chrono::microseconds>(
        std::clamp<duration>(at, duration::zero(), recording::longest));
    const std::uint64_t now = std::max(last_, static_cast<std::uint64_t>(whole.count()));
    if (kind == record_kind::opened || kind == record_kind::closed) {
        put_record(kind, now - std::exchange(last_, now), {}, out);
        return;
    }
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, record::most_bytes);
        put_record(kind, now - std::exchange(last_, now), piece, out);
        bytes.remove_prefix(piece.size());
    }
}

}  // namespace weir
