#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir {

// Why a frame, or what a decoder found in it, was refused. Each is a counter in `stats`, under its name.
enum class reject : std::uint8_t {
    none,
    too_long,       // no end within the port's bound
    not_utf8,       // text that is no valid UTF-8, or has control characters where none belong
    bad_syntax,     // does not have the form its decoder expects
    bad_number,     // a number that is broken or does not fit
    wrong_columns,  // more or fewer columns than configured
    bad_checksum,
    too_complex,   // nested deeper, or more fields, than allowed
    bad_encoding,  // bytes that nobody sends who keeps to the framing
    out_of_step,   // no frame begins where one should
    incomplete,    // a pause, or the next frame's beginning, in the middle of a frame; one that lacks bytes
};
inline constexpr std::size_t reject_count = 11;

constexpr std::string_view name_of(reject reason) {
    constexpr std::array<std::string_view, reject_count> names{
        "none",         "too_long",    "not_utf8",     "bad_syntax",  "bad_number", "wrong_columns",
        "bad_checksum", "too_complex", "bad_encoding", "out_of_step", "incomplete"};
    return names.at(static_cast<std::size_t>(reason));
}

}  // namespace weir
