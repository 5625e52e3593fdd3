#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/load/mini_mqtt.hpp"

namespace weir::bench {

// Accounts for every message of a run: exact loss, doubles and order, and the latency of each.
class ledger {
public:
    // Forgets everything; each of `ports` will say the numbers `first_seq` to `first_seq + per_port - 1`.
    void begin(int ports, std::int64_t first_seq, std::int64_t per_port);

    // `now` in ns. The stamps are in the Correlation Data or else in the payload.
    void take(const mqtt_message& message, std::int64_t now);

    // JSON: how far it has come; and the whole account.
    std::string count() const;
    std::string report();

private:
    struct port_state {
        std::vector<bool> seen;
        std::int64_t highest = -1;
    };

    double quantile_us(double at) const;

    std::int64_t first_seq_ = 0;
    std::int64_t per_port_ = 0;
    std::vector<port_state> ports_;
    std::vector<std::int64_t> latencies_;  // ns
    std::int64_t duplicates_ = 0;
    std::int64_t reordered_ = 0;
    std::int64_t foreign_ = 0;
    std::int64_t failed_ = 0;  // answers that do not say that the command succeeded
    std::int64_t ports_seen_ = 0;
    std::int64_t first_ns_ = 0;
};

}  // namespace weir::bench
