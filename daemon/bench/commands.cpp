#include "daemon/bench/commands.hpp"

#include <map>
#include <utility>

namespace weir {

commands_at_work::commands_at_work(shared_settings configured, surroundings around, const bus_finder& buses)
    : settings_(std::move(configured)),
      around_(std::move(around)),
      commander_(*settings_, around_.of_commander) {
    serve_ports(buses);
    serve_topics();
}

commands_at_work::commands_at_work(shared_settings configured, surroundings around, const bus_finder& buses,
                                   commands_at_work& before, const name_filter& kept)
    : settings_(std::move(configured)),
      around_(std::move(around)),
      commander_(*settings_, around_.of_commander, before.commander_, kept) {
    serve_ports(buses);
    serve_topics();
    connection(around_.mqtt.connected());
    commander_.settle_in();
}

commands_at_work::~commands_at_work() {
    for (const auto each : interests_)
        around_.mqtt.unsubscribe(each);
}

void commands_at_work::serve_ports(const bus_finder& buses) {
    std::map<std::string, std::vector<std::size_t>> ports;
    for (std::size_t i = 0; i < settings_->commands.size(); ++i) {
        const auto& port = settings_->commands[i].port;
        if (port) ports[settings_->ports[*port].name].push_back(i);
    }
    for (auto& [name, commands] : ports) {
        bus& shared = buses(name);
        commander_.serve(std::move(commands), name, [&shared](line_user& user) -> line& {
            shared.commanded_by(&user);
            return shared;
        });
    }
}

topic_line::publisher commands_at_work::publisher() {
    return [this](const outgoing& message, monotonic_time deadline) {
        const tap_point& shown = *around_.of_commander.shown;
        if (shown.wants(tap_step::message))
            shown.message(message.topic, message.payload, monotonic_clock::now());
        return around_.mqtt.publish(message, deadline);
    };
}

// Commands with the same reply topic share a line: who answers there cannot be told apart.
void commands_at_work::serve_topics() {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> lines;
    for (std::size_t i = 0; i < settings_->commands.size(); ++i) {
        const command_settings& each = settings_->commands[i];
        if (each.port) continue;
        lines[{each.reply_topic, each.reply_topic.empty() ? each.topic : ""}].push_back(i);
    }
    for (auto& [topics, commands] : lines) {
        const std::string& reply_topic = topics.first;
        const std::uint8_t qos = settings_->commands[commands.front()].topic_qos;
        commander_.serve(
            commands, reply_topic.empty() ? topics.second : reply_topic, [&](line_user& user) -> line& {
                topic_lines_.push_back(std::make_unique<topic_line>(user, publisher(), reply_topic));
                return *topic_lines_.back();
            });
        if (reply_topic.empty()) continue;
        interests_.push_back(around_.mqtt.subscribe(reply_topic, qos, topic_lines_.back()->as_subscriber()));
    }
}

void commands_at_work::connection(bool up) {
    for (const auto& each : topic_lines_)
        each->connection(up);
    commander_.connection(up);
}

void commands_at_work::start(nursery& in, task& parent) {
    running_.push_back(
        in.add(supervise(parent, "deadlines", {}, [this](task& self) { return commander_.run(self); })));
    for (const auto& each : topic_lines_) {
        topic_line& line = *each;
        const std::string name = line.reply_topic().empty() ? "topic" : line.reply_topic();
        running_.push_back(
            in.add(supervise(parent, name, {}, [&line](task& self) { return line.run(self); })));
    }
}

}  // namespace weir
