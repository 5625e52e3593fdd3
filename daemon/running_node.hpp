#pragma once

#include <memory>
#include <string>

#include "daemon/bench/bench.hpp"
#include "daemon/clock.hpp"
#include "daemon/loop.hpp"
#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/outside.hpp"
#include "daemon/tap/tap.hpp"
#include "daemon/task.hpp"

namespace weir {

// One node on one broker, at work: the session and the bench. It lives until the daemon ends, or until the
// configuration has another node or broker: then another one takes its place. Loop's thread alone.
class running_node {
public:
    struct surroundings {
        loop& runs_on;
        sample_clock& clock;
        tap& shown_by;
        const tap_point& shown;  // what the daemon itself and its commands say
        const outside& around;
        stream_opener open;
        std::string state_folder;  // empty: nothing outlives the process
        wall_time started_at;      // the process
    };
    // What `around` refers to must outlive the node. `before`: the one whose place it takes, which has ended;
    // null: none.
    running_node(shared_settings configured, surroundings around, running_node* before);
    ~running_node();
    running_node(const running_node&) = delete;
    running_node& operator=(const running_node&) = delete;

    // Works, and after request_end() finishes in order: safe states, what was read, `offline`. At most once.
    awaitable<void> run();
    void request_end();
    // Once the loop runs no more; as the link has it.
    bool close(monotonic_time deadline) { return link_->close(deadline); }

    // Beside run(), when neither node nor broker change: as bench::change(), and `info` follows.
    awaitable<void> change(task& self, shared_settings next, const reload_plan& plan);
    // Beside run(): before request_end(), when it is not urgent. `next` is to take its place.
    awaitable<void> calm_down(task& self, const settings& next) { return bench_->calm_down(self, next); }
    // Of what there was under the same root before, and is no longer.
    void clear_retained(const reload_plan& plan) { bench_->clear_retained(plan); }

    weir::bench& bench() { return *bench_; }
    weir::session& session() { return session_; }
    const std::string& root() const { return session_.root(); }
    // Publishes a message that nobody waits for.
    void say(outgoing message);

private:
    // The session outlives the work, so that what was read is still published.
    awaitable<void> run_session();
    awaitable<void> work_and_finish();
    awaitable<void> until_finished_safely();
    void announce(std::string topic, std::string payload, content kind);
    void announce_info(const settings& configured);
    void show(const std::string& topic, const std::string& payload) const;

    surroundings around_;
    std::unique_ptr<mqtt_link> link_;
    task messages_;
    weir::session session_;
    std::unique_ptr<weir::bench> bench_;
    bool ends_ = false;
    event end_;
};

}  // namespace weir
