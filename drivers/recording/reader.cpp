#include "drivers/recording/reader.hpp"

#include <chrono>
#include <istream>

#include "drivers/recording/format.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

using recording::crc_size;
using recording::magic;
using recording::number_of;

constexpr std::size_t most_bytes_of_time = 8;  // 56 bits
constexpr std::size_t most_bytes_of_size = 2;  // 14 bits

bool is_kind(unsigned kind) {
    return kind >= static_cast<unsigned>(record_kind::received) &&
           kind <= static_cast<unsigned>(record_kind::closed);
}

bool fits(record_kind kind, std::uint64_t size) {
    const bool has_bytes = kind == record_kind::received || kind == record_kind::sent;
    return has_bytes ? size >= 1 && size <= record::most_bytes : size == 0;
}

}  // namespace

recording_reader::recording_reader(std::istream& in) : in_(in) {
    error_ = why_no_head();
    offset_ = raw_.size();
}

// Reads so many bytes more; false when there are not so many.
bool recording_reader::take(std::size_t count) {
    const std::size_t before = raw_.size();
    raw_.resize(before + count);
    in_.read(raw_.data() + before, static_cast<std::streamsize>(count));
    const auto got = static_cast<std::size_t>(in_.gcount());
    raw_.resize(before + got);
    short_ = got < count;
    return !short_;
}

// A number as record_writer writes them; nothing when it has more bytes.
std::optional<std::uint64_t> recording_reader::take_number(std::size_t most_bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < most_bytes; ++i) {
        if (!take(1)) return std::nullopt;
        const auto byte = static_cast<unsigned char>(raw_.back());
        number |= static_cast<std::uint64_t>(byte & 0x7FU) << (7 * i);
        if (byte <= 0x7F) return number;
    }
    return std::nullopt;
}

// Reads the CRC of what was taken: whether it is right.
bool recording_reader::sealed() {
    const std::size_t size = raw_.size();
    if (!take(crc_size)) return false;
    const std::string_view all = raw_;
    return number_of(all.substr(size)) == recording::crc_of(all.substr(0, size));
}

// Empty when there is one.
std::string recording_reader::why_no_head() {
    constexpr const char* damaged = "its head is damaged";
    if (!take(magic.size()) || raw_ != magic) return "it is no recording of weir";
    if (!take(1)) return damaged;
    const auto version = static_cast<unsigned char>(raw_.back());
    if (version != recording::version) {
        return "it is a recording of version " + std::to_string(version) + ", and this weir reads version " +
               std::to_string(recording::version);
    }
    const std::size_t begin = raw_.size();
    if (!take(recording::time_size + 1)) return damaged;
    const std::uint64_t began = number_of(std::string_view(raw_).substr(begin, recording::time_size));
    const std::size_t size = static_cast<unsigned char>(raw_.back());
    if (!take(size)) return damaged;
    std::string port = raw_.substr(raw_.size() - size);
    const auto latest = static_cast<std::uint64_t>(recording::latest_beginning.count());
    if (!sealed() || began > latest || !is_text(port)) return damaged;
    const duration since_1970(static_cast<duration::rep>(began));
    head_ = recording_head{std::move(port), std::chrono::sys_time<std::chrono::nanoseconds>(since_1970)};
    return {};
}

recording_reader::result recording_reader::next() {
    if (!error_.empty()) return {broken, {}};
    if (ended_) return {};
    raw_.clear();
    record made;
    if (!read_record(made)) {
        ended_ = raw_.empty() && in_.eof() && !in_.bad();
        return ended_ ? result{} : fail();
    }
    offset_ += raw_.size();
    return {found, made};
}

bool recording_reader::read_record(record& into) {
    if (!take(1)) return false;
    const auto kind = static_cast<unsigned char>(raw_.back());
    if (!is_kind(kind)) return false;
    into.kind = static_cast<record_kind>(kind);
    const auto passed = take_number(most_bytes_of_time);
    if (!passed) return false;
    const auto size = take_number(most_bytes_of_size);
    if (!size || !fits(into.kind, *size)) return false;
    const std::size_t begin = raw_.size();
    const auto count = static_cast<std::size_t>(*size);
    if (!take(count) || !sealed()) return false;
    into.bytes = std::string_view(raw_).substr(begin, count);
    at_ += *passed;
    const std::chrono::microseconds longest =
        std::chrono::floor<std::chrono::microseconds>(recording::longest);
    if (at_ > static_cast<std::uint64_t>(longest.count())) return false;
    into.at = std::chrono::microseconds(static_cast<std::int64_t>(at_));
    return true;
}

recording_reader::result recording_reader::fail() {
    const char* const what = in_.bad() ? "it cannot be read beyond byte "
                             : short_  ? "it is cut off behind byte "
                                       : "it is damaged at byte ";
    error_ = what + std::to_string(offset_);
    return {broken, {}};
}

}  // namespace weir
