#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/daemon/process/stage_maker.hpp"

// Samples of the one field `x` sent through a stage, and what it made of them.
namespace weir::test {

// A sample with `x` and when it comes.
struct coming {
    duration at{};  // after `start`
    value x;
};

// One a second.
inline std::vector<coming> every_second(std::vector<value> values) {
    std::vector<coming> all;
    for (value& each : values)
        all.push_back({all.size() * 1s, std::move(each)});
    return all;
}

inline value rounded(value of) {
    auto* number = std::get_if<double>(&of);
    if (number != nullptr && std::abs(*number) < 1e6) *number = std::round(*number * 1e9) / 1e9;
    return of;
}

// The values of `x` that go on, in their order; numbers to nine decimals.
inline std::vector<value> sent_through(stage& by, const std::vector<coming>& stream) {
    std::vector<value> passed;
    for (const coming& each : stream) {
        sample through = of({{"x", each.x}});
        through.arrived = start.at + each.at;
        if (by.apply(through, start + each.at) != stage::held) passed.push_back(rounded(*through.find("x")));
    }
    return passed;
}

}  // namespace weir::test
