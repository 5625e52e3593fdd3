#include "daemon/application.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "daemon/catalogues.hpp"
#include "daemon/encode/json_value.hpp"
#include "daemon/footprint.hpp"
#include "daemon/log.hpp"
#include "daemon/notify.hpp"
#include "daemon/version.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// For the MQTT client's threads, when everything else has ended.
constexpr duration time_to_close = 1s;
// How often systemd's STATUS follows, and the least interval of the watchdog's feeding.
constexpr duration status_every = 5s;

}  // namespace

application::application(settings configured, places where, const outside& around)
    : settings_(std::make_shared<const settings>(std::move(configured))),
      places_(std::move(where)),
      around_(around),
      started_at_(wall_now()),
      loader_(loop_.context().get_executor()),
      clock_(settings_->clock),
      open_port_(around_.ports(loop_.context().get_executor())) {
    start_node(settings_);
    control_handlers_["tasks"] = [this](const auto&) { return describe_tasks(loop_.root(), loop_.stalls()); };
    control_handlers_["stats"] = [this](const auto&) { return stats(); };
    control_streams_["tap"] = [this](const auto& request) { return tap_.watch(request); };
    control_streams_["reload"] = [this](const auto&) { return reloads_.add_followed(); };
    loop_.on_hang_up = [this] { reloads_.add(); };
}

application::~application() = default;

void application::start_node(shared_settings configured) {
    const running_node::surroundings around{loop_,   clock_,     tap_,          shown_,
                                            around_, open_port_, places_.state, started_at_};
    auto next = std::make_unique<running_node>(std::move(configured), around, node_.get());
    node_ = std::move(next);
}

void application::run() {
    log::info("weir {}, {}: {} ports, {} sources, {} commands", version, settings_->file,
              settings_->ports.size(), settings_->sources.size(), settings_->commands.size());
    start_process_parts();
    if (around_.is_service) let_go_of_start();
    loop_.run(live(), around_.drive);
    const bool ended = node_->close(monotonic_clock::now() + time_to_close);
    log::info("stopped");
    if (!ended) std::_Exit(0);
}

awaitable<void> application::live() {
    std::vector<awaitable<void>> parts;
    parts.push_back(run_nodes());
    parts.push_back(parts_.run());
    co_await race(std::move(parts));
}

awaitable<void> application::run_nodes() {
    for (;;) {
        std::vector<awaitable<void>> either;
        either.push_back(node_->run());
        either.push_back(end_node_at_stop());
        co_await race(std::move(either));
        if (loop_.stopping()) co_return;
        start_node(std::exchange(next_, nullptr));
        node_started_.notify_all();
    }
}

// A reload that is under way is given up first: it may wait for what the end does not wait for.
awaitable<void> application::end_node_at_stop() {
    co_await loop_.stop_requested();
    if (!loop_.stopping()) co_return;
    if (around_.is_service) notify::stopping();
    std::vector<nursery::child_id> first{reloading_};
    co_await parts_.end(std::move(first));
    node_->request_end();
    co_await sleep_until(never);
}

void application::start_process_parts() {
    task& root = loop_.root();
    const auto add = [&](const char* name, supervised work) {
        return parts_.add(supervise(root, name, {}, std::move(work)));
    };
    add("clock", [this](task& self) { return clock_.keep(self); });
    add("stats", [this](task& self) { return publish_stats(self); });
    reloading_ = add("reloads", [this](task& self) { return keep_reloading(self); });
    if (around_.is_service && notify::is_listened_to())
        add("systemd", [this](task& self) { return inform_systemd(self); });
    if (!places_.control.empty()) add("control", [this](task& self) { return serve_control(self); });
}

awaitable<void> application::keep_reloading(task& self) {
    for (;;) {
        self.awaiting("a request to reload");
        const bool on = co_await reloads_.next();
        self.resumed();
        if (!on) co_return;
        if (around_.is_service) notify::reloading();
        const reload_outcome how = co_await try_to_reload(self);
        ++(how.done ? reload_counters_.done : reload_counters_.failed);
        log_outcome(how);
        reloads_.ended(how);
        if (!around_.is_service) continue;
        notify::ready();
        let_go_of_start();
    }
}

