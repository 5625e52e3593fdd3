#include "daemon/command/dead_man.hpp"

namespace weir {

monotonic_time dead_man::deadline() const {
    return armed_ && !running_ ? deadline_ : never;
}

void dead_man::tripped(std::uint64_t key, monotonic_time now) {
    tripped_ = true;
    deadline_ = now + again;
    if (key != 0) running_ = key;
}

void dead_man::ended(std::uint64_t key, bool succeeded, monotonic_time now) {
    if (!running_ || *running_ != key) return;
    running_.reset();
    // Somebody who has come back meanwhile keeps his time.
    if (!tripped_) return;
    armed_ = !succeeded;
    deadline_ = now + again;
}

}  // namespace weir
