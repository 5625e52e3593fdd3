#include "drivers/modbus/write.hpp"

#include <utility>

namespace weir::modbus {

std::optional<request> make_write(const write_settings& to, const value& what, std::string& why) {
    if (to.table == table::coil) {
        const auto on = encode_bit(to.as, what, why);
        return on ? std::optional(write_coil(to.unit, to.address, *on, to.multiple)) : std::nullopt;
    }
    auto registers = encode(to.as, what, why);
    if (!registers) return std::nullopt;
    return write_registers(to.unit, to.address, std::move(*registers), to.multiple);
}

bool awaits_answer(const write_settings& to) {
    request addressed;
    addressed.unit = to.unit;
    return is_answered(to.over, addressed);
}

}  // namespace weir::modbus
