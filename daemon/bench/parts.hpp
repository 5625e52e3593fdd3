#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async/nursery.hpp"
#include "daemon/bus/bus.hpp"
#include "daemon/join_input.hpp"
#include "daemon/mqtt/subscriptions.hpp"
#include "daemon/port/port.hpp"
#include "daemon/source.hpp"
#include "daemon/topic_input.hpp"

// What of a configuration is at work. Each part keeps the settings that it was built from alive, since after
// a reload parts of several configurations work side by side. So one is looked up by its name: an index means
// nothing in another configuration.
namespace weir {

using shared_settings = std::shared_ptr<const settings>;

struct source_at_work {
    std::shared_ptr<const source_settings> configured;
    std::string port;  // its name; empty: it reads none
    std::unique_ptr<weir::source> source;
    std::unique_ptr<topic_input> topic = nullptr;  // null when it takes no messages
    std::unique_ptr<join_input> join = nullptr;    // null when it joins none
    subscriptions::interest_id interest = 0;       // of the topic
    std::vector<nursery::child_id> running = {};
};

struct port_at_work {
    std::shared_ptr<const port_settings> configured;
    std::unique_ptr<weir::port> port;
    std::unique_ptr<weir::bus> bus = nullptr;  // null: nobody has ever written
    std::vector<weir::source*> asked = {};     // by the bus
    std::vector<nursery::child_id> running = {};
};

}  // namespace weir
