#pragma once

#include <chrono>
#include <ctime>

namespace weir::test {

// What this process has computed so far, all its threads together; unlike the time that passes it does not
// depend on what else the machine does.
inline std::chrono::duration<double> cpu_time() {
    return std::chrono::duration<double>(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
}

}  // namespace weir::test
