#pragma once

#include "daemon/backoff.hpp"
#include "daemon/mqtt/link_status.hpp"

namespace weir {

// When to try again, and when to speak of it. Pure.
class reconnect_policy {
public:
    // `most` of the policy is also the pause for what only people can mend.
    explicit reconnect_policy(backoff_policy policy = {.first = std::chrono::milliseconds(500)})
        : policy_(policy), backoff_(policy) {}

    // The pause after an attempt, or a connection that lived for `lived`, ended with `why`; `random` in [0,
    // 1).
    duration next(const link_status& why, duration lived, double random);

    // Whether `why` differs from what was reported last: a broker that is away for a day is one line in the
    // log.
    bool is_news(const link_status& why);
    void connected() { reported_ = {}; }

private:
    backoff_policy policy_;
    backoff backoff_;
    std::error_code reported_;
};

// What the user can do about it; empty: nothing but wait.
std::string remedy(const link_status& why);

}  // namespace weir
