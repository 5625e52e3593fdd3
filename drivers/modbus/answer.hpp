#pragma once

#include <cstdint>
#include <string_view>

#include "drivers/modbus/protocol.hpp"

namespace weir::modbus {

// Why a device refuses (V1.1b3, 7). It may answer any other code as well.
enum class exception_code : std::uint8_t {
    illegal_function = 1,
    illegal_data_address = 2,
    illegal_data_value = 3,
    server_device_failure = 4,
    acknowledge = 5,  // taken, and it will take long
    server_device_busy = 6,
    negative_acknowledge = 7,  // of older editions
    memory_parity_error = 8,
    gateway_path_unavailable = 10,
    gateway_target_failed_to_respond = 11,
};

// "illegal data address"; "unknown exception" for a code that the standard does not have.
std::string_view name_of(exception_code code);

struct answer {
    enum outcome : std::uint8_t {
        not_ours,   // of another unit, function, transaction or address, or not of the form that was asked
        good,       // what was read is in `data`; what was to be written is
        exception,  // the device refuses: `code`
    };
    outcome what = not_ours;
    // When good, of a read: 2 bytes a register, or bits from the lowest up, as many as were asked for at
    // least. A view of the frame.
    std::string_view data;
    exception_code code{};  // when exception
};

// What a frame of the framer `modbus-rtu` or `modbus-tcp` says to the request. Any bytes are allowed.
answer understand(transport over, std::uint16_t transaction, const request& asked, std::string_view frame);

}  // namespace weir::modbus
