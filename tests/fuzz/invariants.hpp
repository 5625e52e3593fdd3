#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "drivers/text.hpp"
#include "drivers/value.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {

// What must hold, in every build; the fuzzer sees the abort.
inline void require(bool holds) {
    if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// Takes a number off the front of the input: what it decides is part of the input then.
inline std::size_t take_byte(std::string_view& input) {
    if (input.empty()) return 0;
    const auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

// Of every sample, whatever decoder made it: names are unique, text can be printed, numbers are finite.
inline void check(const sample& made, std::size_t max_fields) {
    require(!made.fields.empty() && made.fields.size() <= max_fields);
    std::set<std::string_view> names;
    for (const field& one : made.fields) {
        require(!one.name.empty() && is_text(one.name) && names.insert(one.name).second);
        if (const auto* written = std::get_if<std::string>(&one.data)) require(is_utf8(*written));
        if (const auto number = as_number(one.data)) require(std::isfinite(*number));
    }
}

// Decodes twice: the same frame makes the same sample, and what a refused frame left behind is not seen.
inline void check_stateless(decoder& by, std::string_view bytes, std::size_t max_fields) {
    const std::vector<char> exact(bytes.begin(), bytes.end());
    sample first;
    sample second;
    const auto one = by.decode({{exact.data(), exact.size()}, at(7)}, first);
    const auto other = by.decode({{exact.data(), exact.size()}, at(7)}, second);
    require(one.what == other.what && one.reason == other.reason);
    require((one.what == decoder::bad) == (one.reason != reject::none));
    if (one.what != decoder::sampled) return;
    check(first, max_fields);
    require(first.arrived == at(7) && show(first) == show(second));
}

}  // namespace weir::test
