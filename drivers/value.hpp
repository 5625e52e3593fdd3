#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "drivers/clock.hpp"

namespace weir {

// Every time inside weir is monotonic; only `ts` of a published sample is wall time (daemon/clock.hpp).
using short_time = std::chrono::duration<std::uint32_t, std::micro>;  // up to an hour, where many are kept

// What a field holds: null, true/false, a 64-bit integer, a number or text (UTF-8).
// NaN and the infinities are allowed here; encoders write them as null.
using value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

// Integers and numbers as a double; nothing for any other value.
inline std::optional<double> as_number(const value& v) {
    if (const auto* number = std::get_if<double>(&v)) return *number;
    if (const auto* integer = std::get_if<std::int64_t>(&v)) return static_cast<double>(*integer);
    return std::nullopt;
}

// The number with the fewest digits that this float is nearest to: 230.1, not 230.10000610351562.
double with_its_own_digits(float number);

// `to` becomes this text; the memory of one that it holds is used again.
void assign(value& to, std::string_view text);

struct field {
    explicit field(std::string_view called) : name(called) {}

    std::string name;
    value data;
};

// A sample's fields. What is removed leaves its memory to what is added later, so that samples that are alike
// need no other.
class field_list {
public:
    using iterator = std::vector<field>::iterator;
    using const_iterator = std::vector<field>::const_iterator;

    iterator begin() { return slots_.begin(); }
    iterator end() { return begin() + size_; }
    const_iterator begin() const { return slots_.begin(); }
    const_iterator end() const { return begin() + size_; }
    std::size_t size() const { return static_cast<std::size_t>(size_); }
    bool empty() const { return size_ == 0; }

    // The value of a new field, to be assigned: it still holds anything.
    value& add(std::string_view name);
    template <class Predicate>
    void remove_if(Predicate condition) {
        size_ = std::remove_if(begin(), end(), condition) - begin();
    }
    void clear();

private:
    std::vector<field> slots_;
    std::ptrdiff_t size_ = 0;  // of slots_, those in use
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
    field_list fields;  // in the order of their arrival, names are unique

    void clear();
    value* find(std::string_view name);
    const value* find(std::string_view name) const;
    // The value of the field that has this name, added when there is none: to be assigned.
    value& slot(std::string_view name);
    void set(std::string_view name, value data) { slot(name) = std::move(data); }
};

}  // namespace weir
