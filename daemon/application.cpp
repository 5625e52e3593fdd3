#include "daemon/application.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "daemon/bus/make_inquiries.hpp"
#include "daemon/encode/json_value.hpp"
#include "daemon/log.hpp"
#include "daemon/notify.hpp"
#include "daemon/version.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// From the request to stop on. Then: what waits is published and the broker told, whether it answers or
// not.
constexpr duration time_for_safe_state = 2s;
constexpr duration time_to_finish = 3s;
// Then for the MQTT client's threads.
constexpr duration time_to_close = 1s;
// How often systemd's STATUS follows, and the least interval of the watchdog's feeding.
constexpr duration status_every = 5s;

session::options session_options(const settings& from) {
    session::options options(from.mqtt, from.node.id);
    options.outbox_limits.messages = from.outbox_limit;
    return options;
}

}  // namespace

application::application(settings configured, places where, const outside& around)
    : settings_(std::move(configured)),
      places_(std::move(where)),
      is_service_(around.is_service),
      drive_(around.drive),
      started_at_(wall_now()),
      clock_(settings_.clock),
      link_(around.link(settings_.mqtt, loop_.context().get_executor())),
      session_(loop_.context().get_executor(), *link_, session_options(settings_)),
      announce_([this](std::string topic, std::string payload, content kind) {
          announce(std::move(topic), std::move(payload), kind);
      }),
      commander_(settings_, {session_.root(), clock_, session_.answers(), announce_, places_.state, &shown_}),
      open_port_(around.ports(loop_.context().get_executor())) {
    link_->be_seen_as(messages_);
    messages_.awaiting("the first connection");
    announce_(session_.root() + "/info", info_payload(settings_, started_at_), content::json);
    build_sources();
    build_ports();
    build_commands();
    control_handlers_["tasks"] = [this](const auto&) { return describe_tasks(loop_.root(), loop_.stalls()); };
    control_handlers_["stats"] = [this](const auto&) { return stats(); };
    control_streams_["tap"] = [this](const auto& request) { return tap_.watch(request); };
}

application::~application() = default;

void application::build_sources() {
    const source::surroundings around{session_.root(), clock_, session_.out(), announce_, &tap_};
    for (const source_settings& each : settings_.sources) {
        source_at_work made{std::make_unique<source>(each, around), nullptr, nullptr};
        if (!each.topic.empty()) {
            made.topic = std::make_unique<topic_input>(*made.source);
            session_.subscribe(each.topic, each.topic_qos, made.topic->as_subscriber());
        }
        commander_.follow(*made.source);
        sources_.push_back(std::move(made));
    }
    build_joins();
}

void application::build_joins() {
    for (source_at_work& each : sources_) {
        const auto& join = each.source->settings().join;
        if (!join) continue;
        std::vector<source*> joined;
        for (const std::size_t one : join->sources)
            joined.push_back(sources_[one].source.get());
        each.join = std::make_unique<join_input>(*each.source, std::move(joined));
    }
}

void application::build_ports() {
    const port::surroundings around{session_.root(), open_port_, announce_, changes_, &tap_};
    for (std::size_t i = 0; i < settings_.ports.size(); ++i) {
        const port_settings& each = settings_.ports[i];
        ports_.push_back(std::make_unique<port>(each, reader_of(i), around));
        build_bus(i);
        if (!each.quarantine) continue;
        ports_.back()->quarantine_in(make_quarantine(
            each.name, *each.quarantine, {clock_, session_.out(), loop_.context().get_executor()}));
    }
}

// Where somebody writes.
void application::build_bus(std::size_t port) {
    buses_.push_back(nullptr);
    std::vector<std::unique_ptr<inquiry>> asked;
    for (const source_at_work& each : sources_) {
        source& reader = *each.source;
        if (reader.settings().port != port || !reader.settings().asks()) continue;
        make_inquiries(reader, asked);
        ports_[port]->feeds(reader);
    }
    if (asked.empty() && commands_on(port).empty()) return;
    const port_settings& settings = settings_.ports[port];
    buses_.back() = std::make_unique<bus>(settings.name, *ports_[port], settings.gap, std::move(asked));
    ports_[port]->commanded_by(*buses_.back());
}

