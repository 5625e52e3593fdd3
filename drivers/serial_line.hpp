#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace weir {

enum class parity : std::uint8_t { none, even, odd };
enum class flow_control : std::uint8_t { none, hardware, software };  // hardware: RTS/CTS; software: XON/XOFF
enum class stop_bits : std::uint8_t { one, two };

// Two-wire RS-485: the port's own RTS switches between sending and receiving.
struct rs485_mode {
    bool rts_on_send = true;  // RTS is high while sending and low otherwise; or the reverse
    std::chrono::milliseconds delay_before_send{};  // from RTS to the first byte, 0 to 100 ms
    std::chrono::milliseconds delay_after_send{};   // from the last byte to RTS, 0 to 100 ms
    bool receive_during_send = false;               // what is sent is read as well
    bool terminate = false;                         // the port's own terminating resistor
};

// The settings of a serial line; the default is 9600 8N1, with the modem lines as the kernel leaves them.
struct serial_line {
    std::uint32_t baud = 9600;   // any rate the driver can make, 50 to 4,000,000 Bd
    std::uint8_t data_bits = 8;  // 5 to 8
    weir::parity parity = weir::parity::none;
    weir::stop_bits stop_bits = weir::stop_bits::one;
    flow_control flow = flow_control::none;
    bool low_latency = false;         // what arrives is handed on at once, at the price of more interrupts
    std::optional<bool> dtr;          // after opening; the kernel raises both when it opens
    std::optional<bool> rts;          // not with RTS/CTS or RS-485
    bool reset_on_open = false;       // DTR goes down for a moment at each opening; not with dtr == false
    bool hang_up_on_close = false;    // DTR and RTS go down at the close
    std::optional<rs485_mode> rs485;  // none: as the kernel leaves it
};

}  // namespace weir
