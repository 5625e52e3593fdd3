#include "drivers/modbus/timing.hpp"

#include <chrono>

namespace weir::modbus {

unsigned character_bits(const serial_line& line) {
    return 1U + line.data_bits + (line.parity == parity::none ? 0U : 1U) +
           (line.stop_bits == stop_bits::two ? 2U : 1U);
}

duration silent_gap(std::uint32_t baud, unsigned bits_of_character) {
    using namespace std::chrono_literals;
    constexpr std::uint32_t fast = 19'200;
    if (baud > fast) return 1750us;
    constexpr std::int64_t half_characters = 7;
    const duration twice = duration(1s) * half_characters * bits_of_character / baud;
    return (twice + 1ns) / 2;  // no less than 3.5
}

}  // namespace weir::modbus
