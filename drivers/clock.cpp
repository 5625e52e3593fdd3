#include "drivers/clock.hpp"

#include <random>
#include <stdexcept>

namespace weir {

namespace {

// What is "long ago" for an interval or a limit lies after the clock's zero all the same.
constexpr monotonic_time driven_begin{std::chrono::hours(24 * 365)};
constexpr std::uint32_t driven_seed = 1;

}  // namespace

monotonic_time monotonic_clock::driven_now() noexcept {
    return driven_by->now();
}

wall_time wall_now() {
    if (const driven_time* driven = monotonic_clock::driven()) return driven->wall();
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

std::uint32_t random_seed() {
    return monotonic_clock::driven() != nullptr ? driven_seed : std::random_device{}();
}

driven_time::driven_time(wall_time begin) : wall_began_(begin), began_(driven_begin), now_(driven_begin) {
    if (monotonic_clock::driven() != nullptr) throw std::logic_error("time is driven already");
    monotonic_clock::driven_by = this;
}

driven_time::~driven_time() {
    monotonic_clock::driven_by = nullptr;
}

}  // namespace weir
