#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weir {

// Every time inside weir is monotonic; only `ts` of a published sample is wall time (daemon/clock.hpp).
using monotonic_clock = std::chrono::steady_clock;
using monotonic_time = monotonic_clock::time_point;
using duration = std::chrono::nanoseconds;
// A deadline that never comes.
inline constexpr monotonic_time never = monotonic_time::max();

// What a field holds: null, true/false, a 64-bit integer, a number or text (UTF-8).
// NaN and the infinities are allowed here; encoders write them as null.
using value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

// Integers and numbers as a double; nothing for any other value.
std::optional<double> as_number(const value& v);

struct field {
    field(std::string called, value holding) : name(std::move(called)), data(std::move(holding)) {}

    std::string name;
    value data;
};

enum class quality : std::uint8_t {
    good,
    bad,    // a stage said so
    stale,  // a retained message taken at the start
};

// What one frame, or one epoch of frames, told. Reused from sample to sample: clear() keeps the memory.
struct sample {
    monotonic_time arrived{};  // of the first byte of its first frame
    weir::quality quality = weir::quality::good;
    std::vector<field> fields;  // in the order of their arrival, names are unique

    void clear();
    value* find(std::string_view name);
    const value* find(std::string_view name) const;
    // Adds a field or replaces the value of the one that has this name.
    void set(std::string_view name, value data);
};

}  // namespace weir
