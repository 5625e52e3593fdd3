#include "drivers/modbus/answer.hpp"

#include <optional>

#include "drivers/modbus/bytes.hpp"

namespace weir::modbus {

namespace {

constexpr std::uint8_t refused = 0x80;  // beside the function code

// The bytes behind the function code that a good answer to a read has.
std::size_t data_size(const request& asked) {
    const bool bits =
        asked.function == function::read_coils || asked.function == function::read_discrete_inputs;
    return bits ? (asked.count + 7U) / 8U : asked.count * 2U;
}

// Writes of one thing answer with the request itself, those of several with their place and count.
bool repeats(const request& asked, std::string_view body) {
    if (body.size() != 4 || word_at(body, 0) != asked.address) return false;
    const bool single = asked.function == function::write_coil || asked.function == function::write_register;
    return single ? body.substr(2) == asked.data : word_at(body, 2) == asked.count;
}

answer understand_good(const request& asked, std::string_view body) {
    if (!is_read(asked.function)) return {repeats(asked, body) ? answer::good : answer::not_ours, {}, {}};
    const std::size_t size = data_size(asked);
    if (body.size() != size + 1 || byte_at(body, 0) != size) return {};
    return {answer::good, body.substr(1), {}};
}

// Unit and PDU, if the frame is of this transaction.
std::optional<std::string_view> without_transaction(transport over, std::uint16_t transaction,
                                                    std::string_view frame) {
    if (over == transport::rtu) return frame;
    if (frame.size() < 2 || word_at(frame, 0) != transaction) return std::nullopt;
    return frame.substr(2);
}

}  // namespace

std::string_view name_of(exception_code code) {
    switch (code) {
        case exception_code::illegal_function:
            return "illegal function";
        case exception_code::illegal_data_address:
            return "illegal data address";
        case exception_code::illegal_data_value:
            return "illegal data value";
        case exception_code::server_device_failure:
            return "server device failure";
        case exception_code::acknowledge:
            return "acknowledge";
        case exception_code::server_device_busy:
            return "server device busy";
        case exception_code::negative_acknowledge:
            return "negative acknowledge";
        case exception_code::memory_parity_error:
            return "memory parity error";
        case exception_code::gateway_path_unavailable:
            return "gateway path unavailable";
        case exception_code::gateway_target_failed_to_respond:
            return "gateway target device failed to respond";
    }
    return "unknown exception";
}

answer understand(transport over, std::uint16_t transaction, const request& asked, std::string_view frame) {
    const auto rest = without_transaction(over, transaction, frame);
    if (!rest || rest->size() < 3 || byte_at(*rest, 0) != asked.unit) return {};
    const auto function = static_cast<std::uint8_t>(asked.function);
    const std::string_view body = rest->substr(2);
    if (byte_at(*rest, 1) == function) return understand_good(asked, body);
    if (byte_at(*rest, 1) != (function | refused) || body.size() != 1) return {};
    return {answer::exception, {}, static_cast<exception_code>(body.front())};
}

}  // namespace weir::modbus
