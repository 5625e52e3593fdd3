#pragma once

#include <optional>
#include <string_view>

#include "drivers/value.hpp"

// What systemd is told of the service (sd_notify(3)). Nothing happens when no systemd listens (NOTIFY_SOCKET
// is not set), and a message that cannot be sent within a second is lost.
namespace weir::notify {

bool is_listened_to();  // by a systemd

void ready();
void reloading();                    // until ready()
void status(std::string_view text);  // one line; for `systemctl status`
void stopping();

// The service is killed when it does not ping for this long: ping at half of it. Nothing: no watchdog waits
// for us.
std::optional<duration> watchdog_interval();
void ping();

}  // namespace weir::notify
