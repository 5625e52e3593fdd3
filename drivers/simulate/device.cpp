#include "drivers/simulate/device.hpp"

namespace weir {

extern const simulated_kind simulated_climate;
extern const simulated_kind simulated_gps;
extern const simulated_kind simulated_echo;

catalogue simulated_devices() {
    static constexpr const component* table[] = {&simulated_climate, &simulated_gps, &simulated_echo};
    return table;
}

std::unique_ptr<simulated_device> make_simulated(const component_use& use, std::chrono::sys_seconds start) {
    return static_cast<const simulated_kind&>(*use.kind).make(start);
}

}  // namespace weir
