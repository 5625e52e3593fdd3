#include <array>

#include "drivers/framer.hpp"

namespace weir {

extern const framer_kind line_framer;
extern const framer_kind modbus_rtu_framer;
extern const framer_kind modbus_tcp_framer;

catalogue framers() {
    static constexpr std::array<const component*, 3> table{&line_framer, &modbus_rtu_framer,
                                                           &modbus_tcp_framer};
    return table;
}

std::unique_ptr<framer> make_framer(const component_use& use, problems& found) {
    const auto& kind = static_cast<const framer_kind&>(*use.kind);
    const std::size_t before = found.size();
    if (kind.check != nullptr) kind.check(use, found);
    return found.size() == before ? kind.make(use, found) : nullptr;
}

}  // namespace weir