std::vector<std::size_t> application::commands_on(std::size_t port) const {
    std::vector<std::size_t> commands;
    for (std::size_t i = 0; i < settings_.commands.size(); ++i) {
        if (settings_.commands[i].port == port) commands.push_back(i);
    }
    return commands;
}

void application::build_commands() {
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        std::vector<std::size_t> commands = commands_on(i);
        if (commands.empty()) continue;
        bus& shared = *buses_[i];
        commander_.serve(std::move(commands), settings_.ports[i].name, [&shared](line_user& user) -> line& {
            shared.commanded_by(user);
            return shared;
        });
    }
    build_topic_lines();
    for (auto& [wanted, who] : commander_.subscriptions())
        session_.subscribe(std::move(wanted), std::move(who));
    session_.on_connection = [this](bool up) {
        for (const auto& each : topic_lines_)
            each->connection(up);
        commander_.connection(up);
    };
}

// Commands with the same reply topic share a line: who answers there cannot be told apart.
void application::build_topic_lines() {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> lines;
    for (std::size_t i = 0; i < settings_.commands.size(); ++i) {
        const command_settings& each = settings_.commands[i];
        if (each.port) continue;
        lines[{each.reply_topic, each.reply_topic.empty() ? each.topic : ""}].push_back(i);
    }
    const topic_line::publisher publish = [this](const outgoing& message, monotonic_time deadline) {
        if (shown_.wants(tap_step::message))
            shown_.message(message.topic, message.payload, monotonic_clock::now());
        return session_.publish(message, deadline);
    };
    for (auto& [topics, commands] : lines) {
        const std::string& reply_topic = topics.first;
        const std::uint8_t qos = settings_.commands[commands.front()].topic_qos;
        commander_.serve(commands, reply_topic.empty() ? topics.second : reply_topic,
                         [&](line_user& user) -> line& {
                             topic_lines_.push_back(std::make_unique<topic_line>(user, publish, reply_topic));
                             return *topic_lines_.back();
                         });
        if (!reply_topic.empty()) session_.subscribe(reply_topic, qos, topic_lines_.back()->as_subscriber());
    }
}

source* application::reader_of(std::size_t port) {
    for (const source_at_work& each : sources_) {
        const source_settings& settings = each.source->settings();
        if (settings.port == port && !settings.asks()) return each.source.get();
    }
    return nullptr;
}

void application::run() {
    log::info("weir {}, {}: {} ports, {} sources, {} commands", version, settings_.file, ports_.size(),
              sources_.size(), settings_.commands.size());
    loop_.run(live(), drive_);
    const bool ended = link_->close(monotonic_clock::now() + time_to_close);
    log::info("stopped");
    if (!ended) std::_Exit(0);
}

awaitable<void> application::live() {
    std::vector<awaitable<void>> parts;
    parts.push_back(run_session());
    parts.push_back(work_and_finish());
    co_await race(std::move(parts));
}

awaitable<void> application::run_session() {
    task self(loop_.root(), "mqtt");
    co_await session_.run(self);
}

awaitable<void> application::work_and_finish() {
    std::vector<awaitable<void>> parts;
    parts.push_back(work());
    parts.push_back(until_stopped_safely());
    co_await race(std::move(parts));
    for (const std::size_t next : joined_first(settings_.sources)) {
        const source_at_work& each = sources_[next];
        if (each.topic) each.topic->finish();
        each.source->finish(monotonic_clock::now());
    }
    for (const auto& each : ports_)
        each->finish();
    co_await session_.finish(monotonic_clock::now() + time_to_finish);
}

// Commands come to their end, and devices into their safe state, while the ports are still open.
awaitable<void> application::until_stopped_safely() {
    co_await loop_.stop_requested();
    if (is_service_) notify::stopping();
    task self(loop_.root(), "stop");
    co_await commander_.finish(self, monotonic_clock::now() + time_for_safe_state);
}

