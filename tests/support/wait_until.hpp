#pragma once

#include <chrono>
#include <thread>

namespace weir::test {

// Generous: it is only waited for when a test fails.
inline constexpr std::chrono::seconds patience{30};

// Whether `holds()` became true before the deadline.
template <class Predicate>
bool wait_until(Predicate holds, std::chrono::milliseconds deadline = patience) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

}  // namespace weir::test
