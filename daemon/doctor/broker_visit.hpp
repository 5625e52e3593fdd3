#pragma once

#include "config/settings.hpp"
#include "daemon/doctor/machine.hpp"

namespace weir::doctor {

struct visited_broker {
    broker_answer answer;
    // A name is still being looked up on a thread that cannot be stopped: the process should end by _Exit().
    bool left_behind = false;
};

// Connects and takes leave, with a client identifier of its own, no will and no subscription: the daemon and
// the broker's other clients see nothing of it. No loop may run. SIGINT and SIGTERM end it: canceled.
//
// Always by libmosquitto, whichever library the daemon uses: of the two it tells why TLS does not come about.
visited_broker visit_broker(const mqtt_settings& broker, duration patience);

}  // namespace weir::doctor
