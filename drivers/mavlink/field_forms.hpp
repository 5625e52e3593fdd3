#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "drivers/mavlink/message.hpp"

// What the definitions in messages.hpp are written with.
namespace weir::mavlink {

namespace unknown {

template <std::int64_t... Raw>
inline constexpr std::array<std::int64_t, sizeof...(Raw)> raw{Raw...};

inline constexpr auto& zero = raw<0>;
inline constexpr auto& minus_one = raw<-1>;
inline constexpr auto& greatest_u8 = raw<std::numeric_limits<std::uint8_t>::max()>;
inline constexpr auto& greatest_u16 = raw<std::numeric_limits<std::uint16_t>::max()>;
inline constexpr auto& greatest_i16 = raw<std::numeric_limits<std::int16_t>::max()>;
inline constexpr auto& zero_or_greatest_u16 = raw<0, std::numeric_limits<std::uint16_t>::max()>;

}  // namespace unknown

namespace fields {

using enum value_type;

inline constexpr double milli = 1e3;
inline constexpr double centi = 1e2;

inline constexpr message_field uptime{.type = u32, .name = "time_boot_ms", .as = "uptime", .per = milli};
inline constexpr message_field device_time{
    .type = u64, .name = "time_usec", .as = "device_time", .per = 1e6, .unknown = unknown::zero};

// Published as it is.
constexpr message_field plain(value_type type, std::string_view name, std::string_view as) {
    return {.type = type, .name = name, .as = as};
}
constexpr message_field plain(value_type type, std::string_view name) {
    return plain(type, name, name);
}
constexpr message_field scaled(value_type type, std::string_view name, std::string_view as, double per,
                               std::span<const std::int64_t> none = {}) {
    return {.type = type, .name = name, .as = as, .per = per, .unknown = none};
}
constexpr message_field counted(value_type type, std::string_view name, std::string_view as,
                                std::span<const std::int64_t> none = {}) {
    return scaled(type, name, as, 1, none);
}
constexpr message_field worded(std::string_view name, std::string_view as,
                               std::span<const std::string_view> words,
                               std::span<const std::int64_t> none = {}) {
    return {.type = u8, .name = name, .as = as, .unknown = none, .words = words};
}
constexpr message_field unused(value_type type, std::string_view name, std::uint8_t count = 0) {
    return {.type = type, .name = name, .count = count};
}
constexpr message_field extension(message_field field) {
    field.extension = true;
    return field;
}

}  // namespace fields

}  // namespace weir::mavlink
