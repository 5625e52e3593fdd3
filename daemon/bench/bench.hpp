#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/async.hpp"
#include "daemon/async/nursery.hpp"
#include "daemon/bench/commands.hpp"
#include "daemon/bench/parts.hpp"
#include "daemon/bench/plan.hpp"
#include "daemon/clock.hpp"
#include "daemon/command/gate.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/port/device_changes.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/tap/tap.hpp"
#include "daemon/task.hpp"

namespace weir {

// Everything that a configuration describes but the node and its broker: ports, buses, sources and commands,
// owned and at work; and what exchanges some of them for others while the rest works on. Loop's thread alone.
class bench {
public:
    struct surroundings {
        boost::asio::any_io_executor loop;
        session& mqtt;
        sample_clock& clock;
        announcer announce;
        stream_opener open;
        tap& shown_by;
        const tap_point& shown;    // what commands say
        std::string state_folder;  // empty: what was asked is forgotten with the process
        bool watches_devices = true;
    };
    // What `around` refers to, and `parent`, must outlive the bench. `before`: whose commander's memory and
    // latches are taken over, when it has finished; null: none.
    bench(shared_settings configured, surroundings around, task& parent, bench* before);
    ~bench();
    bench(const bench&) = delete;
    bench& operator=(const bench&) = delete;

    const std::vector<source_at_work>& sources() const { return sources_; }
    const std::vector<port_at_work>& ports() const { return ports_; }
    const commander& commands() const { return commands_->desk(); }

    // Until it is cancelled.
    awaitable<void> run();

    // Beside run(): puts `next` in the place of what is at work, as `plan` has it; what it keeps does not
    // notice. Requests that are open end first, by their own deadlines; those that come meanwhile wait.
    // Throws operation_aborted when it is cancelled, which is for the daemon's end alone: parts that were to
    // go may have ended then, and others have not come.
    awaitable<void> change(task& self, shared_settings next, const reload_plan& plan);
    // Beside run(), before finish_commands(): open requests end, and further ones wait for that. `next`: what
    // comes after the end.
    awaitable<void> calm_down(task& self, const settings& next);

    // Announces nothing any more for what is gone.
    void clear_retained(const reload_plan& plan);

    // For the end. Beside run(): commands come to their end and devices into their safe state.
    awaitable<void> finish_commands(task& self, monotonic_time deadline);
    // When run() has ended: what was read goes to the outbox, and availability and ports say that they end.
    void finish();

private:
    class standstill;

    std::string root() const { return around_.mqtt.root(); }
    awaitable<void> until_quiet(task& self, const settings& next);
    awaitable<void> rest(const std::set<std::string>& ports);
    awaitable<void> end_gone(const reload_plan& plan);
    void go_on();

    void exchange(shared_settings next, const reload_plan& plan);
    std::vector<source_at_work> exchange_sources(const std::set<std::string>& kept, const settings* before);
    void end_sources(const settings& before, const std::set<std::string>& kept);
    void join_sources(source_at_work& by);
    void follow_sources();
    std::vector<port_at_work> exchange_ports(const std::set<std::string>& kept);
    void exchange_commands(const std::set<std::string>& kept);

    source_at_work make_source(const source_settings& wanted);
    port_at_work make_port(const port_settings& wanted);
    void wire(port_at_work& at);
    void ask(port_at_work& at, const std::vector<source*>& asked);
    void make_bus(port_at_work& at, std::vector<std::unique_ptr<inquiry>> asked);
    bool has_commands(const std::string& port) const;
    bus& bus_of(const std::string& port);
    void start(source_at_work& one);
    void watch_devices();
    awaitable<void> look_for_devices(task& self);

    shared_settings settings_;
    surroundings around_;
    task ports_task_;
    task sources_task_;
    task commands_task_;
    nursery children_;
    device_changes changes_;
    request_gate gate_;
    std::vector<source_at_work> sources_;  // in the order of the settings
    std::vector<port_at_work> ports_;      // the same
    std::unique_ptr<commands_at_work> commands_;
    std::unique_ptr<commands_at_work> former_commands_;  // until its coroutines have ended
    nursery::child_id device_watch_ = 0;
};

}  // namespace weir
