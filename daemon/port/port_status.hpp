#pragma once

#include <chrono>
#include <string>

#include "config/settings.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/port/port_state.hpp"
#include "daemon/source.hpp"

namespace weir {

// What a port says about itself: retained on <root>/port/<name>, and in the log, one line for each change,
// but not the same one again and again. Loop's thread alone.
class port_status {
public:
    // `settings` must outlive it.
    port_status(const port_settings& settings, const std::string& root, announcer announce);

    port_state state() const { return state_; }

    // Where the device is: "/dev/ttyUSB3"; is told with the next change of state. Empty: no better known.
    void found(std::string device);
    void become(port_state state, std::string reason);

private:
    std::string device_as_told() const;
    void tell() const;
    void log_it();

    const port_settings& settings_;
    const std::string configured_;  // device_text()
    std::string device_;            // where it was found last
    std::string topic_;
    announcer announce_;
    log_limiter limiter_;
    port_state state_ = port_state::waiting;
    std::string reason_ = "starting";
    wall_time since_;  // in this state
};

}  // namespace weir
