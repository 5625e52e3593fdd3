#pragma once

#include <cstdint>

#include "daemon/async.hpp"

namespace weir {

// Tells those who wait for a device that one may have come, or become accessible. Unlike an event it
// remembers: what happened while one was looking is not missed. Loop's thread alone; outlives those who wait.
class device_changes {
public:
    std::uint64_t count() const { return count_; }

    void notify() {
        ++count_;
        changed_.notify_all();
    }

    // Until there are more than `seen`, as count() gave them before one looked.
    awaitable<wake> beyond(std::uint64_t seen, monotonic_time deadline) {
        if (count_ != seen) co_return wake::notified;
        co_return co_await changed_.wait(deadline);
    }

private:
    std::uint64_t count_ = 0;
    event changed_;
};

}  // namespace weir
