#pragma once

#include <string>
#include <vector>

namespace weir {

// Makes the driver of an open port hand on what arrives at once: ASYNC_LOW_LATENCY, and a latency timer of
// 1 ms for an FTDI adapter, which else gathers for 16. What does not work is a warning with the remedy. `sys`
// is where sysfs is.
void lower_latency(int descriptor, const std::string& path, std::vector<std::string>& warnings,
                   const std::string& sys = "/sys");

}  // namespace weir
