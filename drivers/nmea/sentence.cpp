#include "drivers/nmea/sentence.hpp"

#include <algorithm>
#include <charconv>

#include "drivers/checksum.hpp"
#include "drivers/nmea/fields.hpp"
#include "drivers/text.hpp"

namespace weir::nmea {
namespace {

void read_position(field_reader& in, std::size_t first, reading& out) {
    out.lat = in.latitude(first);
    out.lon = in.longitude(first + 2);
    if (out.lat.has_value() != out.lon.has_value()) in.fail(reject::bad_syntax);
}

// The mode indicator, since NMEA 0183 2.3. `A` does not say whether the fix is 2d or 3d: it claims the least.
void read_mode(field_reader& in, std::size_t n, reading& out) {
    switch (in.letter(n)) {
        case '\0':  // older
        case 'A':
        case 'P':
            out.fix = fix::two_d;
            break;
        case 'D':
            out.fix = fix::dgps;
            break;
        case 'F':
            out.fix = fix::rtk_float;
            break;
        case 'R':
            out.fix = fix::rtk;
            break;
        case 'E':
        case 'M':
        case 'S':
            out.fix = fix::estimated;
            break;
        case 'N':
            out.invalid = true;
            break;
        default:
            in.fail(reject::bad_syntax);
    }
}

// Recommended minimum: time, status, position, knots, course, date, variation, mode.
void read_rmc(field_reader& in, reading& out) {
    out.time = in.time(1);
    out.date = in.ddmmyy(9);
    out.invalid = !in.is_valid(2);
    if (!out.invalid) read_mode(in, 12, out);
    if (out.invalid) return;
    read_position(in, 3, out);
    out.speed = in.knots(7);
    out.course = in.number(8, 0, 360);
    out.magvar = in.east(10);
}

std::optional<fix> fix_of_quality(std::int64_t quality) {
    constexpr std::array<fix, 9> fixes{fix::none,      fix::three_d,   fix::dgps,
                                       fix::three_d,   fix::rtk,       fix::rtk_float,
                                       fix::estimated, fix::estimated, fix::estimated};
    return fixes.at(static_cast<std::size_t>(quality));
}

// Fix data: time, position, quality, satellites, HDOP, altitude, geoid.
void read_gga(field_reader& in, reading& out) {
    out.time = in.time(1);
    out.sats = in.integer(7, 0, 999);
    out.hdop = in.number(8, 0, 10'000);
    const std::int64_t quality = in.integer(6, 0, 8).value_or(0);
    out.invalid = quality == 0;
    if (out.invalid) return;
    read_position(in, 2, out);
    out.alt = in.metres(9);
    out.geoid = in.metres(11);
    out.fix = fix_of_quality(quality);
    if (out.fix == fix::three_d && !out.alt) out.fix = fix::two_d;
}

// Position and, since NMEA 0183 2.0, time and status.
void read_gll(field_reader& in, reading& out) {
    out.time = in.time(5);
    out.invalid = !in.text(6).empty() && !in.is_valid(6);
    if (out.invalid) return;
    read_position(in, 1, out);
    if (out.lat) read_mode(in, 7, out);
}

// Course and speed: true, magnetic, knots, km/h, each with its unit; mode.
void read_vtg(field_reader& in, reading& out) {
    in.expect(2, 'T');
    in.expect(6, 'N');
    in.expect(8, 'K');
    if (in.letter(9) == 'N') {
        out.invalid = true;
        return;
    }
    out.course = in.number(1, 0, 360);
    out.speed = in.knots(5);
    const auto from_kilometres_per_hour = in.scaled(7, 1 / 3.6, 0, max_speed);
    if (!out.speed) out.speed = from_kilometres_per_hour;
}

// Dilution of precision: selection, dimension, twelve satellites, PDOP, HDOP, VDOP.
void read_gsa(field_reader& in, reading& out) {
    const auto dimension = in.integer(2, 1, 3);
    if (dimension) out.dimension = static_cast<fix>(*dimension - 1);
    out.pdop = in.number(15, 0, 10'000);
    out.hdop = in.number(16, 0, 10'000);
    out.vdop = in.number(17, 0, 10'000);
}

// Satellites in view: count of sentences, number of this one, count of satellites, four of them.
void read_gsv(field_reader& in, reading& out) {
    out.sats_in_view = in.integer(3, 0, 999);
}

// Time and date: time, day, month, year, zone.
void read_zda(field_reader& in, reading& out) {
    out.time = in.time(1);
    out.date = in.date(2, 3, 4);
}

constexpr sentence_format<reading> formats[] = {
    {"RMC", 9, read_rmc},  {"GGA", 14, read_gga}, {"GLL", 4, read_gll}, {"VTG", 8, read_vtg},
    {"GSA", 17, read_gsa}, {"GSV", 3, read_gsv},  {"ZDA", 4, read_zda}};

const sentence_format<reading>* format_of(const sentence& from) {
    return find_format<reading>(formats, from);
}

bool checksum_matches(std::string_view body, std::string_view hex) {
    unsigned given = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), given, 16);
    return error == std::errc() && end == hex.data() + hex.size() && given == xor_of(body);
}

}  // namespace

std::string_view sentence::type() const {
    const bool standard = address.size() == 5 && address.front() != 'P';
    return standard ? address.substr(2) : std::string_view();
}

std::string_view sentence::field(std::size_t n) const {
    return n >= 1 && n <= count ? fields[n - 1] : std::string_view();
}

reject split(std::string_view line, sentence& out) {
    line = without_line_end(line);
    const std::size_t dollar = line.rfind('$');
    const std::size_t start = dollar != line.npos ? dollar : line.rfind('!');
    if (start == line.npos) return is_text(line) ? reject::bad_syntax : reject::not_utf8;
    line.remove_prefix(start);
    if (line.size() > longest) return reject::too_long;

    constexpr std::size_t checksum_size = 3;  // *hh
    if (line.size() < 1 + checksum_size || line[line.size() - checksum_size] != '*')
        return reject::bad_checksum;
    std::string_view body = line.substr(1, line.size() - 1 - checksum_size);
    if (!checksum_matches(body, line.substr(line.size() - 2))) return reject::bad_checksum;

    std::size_t comma = body.find(',');
    out.whole = line;
    out.address = body.substr(0, comma);
    out.count = 0;
    while (comma != body.npos && out.count < out.fields.size()) {
        body.remove_prefix(comma + 1);
        comma = body.find(',');
        out.fields[out.count++] = body.substr(0, comma);
    }
    return reject::none;
}

bool is_known(const sentence& from) {
    return format_of(from) != nullptr;
}

reject read(const sentence& from, reading& out) {
    return read_by(*format_of(from), from, out);
}

}  // namespace weir::nmea
