#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "config/settings.hpp"
#include "daemon/replay/course.hpp"

namespace weir {

// How a replay ended.
struct replay_end {
    std::uint64_t messages = 0;  // written, or handed to the broker's link
    std::string failure{};       // empty: all went well
};

// Publishes what comes of `course` at the broker of `all`, and waits until it was delivered. Speaks for no
// node: no status, no will. Tells `conclude` the end, and gives the exit code that it gives.
int publish_replay(replay_course& course, const settings& all, bool paced,
                   const std::function<int(const replay_end&)>& conclude);

}  // namespace weir
