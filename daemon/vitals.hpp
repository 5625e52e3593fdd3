#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/command/commander.hpp"
#include "daemon/join_input.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/port/port.hpp"
#include "daemon/source.hpp"
#include "daemon/task.hpp"
#include "daemon/topic_input.hpp"

// What weir says of itself: the payloads of `info` and `stats` (docs/mqtt.md).
namespace weir {

struct source_at_work {
    std::unique_ptr<weir::source> source;
    std::unique_ptr<topic_input> topic;  // null when it reads none
    std::unique_ptr<join_input> join;    // null when it joins none
};

std::string info_payload(const settings& configured, wall_time started);

// All that `stats` tells of.
struct daemon_at_work {
    const std::string& node;
    monotonic_time now;
    monotonic_time started;
    const std::vector<source_at_work>& sources;
    const std::vector<std::unique_ptr<port>>& ports;
    const commander& commands;
    const session& mqtt;
    const task& root;
    const stall_detector& stalls;
};
boost::json::object stats_of(const daemon_at_work& all);

// For people, as `systemctl status` shows it: "broker connected, 2 of 2 ports open, 3 of 3 sources
// available".
std::string status_line(const std::vector<source_at_work>& sources,
                        const std::vector<std::unique_ptr<port>>& ports, const session& mqtt);

}  // namespace weir
