#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"

namespace weir {

// What a sensor said, and what it should have said.
struct datapoint {
    double from = 0;
    double to = 0;
};

inline constexpr shape datapoint_text{.is = kind::text, .min = 1, .max = 100};

// "0.5 -> 12"
std::optional<datapoint> parse_datapoint(std::string_view text);

// Of a list of such texts. Those that are none are left out, and each is a problem if `found` is given.
std::vector<datapoint> read_datapoints(const setting& list, problems* found = nullptr);

// How many of them have a `from` of their own.
std::size_t distinct(std::vector<datapoint> points);

}  // namespace weir
