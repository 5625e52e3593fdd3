#include "drivers/nmea/transducers.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "drivers/text.hpp"

namespace weir::nmea {
namespace {

constexpr double max_number = 1e12;
constexpr double pascals_per_bar = 1e5;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_plain(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// What a transducer of this type measures.
std::string_view word_for(char type) {
    using word = std::pair<char, std::string_view>;
    static constexpr word words[] = {
        {'A', "angle"},   {'C', "temperature"}, {'D', "distance"}, {'F', "frequency"}, {'H', "humidity"},
        {'I', "current"}, {'L', "salinity"},    {'N', "force"},    {'P', "pressure"},  {'R', "flow"},
        {'S', "switch"},  {'T', "rotation"},    {'U', "voltage"},  {'V', "volume"}};
    const auto* found =
        std::find_if(std::begin(words), std::end(words), [&](const word& one) { return one.first == type; });
    return found == std::end(words) ? "transducer" : found->second;
}

// Unique in `out`.
std::string name_of(std::string_view said, char type, const sample& out) {
    std::string name(without_blanks(said));
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !is_plain(c); }, '_');
    if (std::none_of(name.begin(), name.end(), is_letter)) {
        const std::string number = std::exchange(name, word_for(type));
        if (!number.empty()) name.append("_").append(number);
    }
    const std::size_t size = name.size();
    for (char next = '2'; out.find(name) != nullptr; ++next) {
        name.resize(size);
        name.append("_").push_back(next);
    }
    return name;
}

// Type, number, unit, name, from the n-th field on.
void read_transducer(field_reader& in, std::size_t n, sample& out) {
    const bool in_bars = in.letter(n) == 'P' && in.letter(n + 2) == 'B';
    const auto number = in_bars ? in.scaled(n + 1, pascals_per_bar, -max_number, max_number)
                                : in.number(n + 1, -max_number, max_number);
    value& held = out.fields.add(name_of(in.text(n + 3), in.letter(n), out));
    held = std::monostate();
    if (number) held = *number;
}

}  // namespace

void read_xdr(field_reader& in, sample& out) {
    for (std::size_t n = 1; n <= in.count(); n += 4) {
        const bool whole = n + 2 <= in.count() && !in.text(n).empty();
        if (whole) {
            read_transducer(in, n, out);
            continue;
        }
        // Some devices end with commas.
        for (std::size_t at = n; at <= in.count(); ++at)
            if (!in.text(at).empty()) in.fail(reject::bad_syntax);
        return;
    }
}

}  // namespace weir::nmea
