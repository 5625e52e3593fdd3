#pragma once

#include <cstdint>

#include "drivers/component.hpp"

// The options `send_every` and `send_first_at` of the stages that smooth.
namespace weir {

inline constexpr option send_every_option{
    "send_every",
    {.is = kind::integer, .unit = "samples", .min = 1, .max = 1'000'000},
    "1",
    "Of so many samples one goes on; the others only enter the calculation. (In ESPHome the default is 5 or "
    "15.)"};
inline constexpr option send_first_at_option{
    "send_first_at",
    {.is = kind::integer, .unit = "samples", .min = 1, .max = 1'000'000},
    "1",
    "Which sample is the first that goes on; at most `send_every`."};

// Counts samples, and says which go on.
class send_every {
public:
    explicit send_every(const setting& options)
        : every_(count(options["send_every"])), passed_(every_ - count(options["send_first_at"])) {}

    bool lets_pass() {
        if (++passed_ < every_) return false;
        passed_ = 0;
        return true;
    }

    static void check(const component_use& use, problems& found) {
        const setting& first = use.options["send_first_at"];
        if (count(first) <= count(use.options["send_every"])) return;
        found.add(first.where, "'send_first_at' is larger than 'send_every'");
    }

private:
    static std::int64_t count(const setting& of) { return of.present() ? of.integer() : 1; }

    std::int64_t every_;
    std::int64_t passed_;
};

}  // namespace weir
