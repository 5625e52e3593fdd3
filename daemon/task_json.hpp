#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "daemon/task.hpp"

namespace weir {

// The tree below `root` as `weir tasks --json` shows it. Each task is
//   {"name", "awaits": text or null when it runs, "for": seconds, "restarts": count,
//    "last_error": text or null, "children": [...]}
// Valid UTF-8 whatever an error's text is.
boost::json::value tasks_to_json(const task& root, monotonic_time now);

// The same for people, a line each, drawn as a tree:
//   ├─ gps  awaits bytes from /dev/ttyUSB0  for 3.2s  restarts 2  last error "…"
// Throws std::exception when `tree` has not the form above.
std::string tasks_to_text(const boost::json::value& tree);

// 0.25 -> "250ms", 3.2 -> "3.2s", 312 -> "5m12s", 7380 -> "2h03m", 100000 -> "1d03h".
std::string seconds_to_text(double seconds);

}  // namespace weir
