#include "drivers/nmea/encode.hpp"

#include <algorithm>

#include "drivers/checksum.hpp"

namespace weir::nmea {
namespace {

bool is_allowed(char c) {
    return c >= ' ' && c <= '~' && c != '$' && c != '!' && c != '*';
}

}  // namespace

std::optional<std::string> to_sentence(std::string_view body, std::string& why) {
    const bool started = body.starts_with('$') || body.starts_with('!');
    const char start = started ? body.front() : '$';
    body.remove_prefix(started ? 1 : 0);
    const auto* const wrong = std::find_if_not(body.begin(), body.end(), is_allowed);
    if (wrong != body.end()) {
        const bool printable = *wrong >= ' ' && *wrong <= '~';
        why = "a sentence is printable ASCII";
        if (printable) why.assign("a sentence holds no '").append(1, *wrong).append(1, '\'');
        return std::nullopt;
    }
    if (body.empty()) {
        why = "a sentence is not empty";
        return std::nullopt;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    const unsigned sum = xor_of(body);
    std::string made;
    made.reserve(body.size() + 6);
    made.append(1, start).append(body).append(1, '*');
    made.append(1, digits[sum >> 4U]).append(1, digits[sum & 0xFU]).append("\r\n");
    return made;
}

}  // namespace weir::nmea
