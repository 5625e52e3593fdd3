#pragma once

#include <memory>
#include <string>

#include "config/load.hpp"
#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/async/nursery.hpp"
#include "daemon/clock.hpp"
#include "daemon/control/server.hpp"
#include "daemon/loop.hpp"
#include "daemon/outside.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/reload_requests.hpp"
#include "daemon/running_node.hpp"
#include "daemon/tap/tap.hpp"
#include "daemon/vitals.hpp"
#include "daemon/worker.hpp"

namespace weir {

// The process: its loop, signals, control socket and service manager, and the node that it runs; reads the
// configuration again when it is asked to. One at a time in a process.
class application {
public:
    struct places {
        std::string control;  // path of the control socket; empty: none
        std::string state;    // folder of what outlives the process; empty: nothing does
    };
    application(settings configured, places where, const outside& around = real_outside());
    ~application();

    // Runs until SIGINT or SIGTERM; throws when it cannot go on. At most once. Ends the process itself, with
    // 0, when the MQTT client's threads cannot be ended in time.
    void run();
    // From the loop's thread, while it runs: as SIGTERM does.
    void request_stop() { loop_.request_stop(); }

private:
    awaitable<void> live();
    // One after the other: another one when the node or its broker changes.
    awaitable<void> run_nodes();
    awaitable<void> end_node_at_stop();
    void start_node(shared_settings configured);
    void start_process_parts();

    awaitable<void> keep_reloading(task& self);
    awaitable<reload_outcome> try_to_reload(task& self);
    awaitable<reload_outcome> reload(task& self);
    awaitable<void> change_to(task& self, shared_settings next, const reload_plan& plan);
    awaitable<void> restart_with(task& self, shared_settings next, const reload_plan& plan);
    static void log_outcome(const reload_outcome& how);

    awaitable<void> publish_stats(task& self);
    awaitable<void> inform_systemd(task& self);
    awaitable<void> serve_control(task& self);
    boost::json::object stats();

    shared_settings settings_;  // those that count
    const places places_;
    const outside around_;
    tap tap_;
    tap_point shown_{&tap_, tap_place::daemon, ""};  // what the daemon itself and its commands say
    control_handlers control_handlers_;
    control_streams control_streams_;
    const wall_time started_at_;
    const monotonic_time started_ = monotonic_clock::now();
    reload_requests reloads_;
    reload_counters reload_counters_;
    loop loop_;
    worker loader_;
    sample_clock clock_;
    stream_opener open_port_;
    std::unique_ptr<running_node> node_;
    shared_settings next_;  // of the node that is to take the place of this one
    event node_started_;
    event stats_changed_;  // how often they are published
    nursery parts_;        // of the process
    nursery::child_id reloading_ = 0;
};

}  // namespace weir
