#include "drivers/simulate/device.hpp"

#include <array>

namespace weir {

extern const simulated_kind simulated_climate;
extern const simulated_kind simulated_gps;

std::span<const simulated_kind* const> simulated_devices() {
    static constexpr std::array<const simulated_kind*, 2> table{&simulated_climate, &simulated_gps};
    return table;
}

}  // namespace weir
