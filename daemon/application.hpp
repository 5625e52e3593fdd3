#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/clock.hpp"
#include "daemon/loop.hpp"
#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/port.hpp"
#include "daemon/source.hpp"
#include "daemon/topic_input.hpp"

namespace weir {

// Builds everything a configuration describes and owns it; its coroutines borrow. One for each process.
class application {
public:
    // `control`: path of the control socket; empty: $RUNTIME_DIRECTORY/control.sock, or none without it.
    application(settings configured, std::string control);
    ~application();

    // Runs until SIGINT or SIGTERM. Exit code.
    int run();

private:
    void build_sources();
    void build_ports();
    void subscribe_topics();
    void announce_info();

    awaitable<void> main(task& self);
    awaitable<void> steer(task& self);
    awaitable<void> work(task& self);
    awaitable<void> finish();
    awaitable<void> publish_stats(task& parent);
    awaitable<void> serve_systemd(task& parent);

    const settings settings_;
    std::string control_;
    std::string root_;  // "<prefix>/<node>"
    loop loop_;
    sample_clock clock_;
    std::unique_ptr<mqtt_link> link_;
    std::unique_ptr<session> session_;
    std::vector<std::unique_ptr<source>> sources_;  // in the order of the settings
    std::vector<std::unique_ptr<topic_input>> topics_;
    std::vector<std::unique_ptr<port>> ports_;
};

}  // namespace weir
