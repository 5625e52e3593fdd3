#pragma once

#include <optional>

#include "drivers/value.hpp"

namespace weir {

// When something is to be done, once each time that a condition has become true and stayed so. Pure.
class rule {
public:
    explicit rule(duration lasting) : lasting_(lasting) {}

    void judge(bool holds, monotonic_time now) {
        if (!holds) {
            if (due() <= now) owed_ = due();  // it has lasted, though nobody has looked in time
            since_.reset();
            done_ = false;
        } else if (!since_) {
            since_ = now;
        }
    }

    // When it is to be done, if the condition still holds then; `never`: it is not.
    monotonic_time due() const {
        if (owed_) return *owed_;
        return since_ && !done_ ? *since_ + lasting_ : never;
    }
    // Whether it is to be done now; then it is done.
    bool take(monotonic_time now) {
        if (now < due()) return false;
        done_ = !owed_.has_value();
        owed_.reset();
        return true;
    }

private:
    duration lasting_;
    std::optional<monotonic_time> since_;
    std::optional<monotonic_time> owed_;  // since then, from a time at which the condition held
    bool done_ = false;                   // since since_
};

}  // namespace weir
