#pragma once

#include <chrono>
#include <cstdint>

#include "drivers/value.hpp"

namespace weir {

struct backoff_policy {
    duration first = std::chrono::milliseconds(100);
    duration most = std::chrono::seconds(30);
    double factor = 2.0;
    double jitter = 0.2;  // each delay is drawn from delay * [1 - jitter, 1]; never above `most`
    duration healthy = std::chrono::seconds(10);  // what ran this long starts from `first` again
};

// Exponential back-off with jitter. Pure: the random number is an argument.
class backoff {
public:
    explicit backoff(backoff_policy policy) : policy_(policy) {}

    // How long to wait after an attempt that lived for `lived`; `random` in [0, 1).
    duration next(duration lived, double random);
    void reset() { failures_ = 0; }

private:
    backoff_policy policy_;
    std::uint32_t failures_ = 0;
};

}  // namespace weir
