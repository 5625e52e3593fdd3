#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "drivers/monotonic_timer.hpp"

namespace weir {

// Collects what may linger for others, so that they leave together. Loop's thread alone.
class collector {
public:
    // `leave` must not throw; it is called by add() or from the loop, and not after the collector's end.
    collector(const boost::asio::any_io_executor& loop, std::function<void()> leave);
    collector(const collector&) = delete;
    collector& operator=(const collector&) = delete;

    // Something has come that may wait for `linger`; what may not (zero) leaves at once, with all the others.
    void add(duration linger);
    bool lingers() const { return lingers_until_ != never; }

private:
    void leave_at(monotonic_time when);
    void leave();

    std::function<void()> leave_;
    monotonic_time lingers_until_ = never;
    duration shortest_{};  // of what lingers
    monotonic_timer timer_;
    // What a call that is still in the loop's queue finds of us.
    std::shared_ptr<collector*> self_ = std::make_shared<collector*>(this);
};

}  // namespace weir
