#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "drivers/value.hpp"

// Sensor Measurement Lists (RFC 8428), whatever they are written in.
namespace weir::senml {

// What a record may hold (section 4.3), the base fields first.
enum class label : std::uint8_t {
    base_name,
    base_time,
    base_unit,
    base_value,
    base_sum,
    base_version,
    name,
    unit,
    number,
    text,
    boolean,
    data,
    sum,
    time,
    update_time
};
inline constexpr std::size_t label_count = 15;

// By its name in JSON: "bn", "vs". Nothing for one that this version does not know.
std::optional<label> label_of(std::string_view name);

// One record as it was sent. Reused: clear() keeps the memory of texts.
class record {
public:
    void clear() { present_.reset(); }

    // False when `which` is there already, or holds another type. T: bool, std::int64_t, double, std::string.
    template <class T>
    bool set(label which, const T& data) {
        constexpr type given = std::is_same_v<T, std::string> ? type::text
                               : std::is_same_v<T, bool>      ? type::boolean
                                                              : type::number;
        const auto at = static_cast<std::size_t>(which);
        if (present_[at] || type_of(which) != given) return false;
        present_.set(at);
        if constexpr (given == type::text) {
            assign(values_[at], data);
        } else {
            values_[at] = data;
        }
        return true;
    }

    bool has(label which) const { return present_[static_cast<std::size_t>(which)]; }
    // Of a label that it has.
    const value& operator[](label which) const { return values_[static_cast<std::size_t>(which)]; }
    const std::string& text(label which) const { return std::get<std::string>((*this)[which]); }

    bool has_base() const { return (present_ & base_labels).any(); }
    bool has_regular() const { return (present_ & ~base_labels).any(); }

private:
    enum class type : std::uint8_t { text, number, boolean };
    using labels = std::bitset<label_count>;
    static constexpr labels base_labels{0b111111};

    static type type_of(label which);

    labels present_;
    std::array<value, label_count> values_;
};

}  // namespace weir::senml
