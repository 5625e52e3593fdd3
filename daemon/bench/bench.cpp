#include "daemon/bench/bench.hpp"

#include <algorithm>
#include <utility>

#include "daemon/port/device_watch.hpp"

namespace weir {

// While something is exchanged: ends with everything at work again, however that ends.
class bench::standstill {
public:
    explicit standstill(bench& of) : of_(of) {}
    ~standstill() { of_.go_on(); }
    standstill(const standstill&) = delete;
    standstill& operator=(const standstill&) = delete;

private:
    bench& of_;
};

bench::bench(shared_settings configured, surroundings around, task& parent, bench* before)
    : around_(std::move(around)),
      ports_task_(parent, "ports"),
      sources_task_(parent, "sources"),
      commands_task_(parent, "commands"),
      gate_(root()),
      former_commands_(before == nullptr ? nullptr : std::move(before->commands_)) {
    ports_task_.awaiting("its ports");
    sources_task_.awaiting("its sources");
    commands_task_.awaiting("its parts");
    for (auto& [wanted, who] : gate_.subscriptions())
        around_.mqtt.subscribe(std::move(wanted), std::move(who));
    around_.mqtt.on_connection = [this](bool up) { commands_->connection(up); };
    exchange(std::move(configured), reload_plan());
    former_commands_.reset();
    watch_devices();
}

bench::~bench() {
    around_.mqtt.on_connection = nullptr;
}

awaitable<void> bench::run() {
    co_await children_.run();
}

awaitable<void> bench::change(task& self, shared_settings next, const reload_plan& plan) {
    {
        const standstill during(*this);
        if (plan.exchanges_commander) {
            gate_.close();
            co_await until_quiet(self, *next);
        }
        self.awaiting("parts that end");
        co_await rest(plan.rewired);
        co_await end_gone(plan);
        // An emergency may have come meanwhile. From here to the end of the exchange nothing is waited for.
        if (plan.exchanges_commander) {
            co_await until_quiet(self, *next);
        }
        exchange(std::move(next), plan);
    }
    clear_retained(plan);
    if (plan.ports.any()) watch_devices();
    if (!former_commands_) co_return;
    co_await children_.end(former_commands_->running());
    former_commands_.reset();
}

awaitable<void> bench::calm_down(task& self, const settings& next) {
    gate_.close();
    co_await until_quiet(self, next);
}

awaitable<void> bench::until_quiet(task& self, const settings& next) {
    const auto is_looked_after = [&next](const std::string& name) {
        return std::ranges::any_of(next.commands, [&name](const command_settings& each) {
            return each.name == name && each.deadman;
        });
    };
    const commands_at_work::name_filter goes_on = is_looked_after;
    co_await commands_->desk().until_quiet(self, goes_on);
}

awaitable<void> bench::rest(const std::set<std::string>& ports) {
    for (port_at_work& each : ports_) {
        if (!ports.contains(each.configured->name)) continue;
        co_await each.port->rest();
        if (each.bus) {
            co_await each.bus->rest();
        }
    }
}

// Sources that go still take what is read until the exchange, but nothing runs in them any more. Ports are
// closed, so that their devices can be opened anew.
awaitable<void> bench::end_gone(const reload_plan& plan) {
    std::vector<nursery::child_id> ends;
    for (const source_at_work& each : sources_) {
        if (!plan.sources.kept.contains(each.configured->name))
            ends.insert(ends.end(), each.running.begin(), each.running.end());
    }
    for (const port_at_work& each : ports_) {
        if (!plan.ports.kept.contains(each.configured->name))
            ends.insert(ends.end(), each.running.begin(), each.running.end());
    }
    if (plan.ports.any()) ends.push_back(device_watch_);
    co_await children_.end(std::move(ends));
    for (const port_at_work& each : ports_) {
        if (!plan.ports.kept.contains(each.configured->name))
            each.port->finish("its configuration has changed");
    }
}

void bench::go_on() {
    for (port_at_work& each : ports_) {
        each.port->go_on();
        if (each.bus) each.bus->go_on();
    }
    gate_.open_to(commands_->desk());
}

void bench::clear_retained(const reload_plan& plan) {
    const auto clear = [this](const std::string& topic) {
        around_.announce(root() + "/" + topic, "", content::text);
    };
    for (const std::string& each : plan.sources.gone)
        clear(each + "/availability");
    for (const std::string& each : plan.ports.gone)
        clear("port/" + each);
    for (const std::string& each : plan.commands.gone)
        clear("cmd/" + each + "/last");
}

void bench::watch_devices() {
    if (!around_.watches_devices) return;
    device_watch_ = children_.add(
        supervise(ports_task_, "device watch", {}, [this](task& self) { return look_for_devices(self); }));
}

awaitable<void> bench::look_for_devices(task& self) {
    device_watch folders(around_.loop, folders_to_watch(settings_->ports), changes_);
    co_await folders.run(self);
}

awaitable<void> bench::finish_commands(task& self, monotonic_time deadline) {
    commander& desk = commands_->desk();
    desk.close();
    gate_.open_to(desk);
    co_await desk.finish(self, deadline);
}

void bench::finish() {
    for (const std::size_t next : joined_first(settings_->sources)) {
        const source_at_work& each = sources_.at(next);
        if (each.topic) each.topic->finish();
        each.source->finish(monotonic_clock::now());
        each.source->input_down();
    }
    for (const port_at_work& each : ports_)
        each.port->finish();
}

}  // namespace weir
