#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Modbus as a client ("master") speaks it: MODBUS Application Protocol V1.1b3, over Modbus over Serial Line
// V1.02 (RTU) or Modbus Messaging on TCP/IP V1.0b. Pure.
namespace weir::modbus {

// How a request is wrapped. RTU may come over TCP too, from bridges that only pass bytes on.
enum class transport : std::uint8_t { rtu, tcp };

// By the name of a port's framer: `modbus-rtu` or `modbus-tcp`; none for any other.
std::optional<transport> transport_of(std::string_view framer);

// The four address spaces of a device. Coils and discrete inputs are bits, the others registers of 16 bits.
enum class table : std::uint8_t { coil, discrete, input, holding };

constexpr bool holds_bits(table in) {
    return in == table::coil || in == table::discrete;
}

enum class function : std::uint8_t {
    read_coils = 1,
    read_discrete_inputs = 2,
    read_holding_registers = 3,
    read_input_registers = 4,
    write_coil = 5,
    write_register = 6,
    write_coils = 15,
    write_registers = 16,
};

constexpr bool is_read(function what) {
    return what <= function::read_input_registers;
}

inline constexpr std::uint16_t most_registers = 125;  // that one request reads (V1.1b3, 6.3)
inline constexpr std::uint16_t most_bits = 2000;      // the same (6.1)
inline constexpr std::uint16_t most_written = 123;    // registers that one request writes (6.12)
inline constexpr std::uint8_t broadcast = 0;          // RTU: all units take the write, and none answers
inline constexpr std::uint8_t last_unit = 247;        // RTU: 248 to 255 are reserved (V1.02, 2.2)

// What one unit is asked. Make it by the functions below: they keep `count` and `data` in agreement.
struct request {
    std::uint8_t unit = 1;
    modbus::function function = modbus::function::read_holding_registers;
    std::uint16_t address = 0;  // counts from 0, as on the wire
    std::uint16_t count = 1;    // registers or bits
    std::string data;           // of a write: registers, their high byte first; bits from the lowest up
};

// 1 to most_registers registers, or 1 to most_bits bits.
request read(std::uint8_t unit, table from, std::uint16_t address, std::uint16_t count);
// `multiple`: by function 15 in place of 5.
request write_coil(std::uint8_t unit, std::uint16_t address, bool on, bool multiple);
// `registers`: 2 bytes each, 1 to most_written of them. `multiple`: one register by function 16 too, in place
// of 6; several always are.
request write_registers(std::uint8_t unit, std::uint16_t address, std::string registers, bool multiple);

// The bytes to send. `transaction` is for TCP alone: the answer repeats it.
std::string on_the_wire(transport over, std::uint16_t transaction, const request& what);

// Whether anything comes back.
bool is_answered(transport over, const request& what);

// Of a frame of RTU (V1.02, 6.2.2). It is sent low byte first.
std::uint16_t crc16(std::string_view bytes);

}  // namespace weir::modbus
