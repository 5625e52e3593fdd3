#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "daemon/command/rate_limit.hpp"
#include "daemon/quarantine/quarantine.hpp"

namespace weir {

// Publishes bad frames, at most ten a second, and none while half of the outbox is full.
class topic_quarantine final : public quarantine {
public:
    // `clock` and `out` must outlive it.
    topic_quarantine(std::string port, std::string topic, sample_clock& clock, outbox& out)
        : quarantine(std::move(port), clock), topic_(std::move(topic)), out_(out) {}

private:
    bool take(std::string record, monotonic_time now) override {
        if (rate_.free_at() > now) return false;
        const std::uint64_t before = out_.dropped();
        out_.push_if_roomy({topic_, std::move(record)});
        if (out_.dropped() > before) return false;
        rate_.take(now);
        return true;
    }

    const std::string topic_;
    outbox& out_;
    rate_limit rate_{{10, std::chrono::seconds(1)}};
};

}  // namespace weir
