#pragma once

#include <cstdint>

namespace weir {

enum class parity : std::uint8_t { none, even, odd };
enum class flow_control : std::uint8_t { none, hardware, software };  // hardware: RTS/CTS; software: XON/XOFF
enum class stop_bits : std::uint8_t { one, two };

// The settings of a serial line; the default is 9600 8N1.
struct serial_line {
    std::uint32_t baud = 9600;   // any rate the driver can make, 50 to 4,000,000 Bd
    std::uint8_t data_bits = 8;  // 5 to 8
    weir::parity parity = weir::parity::none;
    weir::stop_bits stop_bits = weir::stop_bits::one;
    flow_control flow = flow_control::none;
};

}  // namespace weir