awaitable<void> application::work() {
    task& root = loop_.root();
    std::vector<awaitable<void>> parts;
    parts.push_back(run_ports());
    parts.push_back(run_sources());
    parts.push_back(run_commands());
    parts.push_back(supervise(root, "clock", {}, [this](task& self) { return clock_.keep(self); }));
    parts.push_back(supervise(root, "stats", {}, [this](task& self) { return publish_stats(self); }));
    if (is_service_) {
        parts.push_back(supervise(root, "systemd", {}, [this](task& self) { return inform_systemd(self); }));
    }
    if (!places_.control.empty()) {
        parts.push_back(supervise(root, "control", {}, [this](task& self) { return serve_control(self); }));
    }
    co_await run_all(std::move(parts));
}

awaitable<void> application::run_ports() {
    task self(loop_.root(), "ports");
    std::vector<awaitable<void>> all;
    for (const auto& each : ports_)
        all.push_back(each->run(self));
    for (const auto& each : buses_) {
        if (!each) continue;
        bus& one = *each;
        all.push_back(
            supervise(self, one.name() + " bus", {}, [&one](task& child) { return one.run(child); }));
    }
    if (is_service_) {
        all.push_back(
            supervise(self, "device watch", {}, [this](task& child) { return watch_devices(child); }));
    }
    self.awaiting("its ports");
    co_await run_all(std::move(all));
}

awaitable<void> application::watch_devices(task& self) {
    device_watch watch(loop_.context().get_executor(), folders_to_watch(settings_.ports), changes_);
    co_await watch.run(self);
}

awaitable<void> application::run_sources() {
    task self(loop_.root(), "sources");
    std::vector<awaitable<void>> all;
    for (const source_at_work& each : sources_) {
        source& one = *each.source;
        topic_input* topic = each.topic.get();
        const std::string& name = one.settings().name;
        all.push_back(supervise(self, name, {}, [&one](task& child) { return one.run(child); }));
        if (topic == nullptr) continue;
        all.push_back(
            supervise(self, name + " messages", {}, [topic](task& child) { return topic->run(child); }));
    }
    self.awaiting("its sources");
    co_await run_all(std::move(all));
}

awaitable<void> application::run_commands() {
    task self(loop_.root(), "commands");
    std::vector<awaitable<void>> all;
    all.push_back(supervise(self, "deadlines", {}, [this](task& child) { return commander_.run(child); }));
    for (const auto& each : topic_lines_) {
        topic_line& line = *each;
        const std::string name = line.reply_topic().empty() ? "topic" : line.reply_topic();
        all.push_back(supervise(self, name, {}, [&line](task& child) { return line.run(child); }));
    }
    self.awaiting("its parts");
    co_await run_all(std::move(all));
}

awaitable<void> application::publish_stats(task& self) {
    for (;;) {
        self.awaiting("the next report");
        const bool on = co_await sleep_for(settings_.mqtt.stats_every);
        self.resumed();
        if (!on) co_return;
        if (!session_.connected()) continue;
        outgoing message(session_.root() + "/stats", to_text(stats()));
        if (shown_.wants(tap_step::message))
            shown_.message(message.topic, message.payload, monotonic_clock::now());
        session_.out().push_or_drop(std::move(message));
    }
}

boost::json::object application::stats() {
    return stats_of({settings_.node.id, monotonic_clock::now(), started_, sources_, ports_, commander_,
                     session_, loop_.root(), loop_.stalls()});
}

void application::announce(std::string topic, std::string payload, content kind) {
    if (shown_.wants(tap_step::message)) shown_.message(topic, payload, monotonic_clock::now());
    session_.announce(std::move(topic), std::move(payload), kind);
}

// Fed from the loop itself, so that a loop that hangs is noticed.
awaitable<void> application::inform_systemd(task& self) {
    notify::ready();
    const duration every = std::min(notify::watchdog_interval().value_or(duration::max()) / 2, status_every);
    for (;;) {
        notify::status(status_line(sources_, ports_, session_));
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