awaitable<reload_outcome> application::try_to_reload(task& self) {
    try {
        co_return co_await reload(self);
    } catch (const std::exception& error) {
        if (is_cancellation(std::current_exception())) throw;
        co_return reload_outcome{false, error.what(), false};
    }
}

awaitable<reload_outcome> application::reload(task& self) {
    self.awaiting("the configuration");
    std::function<load_result()> load = [file = settings_->file] {
        return load_config(file, all_catalogues());
    };
    load_result loaded = co_await loader_.run(std::move(load));
    self.resumed();
    if (!loaded.settings) co_return reload_outcome{false, loaded.errors, true};
    const auto next = std::make_shared<const settings>(std::move(*loaded.settings));
    const reload_plan plan = plan_reload(*settings_, *next);
    if (plan.restart.empty()) {
        co_await change_to(self, next, plan);
    } else {
        co_await restart_with(self, next, plan);
    }
    log::show_from(log::level_of(next->log_level).value_or(log::level::info));
    clock_.trust(next->clock);
    stats_changed_.notify_all();
    co_return reload_outcome{true, text_of(plan), false, loaded.warnings};
}

awaitable<void> application::change_to(task& self, shared_settings next, const reload_plan& plan) {
    if (!plan.any()) co_return;
    co_await node_->change(self, next, plan);
    settings_ = next;
}

awaitable<void> application::restart_with(task& self, shared_settings next, const reload_plan& plan) {
    log::info("reload: {}", text_of(plan));
    co_await node_->calm_down(self, *next);
    const std::string root = node_->root();
    next_ = next;
    node_->request_end();
    self.awaiting("the end of what runs");
    while (next_) {
        const wake why = co_await node_started_.wait();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    self.resumed();
    settings_ = next;
    if (node_->root() == root) node_->clear_retained(plan);
}

void application::log_outcome(const reload_outcome& how) {
    if (!how.warnings.empty()) log::warning("{}", how.warnings);
    if (how.done) return log::info("reload: {}", how.text);
    log::error("reload: the configuration stays as it was:\n{}", how.text);
}

awaitable<void> application::publish_stats(task& self) {
    monotonic_time last = monotonic_clock::now();
    for (;;) {
        self.awaiting("the next report");
        const wake why = co_await stats_changed_.wait(last + settings_->mqtt.stats_every);
        self.resumed();
        if (why == wake::canceled) co_return;
        if (why == wake::notified) continue;
        last = monotonic_clock::now();
        if (node_->session().connected()) node_->say(outgoing(node_->root() + "/stats", to_text(stats())));
    }
}

boost::json::object application::stats() {
    bench& now = node_->bench();
    return stats_of({settings_->node.id, monotonic_clock::now(), started_, now.sources(), now.ports(),
                     now.commands(), node_->session(), loop_.root(), loop_.stalls(), reload_counters_});
}

// Fed from the loop itself, so that a loop that hangs is noticed.
awaitable<void> application::inform_systemd(task& self) {
    notify::ready();
    const duration every = std::min(notify::watchdog_interval().value_or(duration::max()) / 2, status_every);
    for (;;) {
        const bench& now = node_->bench();
        notify::status(status_line(now.sources(), now.ports(), node_->session()));
        notify::ping();
        self.awaiting("the watchdog's next feeding");
        const bool on = co_await sleep_for(every);
        self.resumed();
        if (!on) co_return;
    }
}

// Without it the daemon does its main job all the same: the reason is logged, and tried again.
awaitable<void> application::serve_control(task& self) {
    std::unique_ptr<control_server> server;
    try {
        server = std::make_unique<control_server>(loop_.context(), places_.control, control_handlers_);
        server->offer(control_streams_);
    } catch (const std::exception& error) {
        if (self.last_error() != error.what()) log::warning("no control socket: {}", error.what());
        throw;
    }
    co_await server->run(self);
}

}  // namespace weir
