#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "drivers/reject.hpp"

// Sentences of NMEA 0183 (version 4.11 and before), and what GNSS receivers tell in them. Pure; any bytes are
// allowed as input.
namespace weir::nmea {

// The standard allows 82 characters; receivers with more digits send more.
inline constexpr std::size_t longest = 102;

// A sentence whose checksum is right. Views of the line.
struct sentence {
    std::string_view whole;    // from its `$` or `!` to its checksum
    std::string_view address;  // "GPRMC": talker and type; "PUBX": proprietary
    std::array<std::string_view, 32> fields;
    std::size_t count = 0;  // of fields; more than 32 are left out

    // "RMC"; empty for a proprietary sentence.
    std::string_view type() const;
    // The n-th field, from 1 as in the standard; empty when there is none.
    std::string_view field(std::size_t n) const;
};

// Takes a line apart. What stands before the last `$` or `!` is skipped. `out` is valid when none is
// returned, and as long as `line`.
reject split(std::string_view line, sentence& out);

// In the order in which one sentence's claim outdoes another's.
enum class fix : std::uint8_t { none, two_d, three_d, dgps, rtk_float, rtk, estimated };

// What sentences tell; what they leave open is absent.
struct reading {
    std::optional<std::chrono::nanoseconds> time;  // of day, UTC; up to 23:59:60.999...
    std::optional<std::chrono::year_month_day> date;
    std::optional<double> lat;     // degrees, north positive
    std::optional<double> lon;     // degrees, east positive
    std::optional<double> alt;     // m above mean sea level
    std::optional<double> speed;   // m/s over ground
    std::optional<double> course;  // degrees true, over ground
    std::optional<nmea::fix> fix;
    std::optional<nmea::fix> dimension;  // none, 2d or 3d: of GSA, which alone knows it
    std::optional<std::int64_t> sats;    // used
    std::optional<double> hdop;
    std::optional<double> vdop;
    std::optional<double> pdop;
    std::optional<std::int64_t> sats_in_view;  // of one talker
    std::optional<double> geoid;               // m, geoid above ellipsoid
    std::optional<double> magvar;              // degrees, east positive
    bool invalid = false;                      // the receiver says that it has no valid position
};

// Whether read() knows it: RMC GGA GLL VTG GSA GSV ZDA of any talker.
bool is_known(const sentence& from);

// Reads a known sentence. `out` is valid when none is returned.
reject read(const sentence& from, reading& out);

}  // namespace weir::nmea
