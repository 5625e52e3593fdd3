#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "drivers/clock.hpp"

namespace weir {

// Runs a loop on driven time: what is ready runs while time stands still; when nothing is, time goes on to
// the next timer. Loop's thread alone; both must outlive it.
class pace {
public:
    // So many turns of the loop at most while time stands still, and in all; and for so long.
    static constexpr std::uint64_t most_turns_at_once = 1'000'000;
    static constexpr std::uint64_t most_turns = 500'000'000;
    static constexpr duration longest = std::chrono::hours(24 * 30);

    pace(boost::asio::io_context& loop, driven_time& time) : loop_(loop), time_(time) {}

    // Runs what is ready.
    void settle();
    // Runs until `enough` holds, which is looked at whenever nothing is ready: true; or `end` is there, or it
    // cannot go on.
    bool go_on(monotonic_time end, const std::function<bool()>& enough);

    // Why it cannot; empty: it can.
    std::string trouble() const;

private:
    boost::asio::io_context& loop_;
    driven_time& time_;
    const monotonic_time began_ = time_.now();
    std::uint64_t turns_ = 0;
    bool restless_ = false;
};

}  // namespace weir
