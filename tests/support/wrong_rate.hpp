#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a serial line's receiver makes of a rate that is not its own.
namespace weir::test {

// The level of a line at each bit of the sender: characters as 8N1 without a pause, then rest.
class line_levels {
public:
    explicit line_levels(std::string_view bytes) : bytes_(bytes) {}

    double length() const { return static_cast<double>(bytes_.size() * bits); }
    bool high(double at) const {
        const auto bit = static_cast<std::size_t>(at);
        if (bit >= bytes_.size() * bits) return true;
        const std::size_t place = bit % bits;
        if (place == 0) return false;
        return place == bits - 1 || (static_cast<unsigned char>(bytes_[bit / bits]) >> (place - 1) & 1U) != 0;
    }
    // When the level is next this one, from `at` on; length() when never.
    double next(bool level, double at) const {
        while (at < length() && high(at) != level)
            at = std::floor(at) + 1;
        return std::min(at, length());
    }

private:
    static constexpr std::size_t bits = 10;  // of a character

    std::string_view bytes_;
};

// What becomes of a character whose stop bit is low: it is lost, or is a zero byte, as a terminal gives it.
enum class framing_error : std::uint8_t { drops, is_null };

// `bytes`, sent at `sent` Bd, as a UART receives them that is set to `set` Bd.
inline std::string received_at(double set, std::string_view bytes, double sent, framing_error on_error) {
    const line_levels line(bytes);
    const double width = sent / set;  // of a bit of the receiver's, in those of the sender
    std::string got;
    double at = line.next(false, 0);
    while (at < line.length()) {
        if (line.high(at + width / 2)) {  // no start bit but a spike
            at = line.next(false, line.next(true, at));
            continue;
        }
        unsigned byte = 0;
        for (unsigned bit = 0; bit < 8; ++bit)
            byte |= (line.high(at + width * (1.5 + bit)) ? 1U : 0U) << bit;
        const double stop = at + width * 9.5;
        if (line.high(stop)) {
            got += static_cast<char>(byte);
        } else if (on_error == framing_error::is_null) {
            got += '\0';
        }
        at = line.next(false, line.next(true, stop));
    }
    return got;
}

}  // namespace weir::test
