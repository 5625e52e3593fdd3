#include "drivers/nmea/instruments.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "drivers/nmea/fields.hpp"
#include "drivers/nmea/transducers.hpp"
#include "drivers/text.hpp"

namespace weir::nmea {
namespace {

constexpr double metres_per_mile = 1852;
constexpr double metres_per_foot = 0.3048;
constexpr double max_depth = 100'000;  // m, feet or fathoms

template <class T>
void add(sample& out, std::string_view name, const std::optional<T>& told) {
    if (told) out.fields.add(name) = *told;
}

void add_text(sample& out, std::string_view name, field_reader& in, std::size_t n) {
    if (in.text(n).empty()) return;
    if (!is_text(in.text(n))) in.fail(reject::not_utf8);
    assign(out.fields.add(name), in.text(n));
}

void add_nulls(sample& out, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        out.fields.add(name) = std::monostate();
}

// Heading: degrees, T for true.
void read_hdt(field_reader& in, sample& out) {
    in.expect(2, 'T');
    add(out, "heading", in.number(1, 0, 360));
}

// Heading of a magnetic compass: the sensor's, its deviation, the variation. The first two make the magnetic
// heading.
void read_hdg(field_reader& in, sample& out) {
    auto heading = in.number(1, 0, 360);
    const auto deviation = in.east(2);
    if (heading && deviation) heading = rounded(std::fmod(*heading + *deviation + 360, 360), 1e6);
    add(out, "heading_magnetic", heading);
    add(out, "deviation", deviation);
    add(out, "magvar", in.east(4));
}

std::optional<double> read_wind_speed(field_reader& in, std::size_t n) {
    switch (in.letter(n + 1)) {
        case 'K':
            return in.scaled(n, 1 / 3.6, 0, max_speed);
        case 'M':
            return in.number(n, 0, max_speed);
        case 'N':
            return in.knots(n);
        case 'S':
            return in.scaled(n, 0.44704, 0, max_speed);
        default:
            if (!in.text(n).empty()) in.fail(reject::bad_syntax);
            return std::nullopt;
    }
}

// Wind: angle from the bow, R for relative or T for true, speed and its unit, status.
void read_mwv(field_reader& in, sample& out) {
    const bool relative = in.letter(2) == 'R';
    if (!relative && in.letter(2) != 'T') in.fail(reject::bad_syntax);
    const std::string_view angle = relative ? "wind_angle" : "wind_angle_true";
    const std::string_view speed = relative ? "wind_speed" : "wind_speed_true";
    if (!in.is_valid(5)) return add_nulls(out, {angle, speed});
    add(out, angle, in.number(1, 0, 360));
    add(out, speed, read_wind_speed(in, 3));
}

// Depth below the transducer: feet, metres, fathoms, each with its unit.
void read_dbt(field_reader& in, sample& out) {
    in.expect(2, 'f');
    in.expect(4, 'M');
    in.expect(6, 'F');
    const auto from_fathoms = in.scaled(5, 6 * metres_per_foot, 0, max_depth);
    const auto from_feet = in.scaled(1, metres_per_foot, 0, max_depth);
    const auto metres = in.number(3, 0, max_depth);
    add(out, "depth", metres ? metres : from_feet ? from_feet : from_fathoms);
}

// Depth below the transducer, its offset: positive to the water line, negative to the keel. Metres.
void read_dpt(field_reader& in, sample& out) {
    add(out, "depth", in.number(1, 0, max_depth));
    add(out, "depth_offset", in.number(2, -1000, 1000));
}

// Water temperature: degrees, C for Celsius.
void read_mtw(field_reader& in, sample& out) {
    in.expect(2, 'C');
    add(out, "water_temperature", in.number(1, -100, 1000));
}

// The distance from the track, positive to the right of it; the next field says whereto to steer.
std::optional<double> read_cross_track(field_reader& in, std::size_t n) {
    auto metres = in.scaled(n, metres_per_mile, 0, 100'000);
    if (metres && in.letter(n + 1) != 'L' && in.letter(n + 1) != 'R') in.fail(reject::bad_syntax);
    if (metres && in.letter(n + 1) == 'R') *metres = 0 - *metres;
    return metres;
}

// Recommended minimum to a waypoint: status, cross-track error, where to steer, origin, destination, its
// position, its range and bearing, the velocity of closing, arrival, mode.
void read_rmb(field_reader& in, sample& out) {
    if (!in.is_valid(1) || in.letter(14) == 'N') {
        return add_nulls(out,
                         {"cross_track_error", "origin", "destination", "destination_lat", "destination_lon",
                          "destination_distance", "destination_bearing", "closing_speed", "arrived"});
    }
    add(out, "cross_track_error", read_cross_track(in, 2));
    add_text(out, "origin", in, 4);
    add_text(out, "destination", in, 5);
    add(out, "destination_lat", in.latitude(6));
    add(out, "destination_lon", in.longitude(8));
    add(out, "destination_distance", in.scaled(10, metres_per_mile, 0, 100'000));
    add(out, "destination_bearing", in.number(11, 0, 360));
    add(out, "closing_speed", in.scaled(12, 1852.0 / 3600.0, -max_speed, max_speed));
    if (!in.text(13).empty()) add(out, "arrived", std::optional(in.is_valid(13)));
}

constexpr sentence_format<sample> formats[] = {
    {"MWV", 5, read_mwv}, {"HDG", 5, read_hdg}, {"HDT", 1, read_hdt}, {"DBT", 6, read_dbt},
    {"DPT", 2, read_dpt}, {"MTW", 1, read_mtw}, {"XDR", 3, read_xdr}, {"RMB", 13, read_rmb}};

const sentence_format<sample>* format_of(const sentence& from) {
    return find_format<sample>(formats, from);
}

bool is_ais(const sentence& from) {
    return from.whole.starts_with('!') && (from.type() == "VDM" || from.type() == "VDO");
}

}  // namespace

bool is_instrument(const sentence& from) {
    return format_of(from) != nullptr || is_ais(from);
}

reject read_instrument(const sentence& from, sample& out) {
    if (is_ais(from)) {
        if (!is_text(from.whole)) return reject::not_utf8;
        assign(out.fields.add("ais"), from.whole);
        return reject::none;
    }
    return read_by(*format_of(from), from, out);
}

}  // namespace weir::nmea
