#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace weir {

// What becomes of the ports, sources or commands of one configuration under the next, by their names.
struct part_changes {
    std::vector<std::string> gone;
    std::vector<std::string> changed;
    std::vector<std::string> fresh;
    std::set<std::string> kept;

    bool any() const { return !gone.empty() || !changed.empty() || !fresh.empty(); }
};

struct reload_plan {
    // What the node itself or its broker is has changed, so that everything starts anew: "mqtt". Empty: it
    // goes on.
    std::string restart;
    part_changes ports;
    part_changes sources;
    part_changes commands;
    bool exchanges_commander = false;
    std::set<std::string> rewired;   // ports that stay, but for other sources
    std::vector<std::string> other;  // further keys that count at once: "log.level"

    bool any() const;
};

// What stays, goes and comes when `next` takes the place of `now`. Parts that mean the same stay
// (config/fingerprint.hpp).
reload_plan plan_reload(const settings& now, const settings& next);

// For people, in one line: "ports: gps restarted; sources: climate new, old removed"; "nothing has changed".
std::string text_of(const reload_plan& plan);

}  // namespace weir
