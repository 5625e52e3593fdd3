#pragma once

#include <cstddef>
#include <utility>

#include "daemon/async/event.hpp"

namespace weir {

// Hands out a fixed number of slots, first come, first served. Neither cancellation nor a deadline loses a
// slot. Loop's thread alone; outlives its slots and those who wait for one.
class semaphore {
public:
    // One slot; given back when it is destroyed. False when empty.
    class slot {
    public:
        slot() = default;
        slot(slot&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
        slot& operator=(slot&& other) noexcept {
            release();
            owner_ = std::exchange(other.owner_, nullptr);
            return *this;
        }
        ~slot() { release(); }

        void release() {
            if (semaphore* owner = std::exchange(owner_, nullptr)) owner->give_back();
        }
        explicit operator bool() const { return owner_ != nullptr; }

    private:
        friend semaphore;
        explicit slot(semaphore& owner) : owner_(&owner) {}

        semaphore* owner_ = nullptr;
    };

    explicit semaphore(std::size_t slots) : free_(slots) {}
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;

    // Done with a slot, timed out or cancelled.
    awaitable<outcome<slot>> acquire(monotonic_time deadline = never);
    // Empty when there is none at once.
    slot try_acquire();

    std::size_t free() const { return free_; }

private:
    void give_back();

    std::size_t free_;
    event released_;
};

}  // namespace weir
