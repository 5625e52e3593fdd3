#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

namespace weir {

// A device that is not there: what it would send, for the demo and for tests. Pure: the same tick gives the
// same lines.
class simulated_device {
public:
    simulated_device() = default;
    simulated_device(const simulated_device&) = delete;
    simulated_device& operator=(const simulated_device&) = delete;
    virtual ~simulated_device() = default;

    virtual duration period() const = 0;                      // between two ticks
    virtual std::string lines(std::uint64_t tick) const = 0;  // whole lines with their ends
};

struct simulated_kind {
    std::string_view name;
    std::string_view help;  // one line
    // `start` is the device's time at tick 0.
    std::unique_ptr<simulated_device> (*make)(std::chrono::sys_seconds start);
};

// The simulated devices there are; an entry here and a file in simulate/ is all that a new one needs.
std::span<const simulated_kind* const> simulated_devices();

}  // namespace weir
