#include "drivers/modbus/bytes.hpp"
#include "drivers/modbus/protocol.hpp"
#include "drivers/modbus/sliding_framer.hpp"

namespace weir {

extern const framer_kind modbus_rtu_framer;

namespace {

// The answers of Modbus over Serial Line V1.02: unit, PDU, CRC. Their function code tells how long they are,
// and the CRC whether they are whole. A frame is given without its CRC.
class modbus_rtu final : public modbus::sliding_framer {
public:
    modbus_rtu() : sliding_framer(reject::bad_checksum) {}

private:
    static constexpr std::size_t crc_size = 2;
    static constexpr std::size_t exception_size = 5;
    static constexpr std::size_t write_size = 8;

    fit measure(std::string_view bytes) const override {
        const std::uint8_t unit = modbus::byte_at(bytes, 0);
        if (unit == modbus::broadcast || unit > modbus::last_unit) return {fit::no};
        if (bytes.size() < 3) return {bytes.size() < 2 || size_of(bytes[1], 2) > 0 ? fit::more : fit::no};
        const std::size_t size = size_of(bytes[1], modbus::byte_at(bytes, 2));
        if (size == 0) return {fit::no};
        if (bytes.size() < size) return {fit::more};
        const std::string_view body = bytes.substr(0, size - crc_size);
        const bool whole = modbus::crc16(body) ==
                           (modbus::byte_at(bytes, size - 2) | (modbus::byte_at(bytes, size - 1) << 8U));
        return whole ? fit{fit::yes, size} : fit{fit::no};
    }

    std::string_view content(std::string_view frame) override {
        return frame.substr(0, frame.size() - crc_size);
    }

    // Of an answer whose third byte is `count`; 0 when there is none.
    static std::size_t size_of(char function, std::size_t count) {
        constexpr std::size_t most = 250;  // bytes of data: 2000 bits or 125 registers
        const auto code = static_cast<std::uint8_t>(function);
        const std::uint8_t plain = code & 0x7FU;
        const bool read = plain >= 1 && plain <= 4;
        const bool write = plain == 5 || plain == 6 || plain == 15 || plain == 16;
        if (!read && !write) return 0;
        if (code != plain) return exception_size;
        if (write) return write_size;
        const bool even = plain <= 2 || count % 2 == 0;
        return count > 0 && count <= most && even ? 3 + count + crc_size : 0;
    }
};

std::unique_ptr<framer> make(const component_use&, problems&) {
    return std::make_unique<modbus_rtu>();
}

}  // namespace

constinit const framer_kind modbus_rtu_framer{
    {.name = "modbus-rtu",
     .help = "answers of Modbus RTU devices; a port that `modbus` uses has it where `frame` is not given",
     .argument = {.is = kind::group}},
    make};

}  // namespace weir
