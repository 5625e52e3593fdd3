#include <algorithm>
#include <map>
#include <utility>

#include "daemon/bench/bench.hpp"
#include "daemon/bus/make_inquiries.hpp"

// What the bench does in one turn of the loop: it exchanges parts.
namespace weir {

namespace {

// Takes out what stays, by name; the others remain.
template <class Part>
std::map<std::string, Part> take_kept(std::vector<Part>& parts, const std::set<std::string>& kept) {
    std::map<std::string, Part> stays;
    for (Part& each : parts) {
        if (kept.contains(each.configured->name)) stays.emplace(each.configured->name, std::move(each));
    }
    std::erase_if(parts, [](const Part& each) { return each.configured == nullptr; });
    return stays;
}

}  // namespace

void bench::exchange(shared_settings next, const reload_plan& plan) {
    const shared_settings before = std::exchange(settings_, std::move(next));
    // Both are let go of at the end, when nothing refers to them any more.
    const std::vector<source_at_work> former_sources = exchange_sources(plan.sources.kept, before.get());
    const std::vector<port_at_work> former_ports = exchange_ports(plan.ports.kept);
    for (port_at_work& each : ports_)
        wire(each);
    if (!commands_ || plan.exchanges_commander) exchange_commands(plan.commands.kept);
    follow_sources();
    const auto takes_topic = [](const source_settings& each) { return !each.topic.empty(); };
    around_.mqtt.attend(!settings_->commands.empty() || std::ranges::any_of(settings_->sources, takes_topic));
}

// What the former ones have read goes out.
std::vector<source_at_work> bench::exchange_sources(const std::set<std::string>& kept,
                                                    const settings* before) {
    if (before != nullptr) end_sources(*before, kept);
    std::map<std::string, source_at_work> stays = take_kept(sources_, kept);
    std::vector<source_at_work> former = std::exchange(sources_, {});
    for (const source_settings& each : settings_->sources) {
        const auto known = stays.find(each.name);
        sources_.push_back(known == stays.end() ? make_source(each) : std::move(known->second));
    }
    for (source_at_work& each : sources_)
        join_sources(each);
    return former;
}

void bench::end_sources(const settings& before, const std::set<std::string>& kept) {
    for (const std::size_t next : joined_first(before.sources)) {
        source_at_work& each = sources_.at(next);
        if (kept.contains(each.configured->name)) continue;
        if (each.topic) {
            around_.mqtt.unsubscribe(each.interest);
            each.topic->finish();
        }
        each.source->finish(monotonic_clock::now());
        each.source->input_down();
    }
}

// One that stays has its join: those that it joins stay, too.
void bench::join_sources(source_at_work& by) {
    if (!by.configured->join || by.join) return;
    std::vector<source*> joined;
    for (const std::size_t each : by.configured->join->sources)
        joined.push_back(sources_.at(each).source.get());
    by.join = std::make_unique<join_input>(*by.source, std::move(joined));
}

// Any of those who follow, and of those who are followed, may have been exchanged.
void bench::follow_sources() {
    for (const source_at_work& each : sources_)
        each.source->followed_by_nobody();
    for (const source_at_work& each : sources_) {
        if (each.join) each.join->follow();
        commands_->desk().follow(*each.source);
    }
}

std::vector<port_at_work> bench::exchange_ports(const std::set<std::string>& kept) {
    std::map<std::string, port_at_work> stays = take_kept(ports_, kept);
    std::vector<port_at_work> former = std::exchange(ports_, {});
    for (port_at_work& each : former)
        each.port->exchange_readers(nullptr, {});
    for (const port_settings& each : settings_->ports) {
        const auto known = stays.find(each.name);
        ports_.push_back(known == stays.end() ? make_port(each) : std::move(known->second));
    }
    return former;
}

void bench::exchange_commands(const std::set<std::string>& kept) {
    for (port_at_work& each : ports_) {
        if (each.bus) each.bus->commanded_by(nullptr);
    }
    const commands_at_work::surroundings around{around_.mqtt,
                                                {root(), around_.clock, around_.mqtt.answers(),
                                                 around_.announce, around_.state_folder, &around_.shown}};
    const auto find_bus = [this](const std::string& port) -> bus& { return bus_of(port); };
    if (commands_) former_commands_ = std::move(commands_);
    if (former_commands_) {
        const auto is_kept = [&kept](const std::string& name) { return kept.contains(name); };
        commands_ =
            std::make_unique<commands_at_work>(settings_, around, find_bus, *former_commands_, is_kept);
    } else {
        commands_ = std::make_unique<commands_at_work>(settings_, around, find_bus);
    }
    commands_->start(children_, commands_task_);
    gate_.open_to(commands_->desk());
}

source_at_work bench::make_source(const source_settings& wanted) {
    const source::surroundings around{root(), around_.clock, around_.mqtt.out(), around_.announce,
                                      &around_.shown_by};
    source_at_work made{{settings_, &wanted},
                        wanted.port ? settings_->ports[*wanted.port].name : "",
                        std::make_unique<source>(wanted, around)};
    if (!wanted.topic.empty()) {
        made.topic = std::make_unique<topic_input>(*made.source);
        made.interest = around_.mqtt.subscribe(wanted.topic, wanted.topic_qos, made.topic->as_subscriber());
    }
    start(made);
    return made;
}

void bench::start(source_at_work& one) {
    source& reader = *one.source;
    const std::string& name = one.configured->name;
    one.running.push_back(children_.add(
        supervise(sources_task_, name, {}, [&reader](task& self) { return reader.run(self); })));
    if (!one.topic) return;
    topic_input& topic = *one.topic;
    one.running.push_back(children_.add(
        supervise(sources_task_, name + " messages", {}, [&topic](task& self) { return topic.run(self); })));
}

port_at_work bench::make_port(const port_settings& wanted) {
    port_at_work made{{settings_, &wanted},
                      std::make_unique<port>(wanted, nullptr,
                                             port::surroundings{root(), around_.open, around_.announce,
                                                                changes_, &around_.shown_by})};
    if (wanted.quarantine) {
        made.port->quarantine_in(make_quarantine(wanted.name, *wanted.quarantine,
                                                 {around_.clock, around_.mqtt.out(), around_.loop}));
    }
    made.running.push_back(children_.add(made.port->run(ports_task_)));
    return made;
}

void bench::wire(port_at_work& at) {
    source* reader = nullptr;
    std::vector<source*> asked;
    for (const source_at_work& each : sources_) {
        if (each.port != at.configured->name) continue;
        if (each.configured->asks()) {
            asked.push_back(each.source.get());
        } else if (reader == nullptr) {
            reader = each.source.get();
        }
    }
    std::vector<source*> fed = asked;
    if (reader != nullptr) fed.push_back(reader);
    at.port->exchange_readers(reader, std::move(fed));
    // Their order means nothing; and only where they are others does the bus rest.
    if (!std::ranges::is_permutation(asked, at.asked)) {
        ask(at, asked);
    } else if (!at.bus && has_commands(at.configured->name)) {
        make_bus(at, {});
    }
}

void bench::ask(port_at_work& at, const std::vector<source*>& asked) {
    at.asked = asked;
    std::vector<std::unique_ptr<inquiry>> inquiries;
    for (source* const each : asked)
        make_inquiries(*each, inquiries);
    if (at.bus) return at.bus->exchange_inquiries(std::move(inquiries), monotonic_clock::now());
    make_bus(at, std::move(inquiries));
}

void bench::make_bus(port_at_work& at, std::vector<std::unique_ptr<inquiry>> asked) {
    const port_settings& configured = *at.configured;
    at.bus = std::make_unique<bus>(configured.name, *at.port, configured.gap, std::move(asked));
    bus& one = *at.bus;
    at.port->commanded_by(one);
    at.running.push_back(children_.add(
        supervise(ports_task_, configured.name + " bus", {}, [&one](task& self) { return one.run(self); })));
}

bool bench::has_commands(const std::string& port) const {
    return std::ranges::any_of(settings_->commands, [&](const command_settings& each) {
        return each.port && settings_->ports[*each.port].name == port;
    });
}

bus& bench::bus_of(const std::string& port) {
    return *std::ranges::find(ports_, port, [](const port_at_work& each) {
                return each.configured->name;
            })->bus;
}

}  // namespace weir
