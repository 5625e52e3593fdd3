#include "daemon/notify.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <systemd/sd-daemon.h>

namespace weir::notify {

bool is_listened_to() {
    return std::getenv("NOTIFY_SOCKET") != nullptr;
}

void ready() {
    sd_notify(0, "READY=1");
}

void reloading() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();  // CLOCK_MONOTONIC
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

void status(std::string_view text) {
    std::string line = "STATUS=" + std::string(text);
    std::replace(line.begin(), line.end(), '\n', ' ');  // the next line would be another message
    sd_notify(0, line.c_str());
}

void stopping() {
    sd_notify(0, "STOPPING=1");
}

std::optional<duration> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
    constexpr std::uint64_t most =
        std::chrono::duration_cast<std::chrono::microseconds>(duration::max()).count();
    return std::chrono::microseconds(std::min(microseconds, most));
}

void ping() {
    sd_notify(0, "WATCHDOG=1");
}

}  // namespace weir::notify
