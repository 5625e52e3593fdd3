#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "daemon/cli/screen.hpp"
#include "drivers/value.hpp"

namespace weir {

// An answer of the daemon to {"do":"stats"}, and when it came.
struct top_reading {
    boost::json::object stats;
    monotonic_time taken{};
};

// What happened from `before` to `now`, as a table: no line is longer than `size.width`, and there are at
// most `size.height`, without an end of the last. Of ports and sources that do not fit the busiest are shown.
// Rates are "-" when there is no time between the readings, or the daemon has started anew. Whatever the
// readings hold, no character commands a terminal.
std::string top_table(const top_reading& before, const top_reading& now, screen_size size);

}  // namespace weir
