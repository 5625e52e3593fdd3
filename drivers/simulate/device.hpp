#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir {

// A device that is not there: what it would send, for trying weir without hardware, for the demo and for
// tests. Pure: the same tick gives the same lines.
class simulated_device {
public:
    simulated_device() = default;
    simulated_device(const simulated_device&) = delete;
    simulated_device& operator=(const simulated_device&) = delete;
    virtual ~simulated_device() = default;

    virtual duration period() const = 0;                      // between two ticks; zero: there are none
    virtual std::string lines(std::uint64_t tick) const = 0;  // whole lines with their ends
    // What it says to what was written to it, as the bytes came.
    virtual std::string answer(std::string_view /*written*/) { return {}; }
};

struct simulated_kind : component {
    // `start` is the device's time at tick 0.
    std::unique_ptr<simulated_device> (*make)(std::chrono::sys_seconds start);
};

// The simulated devices there are; an entry here and a file in simulate/ is all that a new one needs.
catalogue simulated_devices();

// `use.kind` must be an entry of simulated_devices().
std::unique_ptr<simulated_device> make_simulated(const component_use& use, std::chrono::sys_seconds start);

}  // namespace weir
