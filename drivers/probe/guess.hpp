#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/value.hpp"

namespace weir::probing {

enum class certainty : std::uint8_t { a_guess, likely, sure };

constexpr std::string_view name_of(certainty how) {
    switch (how) {
        case certainty::sure:
            return "sure";
        case certainty::likely:
            return "likely";
        case certainty::a_guess:
            break;
    }
    return "a guess";
}

// What a device may speak, and what speaks for it.
struct guess {
    std::string language;   // "nmea", "cobs with crc16-x25"
    std::string frame;      // as the configuration has it; empty: what the language has by itself
    std::string decode;     // the same; empty: what the frames hold cannot be guessed
    std::string_view noun;  // of its frames: "sentences"
    bool checked = false;   // by a checksum
    std::size_t good = 0;   // frames
    std::size_t bad = 0;    // frames, but the first, which may have been cut
    double score = 0;       // 0 to 1, to be compared
    certainty how = certainty::a_guess;
    std::vector<sample> samples;  // the first ones, at most most_samples

    static constexpr std::size_t most_samples = 3;
};

}  // namespace weir::probing
