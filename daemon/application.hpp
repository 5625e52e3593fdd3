#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/bus/bus.hpp"
#include "daemon/clock.hpp"
#include "daemon/command/commander.hpp"
#include "daemon/command/topic_line.hpp"
#include "daemon/control/server.hpp"
#include "daemon/loop.hpp"
#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/outside.hpp"
#include "daemon/port/device_changes.hpp"
#include "daemon/port/device_watch.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/port/port.hpp"
#include "daemon/tap/tap.hpp"
#include "daemon/vitals.hpp"

namespace weir {

// Builds everything that a configuration describes and owns it; its coroutines borrow. One at a time in a
// process.
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
    void build_sources();
    void build_joins();
    void build_ports();
    void build_commands();
    void build_bus(std::size_t port);
    std::vector<std::size_t> commands_on(std::size_t port) const;
    void build_topic_lines();
    source* reader_of(std::size_t port);
    boost::json::object stats();
    void announce(std::string topic, std::string payload, content kind);

    // The session outlives the work, so that what was read is still published.
    awaitable<void> live();
    awaitable<void> run_session();
    awaitable<void> work_and_finish();
    awaitable<void> work();
    awaitable<void> until_stopped_safely();

    awaitable<void> run_ports();
    awaitable<void> watch_devices(task& self);
    awaitable<void> run_sources();
    awaitable<void> run_commands();
    awaitable<void> publish_stats(task& self);
    awaitable<void> inform_systemd(task& self);
    awaitable<void> serve_control(task& self);

    const settings settings_;
    const places places_;
    const bool is_service_;
    const loop::driver drive_;
    tap tap_;
    tap_point shown_{&tap_, tap_place::daemon, ""};  // what the daemon itself and its commands say
    control_handlers control_handlers_;
    control_streams control_streams_;
    const wall_time started_at_;
    const monotonic_time started_ = monotonic_clock::now();
    loop loop_;
    sample_clock clock_;
    std::unique_ptr<mqtt_link> link_;
    task messages_{loop_.root(), "mqtt messages"};
    session session_;
    announcer announce_;
    std::vector<source_at_work> sources_;  // in the order of the settings
    commander commander_;
    stream_opener open_port_;
    device_changes changes_;
    std::vector<std::unique_ptr<port>> ports_;  // in the order of the settings
    std::vector<std::unique_ptr<bus>> buses_;   // beside ports_; null where nobody writes
    std::vector<std::unique_ptr<topic_line>> topic_lines_;
};

}  // namespace weir
