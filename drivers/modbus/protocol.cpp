#include "drivers/modbus/protocol.hpp"

#include <utility>

#include "drivers/checksum.hpp"
#include "drivers/modbus/bytes.hpp"

namespace weir::modbus {

namespace {

constexpr std::uint16_t coil_on = 0xFF00;  // 6.5

function reader_of(table from) {
    switch (from) {
        case table::coil:
            return function::read_coils;
        case table::discrete:
            return function::read_discrete_inputs;
        case table::input:
            return function::read_input_registers;
        case table::holding:
            break;
    }
    return function::read_holding_registers;
}

// Function code and what belongs to it (V1.1b3, 6).
void append_pdu(std::string& to, const request& what) {
    append_byte(to, static_cast<std::uint8_t>(what.function));
    append_word(to, what.address);
    const bool counted = what.function != function::write_coil && what.function != function::write_register;
    if (counted) append_word(to, what.count);
    if (counted && !is_read(what.function)) append_byte(to, what.data.size());
    to += what.data;
}

}  // namespace

std::optional<transport> transport_of(std::string_view framer) {
    if (framer == "modbus-rtu") return transport::rtu;
    if (framer == "modbus-tcp") return transport::tcp;
    return std::nullopt;
}

request read(std::uint8_t unit, table from, std::uint16_t address, std::uint16_t count) {
    return {unit, reader_of(from), address, count, {}};
}

request write_coil(std::uint8_t unit, std::uint16_t address, bool on, bool multiple) {
    if (multiple) return {unit, function::write_coils, address, 1, std::string(1, on ? '\1' : '\0')};
    request what{unit, function::write_coil, address, 1, {}};
    append_word(what.data, on ? coil_on : 0);
    return what;
}

request write_registers(std::uint8_t unit, std::uint16_t address, std::string registers, bool multiple) {
    const auto count = static_cast<std::uint16_t>(registers.size() / 2);
    const bool one = count == 1 && !multiple;
    return {unit, one ? function::write_register : function::write_registers, address, count,
            std::move(registers)};
}

std::string on_the_wire(transport over, std::uint16_t transaction, const request& what) {
    std::string bytes;
    bytes.reserve(what.data.size() + 16);
    if (over == transport::tcp) bytes.append(6, '\0');
    append_byte(bytes, what.unit);
    append_pdu(bytes, what);
    if (over == transport::rtu) {
        const std::uint16_t sum = crc16(bytes);
        append_byte(bytes, sum);
        append_byte(bytes, sum >> 8U);
        return bytes;
    }
    std::string header;  // transaction, protocol 0, bytes that follow (TCP V1.0b, 3.1.3)
    append_word(header, transaction);
    append_word(header, 0);
    append_word(header, bytes.size() - 6);
    return bytes.replace(0, 6, header);
}

bool is_answered(transport over, const request& what) {
    return over == transport::tcp || what.unit != broadcast;
}

std::uint16_t crc16(std::string_view bytes) {
    return crc16_modbus(bytes);
}

}  // namespace weir::modbus
