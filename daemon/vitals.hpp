#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/bench/parts.hpp"
#include "daemon/clock.hpp"
#include "daemon/command/commander.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/task.hpp"

// What weir says of itself: the payloads of `info` and `stats` (docs/mqtt.md).
namespace weir {

std::string info_payload(const settings& configured, wall_time started);

struct reload_counters {
    std::uint64_t done = 0;
    std::uint64_t failed = 0;  // the file was bad
};

// All that `stats` tells of.
struct daemon_at_work {
    const std::string& node;
    monotonic_time now;
    monotonic_time started;
    const std::vector<source_at_work>& sources;
    const std::vector<port_at_work>& ports;
    const commander& commands;
    const session& mqtt;
    const task& root;
    const stall_detector& stalls;
    reload_counters reloads;
};
boost::json::object stats_of(const daemon_at_work& all);

// For people, as `systemctl status` shows it: "broker connected, 2 of 2 ports open, 3 of 3 sources
// available".
std::string status_line(const std::vector<source_at_work>& sources, const std::vector<port_at_work>& ports,
                        const session& mqtt);

}  // namespace weir
