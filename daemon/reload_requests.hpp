#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/async/event.hpp"
#include "daemon/control/stream.hpp"

namespace weir {

struct reload_outcome {
    bool done = false;  // else nothing has changed, since the file is bad or something failed:
    std::string text;   // what has changed, or why not; of several lines, perhaps
    bool bad_file = false;
    std::string warnings = {};  // of the file, as load_config() has them
};

// Who wants the configuration to be read again, and is told what came of it. While a reload goes on further
// requests are remembered as one. Outlives its streams. Loop's thread alone.
class reload_requests {
public:
    reload_requests() = default;
    reload_requests(const reload_requests&) = delete;
    reload_requests& operator=(const reload_requests&) = delete;

    void add();
    // The same for the control socket: one line at once, {"reload":"wanted"}, and one at the end of a reload
    // that begins from now on: {"done":true,"text":...,"warnings":...} or
    // {"done":false,"text":...,"bad_file":...}.
    std::unique_ptr<control_stream> add_followed();

    // For who reloads: until there is one; then all that have come are under way. False: cancelled.
    awaitable<bool> next();
    void ended(const reload_outcome& how);

private:
    class follower;

    bool wanted_ = false;
    event came_;
    std::vector<follower*> waiting_;
    std::vector<follower*> under_way_;
};

}  // namespace weir
