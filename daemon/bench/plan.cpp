#include "daemon/bench/plan.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "config/fingerprint.hpp"

namespace weir {

namespace {

using fingerprints = std::map<std::string, std::string>;  // by name

template <class Part, class Print>
fingerprints all_of(const std::vector<Part>& parts, Print print) {
    fingerprints all;
    for (const Part& each : parts)
        all.emplace(each.name, print(each));
    return all;
}

fingerprints ports_of(const settings& from) {
    return all_of(from.ports, [](const port_settings& each) { return fingerprint_of(each); });
}

fingerprints sources_of(const settings& from) {
    return all_of(from.sources, [&](const source_settings& each) { return fingerprint_of(each, from); });
}

fingerprints commands_of(const settings& from) {
    return all_of(from.commands, [&](const command_settings& each) { return fingerprint_of(each, from); });
}

part_changes changes_of(const fingerprints& now, const fingerprints& next) {
    part_changes changes;
    for (const auto& [name, print] : now) {
        const auto then = next.find(name);
        if (then == next.end()) {
            changes.gone.push_back(name);
        } else if (then->second == print) {
            changes.kept.insert(name);
        } else {
            changes.changed.push_back(name);
        }
    }
    for (const auto& [name, print] : next) {
        if (!now.contains(name)) changes.fresh.push_back(name);
    }
    return changes;
}

std::string why_restart(const settings& now, const settings& next) {
    if (now.node.id != next.node.id) return "node.id";
    return fingerprint_of(now.mqtt) == fingerprint_of(next.mqtt) ? "" : "mqtt";
}

// Whether a command's port is none of those that stay.
bool loses_its_port(const settings& of, const part_changes& ports) {
    return std::ranges::any_of(of.commands, [&](const command_settings& each) {
        return each.port && !ports.kept.contains(of.ports[*each.port].name);
    });
}

bool same(const command_limits& one, const command_limits& other) {
    const auto& [running, queue, queue_per_port] = one;
    return running == other.running && queue == other.queue && queue_per_port == other.queue_per_port;
}

// The ports of sources that do not stay.
void add_rewired(const settings& of, const reload_plan& plan, std::set<std::string>& to) {
    for (const source_settings& each : of.sources) {
        if (!each.port || plan.sources.kept.contains(each.name)) continue;
        const std::string& port = of.ports[*each.port].name;
        if (plan.ports.kept.contains(port)) to.insert(port);
    }
}

std::vector<std::string> other_changes(const settings& now, const settings& next) {
    std::vector<std::string> keys;
    const auto note = [&keys](bool differs, const char* key) {
        if (differs) keys.emplace_back(key);
    };
    note(now.node.name != next.node.name, "node.name");
    note(now.mqtt.stats_every != next.mqtt.stats_every, "mqtt.stats");
    note(now.mqtt.disconnect_grace != next.mqtt.disconnect_grace, "mqtt.disconnect_grace");
    note(now.outbox_limit != next.outbox_limit, "limits.outbox");
    note(!same(now.command_limits, next.command_limits), "limits");
    note(now.clock != next.clock, "clock");
    note(now.log_level != next.log_level, "log.level");
    return keys;
}

void append(std::string& to, std::string_view between, std::string_view what) {
    if (!to.empty()) to += between;
    to += what;
}

void append_changes(std::string& to, std::string_view section, const part_changes& changes,
                    std::string_view changed) {
    std::string parts;
    const auto add = [&parts](const std::vector<std::string>& names, std::string_view how) {
        for (const std::string& each : names)
            append(parts, ", ", each + " " + std::string(how));
    };
    add(changes.changed, changed);
    add(changes.fresh, "new");
    add(changes.gone, "removed");
    if (!parts.empty()) append(to, "; ", std::string(section) + ": " + parts);
}

}  // namespace

bool reload_plan::any() const {
    return !restart.empty() || ports.any() || sources.any() || commands.any() || !other.empty();
}

reload_plan plan_reload(const settings& now, const settings& next) {
    reload_plan plan;
    plan.restart = why_restart(now, next);
    plan.ports = changes_of(ports_of(now), ports_of(next));
    plan.sources = changes_of(sources_of(now), sources_of(next));
    plan.commands = changes_of(commands_of(now), commands_of(next));
    plan.exchanges_commander = plan.commands.any() || !same(now.command_limits, next.command_limits) ||
                               now.mqtt.disconnect_grace != next.mqtt.disconnect_grace ||
                               loses_its_port(now, plan.ports);
    add_rewired(now, plan, plan.rewired);
    add_rewired(next, plan, plan.rewired);
    plan.other = other_changes(now, next);
    return plan;
}

std::string text_of(const reload_plan& plan) {
    std::string text;
    if (!plan.restart.empty()) text = "everything restarts, since " + plan.restart + " has changed";
    append_changes(text, "ports", plan.ports, "restarted");
    append_changes(text, "sources", plan.sources, "changed");
    append_changes(text, "commands", plan.commands, "changed");
    std::string other;
    for (const std::string& each : plan.other)
        append(other, ", ", each);
    if (!other.empty()) append(text, "; ", "changed: " + other);
    return text.empty() ? "nothing has changed" : text;
}

}  // namespace weir
