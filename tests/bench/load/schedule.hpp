#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "tests/bench/load/support.hpp"

namespace weir::bench {

// One run's timetable. Each port has the same period and a phase of its own from a fixed seed, so that
// devices are independent of each other and runs are alike.
class schedule {
public:
    // `rate`: lines a second of each port, for `seconds`, but at least one; `start` in ns.
    schedule(int ports, double rate, double seconds, std::int64_t start)
        : start_(start),
          period_(static_cast<std::int64_t>(static_cast<double>(ns_per_second) / rate)),
          rounds_(std::max<std::int64_t>(static_cast<std::int64_t>(rate * seconds + 1e-6), 1)) {
        std::mt19937 random(12345);
        for (int port = 0; port < ports; ++port)
            slots_.emplace_back(static_cast<std::int64_t>(random()) % period_, port);
        std::ranges::sort(slots_);
    }

    bool finished() const { return round_ >= rounds_; }
    std::int64_t rounds() const { return rounds_; }

    // Of the line that comes next: its number within the run, its port, and when it is due in ns.
    std::int64_t round() const { return round_; }
    int port() const { return slots_[slot_].second; }
    std::int64_t due() const { return start_ + round_ * period_ + slots_[slot_].first; }

    void advance() {
        if (++slot_ < slots_.size()) return;
        slot_ = 0;
        ++round_;
    }

private:
    std::int64_t start_;
    std::int64_t period_;
    std::int64_t rounds_;
    std::vector<std::pair<std::int64_t, int>> slots_;
    std::size_t slot_ = 0;
    std::int64_t round_ = 0;
};

}  // namespace weir::bench
