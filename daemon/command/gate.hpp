#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "daemon/command/intake.hpp"
#include "daemon/mqtt/subscriptions.hpp"

namespace weir {

class commander;

// Stands between the topics of commands and the commander, so that the commander can be exchanged and no
// request is lost: while the gate is closed requests wait, in their order; when too many do, further ones are
// rejected. What is urgent, cancels and refreshes pass at once. Loop's thread alone.
class request_gate {
public:
    static constexpr std::size_t most = 256;                          // requests that wait
    static constexpr std::size_t most_bytes = std::size_t{1} << 20U;  // of them

    // `root`: "<prefix>/<node>".
    explicit request_gate(std::string root) : root_(std::move(root)) {}

    // For session::subscribe(): cmd/+, cmd/+/cancel and cmd/+/refresh. The gate must outlive the session's
    // run.
    std::vector<std::pair<subscription, subscriber>> subscriptions();

    // From here on requests go to `whom`, and first those that wait. It must outlive the gate, or the next
    // opening. Before the first opening nothing may come.
    void open_to(commander& whom);
    void close() { open_ = false; }
    std::size_t waiting() const { return held_.size(); }

private:
    struct held {
        request_topic on;
        incoming message;
    };
    void take(request_topic on, const incoming& message);
    void hold(request_topic on, const incoming& message);
    bool is_for_held(const incoming& cancel) const;

    std::string root_;
    commander* to_ = nullptr;
    bool open_ = false;
    std::deque<held> held_;
    std::size_t bytes_ = 0;
};

}  // namespace weir
