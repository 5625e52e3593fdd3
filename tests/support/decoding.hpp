#pragma once

#include <charconv>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/checksum.hpp"
#include "drivers/decoder.hpp"
#include "drivers/framer.hpp"
#include "tests/support/settings_builder.hpp"

// Framers and decoders as text: what goes in, what comes out.
namespace weir::test {

inline monotonic_time at(std::int64_t milliseconds) {
    return monotonic_time(std::chrono::milliseconds(milliseconds));
}

inline std::unique_ptr<framer> framer_of(std::string_view name, setting argument,
                                         setting options = group({})) {
    problems found;
    auto made = make_framer(use_of(framers(), name, std::move(argument), std::move(options)), found);
    if (!made) throw std::invalid_argument(found.all().front().message);
    return made;
}
inline std::unique_ptr<framer> framer_of(setting argument = group({})) {
    return framer_of("line", std::move(argument));
}

// What the option `checksum` of a framer holds.
inline setting sealed_by(std::string_view name, setting argument = group({})) {
    return group({{std::string(name), use_of(checksums(), name, std::move(argument)).argument}});
}

inline std::unique_ptr<decoder> decoder_of(std::string_view name, setting argument = group({})) {
    problems found;
    auto made = make_decoder(use_of(decoders(), name, std::move(argument)), found);
    if (!made) throw std::invalid_argument(found.all().front().message);
    return made;
}

// null, true, 41, 41.0, 'text'
inline std::string show(const value& shown) {
    if (const auto* truth = std::get_if<bool>(&shown)) return *truth ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&shown)) return std::to_string(*integer);
    if (const auto* written = std::get_if<std::string>(&shown)) return "'" + *written + "'";
    const auto* number = std::get_if<double>(&shown);
    if (number == nullptr) return "null";
    char digits[32];
    std::string all(digits, std::to_chars(digits, digits + sizeof digits, *number).ptr);
    return all.find_first_of(".en") == all.npos ? all + ".0" : all;
}

// "temperature=23.4 humidity=41"
inline std::string show(const sample& shown) {
    std::string all;
    for (const field& one : shown.fields) {
        all.append(all.empty() ? "" : " ").append(one.name).append("=").append(show(one.data));
    }
    return all;
}

// The sample, "nothing" or the reason of the reject. The bytes lie in memory that ends where they end.
inline std::string decode(decoder& by, std::string_view bytes, monotonic_time arrived = at(0)) {
    const std::vector<char> exact(bytes.begin(), bytes.end());
    sample out;
    const auto result = by.decode({{exact.data(), exact.size()}, arrived}, out);
    if (result.what == decoder::bad) return std::string(name_of(result.reason));
    return result.what == decoder::sampled ? show(out) : "nothing";
}

// Appends what `by` has: frames as "<line>", rejects by reason, or as "reason <what was kept of it>".
enum class rejects : std::uint8_t { by_reason, with_bytes };
inline void drain(framer& by, std::vector<std::string>& into, rejects shown = rejects::by_reason) {
    for (auto one = by.next(); one.what != framer::more; one = by.next()) {
        const std::string bytes = "<" + std::string(one.frame.bytes) + ">";
        const std::string reason(name_of(one.reason));
        if (one.what == framer::complete) {
            into.push_back(bytes);
        } else {
            into.push_back(shown == rejects::by_reason ? reason : reason + " " + bytes);
        }
    }
}

// Feeds what ends where its memory ends.
inline void feed(framer& by, std::string_view bytes, monotonic_time arrived, std::vector<std::string>& into,
                 rejects shown = rejects::by_reason) {
    const std::vector<char> exact(bytes.begin(), bytes.end());
    by.feed({exact.data(), exact.size()}, arrived);
    drain(by, into, shown);
}

// Of the stream fed in these chunks.
inline std::vector<std::string> frames_of(framer& by, const std::vector<std::string_view>& chunks,
                                          rejects shown = rejects::by_reason) {
    std::vector<std::string> found;
    for (const std::string_view chunk : chunks)
        feed(by, chunk, at(0), found, shown);
    return found;
}

// `stream` in chunks of `size` bytes, the first one of `first`.
inline std::vector<std::string_view> chunked(std::string_view stream, std::size_t first, std::size_t size) {
    std::vector<std::string_view> chunks{stream.substr(0, first)};
    for (std::size_t begin = first; begin < stream.size(); begin += size)
        chunks.push_back(stream.substr(begin, size));
    return chunks;
}

// An NMEA sentence with its start and checksum.
inline std::string nmea(std::string_view body) {
    unsigned sum = 0;
    for (const char c : body)
        sum ^= static_cast<unsigned char>(c);
    constexpr std::string_view hex = "0123456789ABCDEF";
    return std::string("$").append(body) + "*" + hex[sum / 16] + hex[sum % 16];
}

}  // namespace weir::test
