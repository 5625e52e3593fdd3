#include <string>

#include "drivers/modbus/bytes.hpp"
#include "drivers/modbus/sliding_framer.hpp"

namespace weir {

extern const framer_kind modbus_tcp_framer;

namespace {

// The answers of Modbus Messaging on TCP/IP V1.0b: a header (3.1.3: transaction, protocol 0, length), unit,
// PDU. A frame is given as transaction (2 bytes), unit, PDU.
class modbus_tcp final : public modbus::sliding_framer {
public:
    modbus_tcp() : sliding_framer(reject::bad_syntax) { content_.reserve(most_frame); }

private:
    static constexpr std::size_t header_size = 6;
    static constexpr std::size_t least_length = 2;  // unit and function code
    static constexpr std::size_t most_length = 254;

    fit measure(std::string_view bytes) const override {
        if (bytes.size() > 2 && bytes[2] != 0) return {fit::no};
        if (bytes.size() > 3 && bytes[3] != 0) return {fit::no};
        if (bytes.size() > 4 && bytes[4] != 0) return {fit::no};
        if (bytes.size() < header_size) return {fit::more};
        const std::size_t length = modbus::byte_at(bytes, 5);
        if (length < least_length || length > most_length) return {fit::no};
        const std::size_t size = header_size + length;
        return bytes.size() < size ? fit{fit::more} : fit{fit::yes, size};
    }

    std::string_view content(std::string_view frame) override {
        content_.assign(frame.substr(0, 2)).append(frame.substr(header_size));
        return content_;
    }

    std::string content_;
};

std::unique_ptr<framer> make(const component_use&, problems&) {
    return std::make_unique<modbus_tcp>();
}

}  // namespace

constinit const framer_kind modbus_tcp_framer{
    {.name = "modbus-tcp", .help = "answers of Modbus TCP devices", .argument = {.is = kind::group}}, make};

}  // namespace weir
