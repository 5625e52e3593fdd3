#include "drivers/nmea/epoch.hpp"

#include <algorithm>
#include <string>

#include "drivers/iso_8601.hpp"

namespace weir::nmea {
namespace {

void write_time(std::chrono::nanoseconds time, const std::optional<std::chrono::year_month_day>& date,
                value& out) {
    assign(out, "");
    auto& text = std::get<std::string>(out);
    append_iso_8601(text, time, date);
    text.push_back('Z');
}

std::optional<fix> fix_of(const reading& told) {
    if (told.invalid) return fix::none;
    const bool plain = !told.fix || told.fix == fix::two_d || told.fix == fix::three_d;
    const bool measured = told.dimension && (!told.fix || told.dimension != fix::none);
    return plain && measured ? told.dimension : told.fix;
}

std::string_view name_of(fix kind) {
    constexpr std::array<std::string_view, 7> names{"none", "2d", "3d", "dgps", "float", "rtk", "estimated"};
    return names.at(static_cast<std::size_t>(kind));
}

template <class T>
void add_field(sample& out, const char* name, const std::optional<T>& told) {
    if (told) out.fields.add(name) = *told;
}

template <class T>
void take(std::optional<T>& into, const std::optional<T>& later) {
    if (later) into = later;
}

void merge(reading& into, const reading& later) {
    take(into.time, later.time);
    take(into.date, later.date);
    take(into.lat, later.lat);
    take(into.lon, later.lon);
    take(into.alt, later.alt);
    take(into.speed, later.speed);
    take(into.course, later.course);
    into.fix = std::max(into.fix, later.fix);
    into.dimension = std::max(into.dimension, later.dimension);
    take(into.sats, later.sats);
    take(into.hdop, later.hdop);
    take(into.vdop, later.vdop);
    take(into.pdop, later.pdop);
    take(into.geoid, later.geoid);
    take(into.magvar, later.magvar);
    into.invalid = into.invalid || later.invalid;
}

}  // namespace

void write(const reading& told, sample& out) {
    if (told.time) write_time(*told.time, told.date, out.fields.add("time"));
    if (!told.invalid) {
        add_field(out, "lat", told.lat);
        add_field(out, "lon", told.lon);
        add_field(out, "alt", told.alt);
        add_field(out, "speed", told.speed);
        add_field(out, "course", told.course);
    }
    if (const auto kind = fix_of(told)) assign(out.fields.add("fix"), name_of(*kind));
    add_field(out, "sats", told.sats);
    add_field(out, "hdop", told.hdop);
    add_field(out, "vdop", told.vdop);
    add_field(out, "pdop", told.pdop);
    add_field(out, "sats_in_view", told.sats_in_view);
    if (!told.invalid) {
        add_field(out, "geoid", told.geoid);
        add_field(out, "magvar", told.magvar);
    }
}

std::size_t epoch::position(const sentence& from) const {
    const auto found = std::find_if(heard_.begin(), heard_.end(), [&](const sentence_kind& one) {
        return std::equal(one.address.begin(), one.address.end(), from.address.begin(), from.address.end());
    });
    return static_cast<std::size_t>(found - heard_.begin());
}

bool epoch::takes(const sentence& from, const reading& told) const {
    if (told.time && told_.time && told.time != told_.time) return false;
    const bool heard = position(from) < heard_.size();
    const bool in_groups = from.type() == "GSA" || from.type() == "GSV";
    return heard ? in_groups : heard_.size() < max_heard;
}

void epoch::add(const sentence& from, const reading& told, monotonic_time arrived) {
    if (empty()) arrived_ = arrived;
    const std::size_t at = position(from);
    if (at == heard_.size()) {
        heard_.emplace_back();
        std::copy_n(from.address.begin(), heard_[at].address.size(), heard_[at].address.begin());
    }
    merge(told_, told);
    if (!told.sats_in_view) return;
    // A talker says it once for each of its signals.
    heard_[at].sats_in_view = std::max(heard_[at].sats_in_view, *told.sats_in_view);
    told_.sats_in_view = 0;
    for (const sentence_kind& one : heard_)
        *told_.sats_in_view += one.sats_in_view;
}

void epoch::write(sample& out) const {
    out.arrived = arrived_;
    nmea::write(told_, out);
}

void epoch::clear() {
    told_ = {};
    heard_.clear();
}

}  // namespace weir::nmea
