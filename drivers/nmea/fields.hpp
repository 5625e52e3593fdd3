#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/nmea/sentence.hpp"
#include "drivers/reject.hpp"

namespace weir::nmea {

// To the nearest 1/parts: what a conversion between units adds to a number's digits means nothing.
double rounded(double number, double parts);

inline constexpr double max_speed = 100'000;  // in any unit: more is broken

// Reads the fields of one sentence and remembers the first that is broken. An empty field gives nothing and
// is not broken. Fields count from 1.
class field_reader {
public:
    explicit field_reader(const sentence& from) : from_(from) {}

    reject reason() const { return reason_; }

    std::size_t count() const { return from_.count; }
    std::string_view text(std::size_t n) const { return from_.field(n); }
    char letter(std::size_t n) const { return text(n).empty() ? '\0' : text(n).front(); }

    // Decimal, without exponent, from min to max.
    std::optional<double> number(std::size_t n, double min, double max);
    // A number of another unit times `factor`, to a millionth. The range is of what is written.
    std::optional<double> scaled(std::size_t n, double factor, double min, double max);
    std::optional<double> knots(std::size_t n);  // m/s
    // An angle to the east or west, as the next field says: degrees, east positive, 180 at most.
    std::optional<double> east(std::size_t n);
    std::optional<std::int64_t> integer(std::size_t n, std::int64_t min, std::int64_t max);
    // In metres: the unit is in the next field.
    std::optional<double> metres(std::size_t n);
    // ddmm.mmm or dddmm.mmm, its hemisphere in the next field. Degrees, within the limit, to 1e-9 (0.1 mm).
    std::optional<double> latitude(std::size_t n) { return angle(n, 2, "NS", 90); }
    std::optional<double> longitude(std::size_t n) { return angle(n, 3, "EW", 180); }
    // hhmmss or hhmmss.sss
    std::optional<std::chrono::nanoseconds> time(std::size_t n);
    std::optional<std::chrono::year_month_day> ddmmyy(std::size_t n);  // 80 to 99 are of the last century
    std::optional<std::chrono::year_month_day> date(std::size_t day, std::size_t month, std::size_t year);

    // Empty, or this letter: a unit, a reference.
    void expect(std::size_t n, char letter) {
        if (!text(n).empty() && text(n) != std::string_view(&letter, 1)) fail(reject::bad_syntax);
    }
    // A for valid, V for void.
    bool is_valid(std::size_t n);
    // For what a sentence's reader finds by itself.
    void fail(reject reason) {
        if (reason_ == reject::none) reason_ = reason;
    }

private:
    std::optional<double> angle(std::size_t n, std::size_t degree_digits, std::string_view signs,
                                std::int64_t limit);
    std::optional<std::chrono::year_month_day> checked(std::int64_t year, std::int64_t month,
                                                       std::int64_t day);
    std::nullopt_t broken() {
        fail(reject::bad_number);
        return std::nullopt;
    }

    const sentence& from_;
    reject reason_ = reject::none;
};

// How sentences of one type are read.
template <class Out>
struct sentence_format {
    std::string_view type;
    std::size_t fewest;  // fields, in the oldest version that has the sentence
    void (*read)(field_reader&, Out&);
};

// Of the sentence's type; null when there is none.
template <class Out>
const sentence_format<Out>* find_format(std::span<const sentence_format<Out>> among, const sentence& from) {
    const std::string_view type = from.type();
    for (const sentence_format<Out>& each : among) {
        if (each.type == type) return &each;
    }
    return nullptr;
}

template <class Out>
reject read_by(const sentence_format<Out>& how, const sentence& from, Out& out) {
    if (from.count < how.fewest) return reject::bad_syntax;
    field_reader in(from);
    how.read(in, out);
    return in.reason();
}

}  // namespace weir::nmea
