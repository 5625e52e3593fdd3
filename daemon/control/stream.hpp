#pragma once

#include <string>

#include "daemon/async/event.hpp"

namespace weir {

// What one client of the control socket is told without asking again. It must not grow while nobody takes
// from it. Loop's thread alone.
class control_stream {
public:
    control_stream() = default;
    control_stream(const control_stream&) = delete;
    control_stream& operator=(const control_stream&) = delete;
    virtual ~control_stream() = default;

    // Whole lines, each with its end; empty: none wait.
    virtual std::string take() = 0;
    // Notified when there is something to take.
    event& more() { return more_; }

private:
    event more_;
};

}  // namespace weir
