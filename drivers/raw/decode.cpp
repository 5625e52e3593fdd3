#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "drivers/raw/coding.hpp"
#include "drivers/raw/scale.hpp"

namespace weir {

namespace {

// To 15 digits: what a scale does to the last ones means nothing.
double rounded(double number) {
    if (!std::isfinite(number)) return number;
    std::array<char, 32> digits{};
    const char* const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::scientific, 14)
            .ptr;
    double read = number;
    std::from_chars(digits.data(), end, read);
    return read;
}

double float_of(number_form form, const number_meaning& as, std::uint64_t bits) {
    const double raw = form.bits == 64
                           ? std::bit_cast<double>(bits)
                           : with_its_own_digits(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    return is_scaled(as) ? rounded(to_value(as, raw)) : raw;
}

const std::string* name_in(const number_meaning& as, std::int64_t raw) {
    const auto found =
        std::find_if(as.names.begin(), as.names.end(), [&](const auto& each) { return each.first == raw; });
    return found == as.names.end() ? nullptr : &found->second;
}

void take_integer(const number_meaning& as, std::int64_t raw, value& out) {
    if (const std::string* name = name_in(as, raw)) {
        assign(out, *name);
    } else if (is_scaled(as)) {
        out = to_value(as, static_cast<double>(raw));
    } else {
        out = raw;
    }
}

}  // namespace

void decode_number(number_form form, const number_meaning& as, std::uint64_t bits, value& out) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const unsigned unused = 64U - form.bits;
    const std::uint64_t at_the_top = bits << unused;
    const std::uint64_t alone = at_the_top >> unused;
    if (form.is_float) {
        out = float_of(form, as, alone);
    } else if (form.is_signed) {
        take_integer(as, static_cast<std::int64_t>(at_the_top) >> unused, out);
    } else if (alone <= most) {
        take_integer(as, static_cast<std::int64_t>(alone), out);
    } else {
        out = to_value(as, static_cast<double>(alone));
    }
}

void decode_bit(const number_meaning& as, bool on, value& out) {
    if (const std::string* name = name_in(as, on ? 1 : 0)) {
        assign(out, *name);
    } else {
        out = on;
    }
}

}  // namespace weir
