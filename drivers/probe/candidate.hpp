#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir::probing {

// How much a language proves itself by being understood.
struct proof {
    double weight = 0;            // 0 to 1
    bool checked = false;         // by a checksum
    double doubt = 1;             // frames that may be chance
    std::size_t sure_from = 0;    // good frames; 0: never
    std::size_t likely_from = 0;  // the same
};

// What one frame must be beside what the decoder takes; `made` is empty where there is no decoder.
using claim = bool (*)(std::string_view frame, const sample& made);

// A language that a device may speak: a framer, and a decoder unless frames alone can be told.
struct candidate {
    std::string language;
    std::string frame;   // as in `guess`
    std::string decode;  // as in `guess`
    std::string_view noun;
    component_use framer;
    component_use decoder;  // without a kind: none
    probing::proof proof;
    claim holds = nullptr;  // null: nothing more
    bool gathers = false;   // several frames make a sample: one that makes none is good all the same
    bool skips = false;     // what the framer passes over does not count against it
};

enum class line_end : std::uint8_t { feed, carriage_return };

// In the order in which one would try them.
std::vector<candidate> packet_candidates();           // of their own framing, checksum and all
std::vector<candidate> line_candidates(line_end by);  // but csv, of which there are too many
std::vector<candidate> plain_candidates();            // cobs, slip; what has pauses
// `of`, one of cobs and slip, with each checksum that weir knows.
std::vector<candidate> sealed_candidates(const candidate& of);

// Rows of these columns: c1 to cn, numbers where `is_number`.
candidate csv_candidate(line_end by, char delimiter, const std::vector<bool>& is_number);

}  // namespace weir::probing
