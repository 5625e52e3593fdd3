#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "config/build_inputs.hpp"
#include "config/build_modbus.hpp"
#include "config/format_kind.hpp"
#include "config/outputs.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

using names = std::vector<std::string_view>;

void check_source_name(const setting::member& source, problems& found) {
    static constexpr std::array<std::string_view, 7> reserved{"audit", "cmd",   "info",  "link",
                                                              "port",  "stats", "status"};
    check_name(source, "sources", found);
    if (std::find(reserved.begin(), reserved.end(), source.name) == reserved.end()) return;
    found.add(source.name_at, "the name " + quote(source.name) + " is reserved in sources",
              "weir publishes under it itself");
}

// The ports and who reads each: one source that listens, and any number of those that ask.
class port_directory {
public:
    explicit port_directory(const std::vector<port_settings>& ports) {
        for (const port_settings& port : ports) {
            index_.emplace(port.name, names_.size());
            names_.push_back(port.name);
        }
    }

    std::optional<std::size_t> take(const setting& port, const setting::member& source, problems& found) {
        if (!port.present()) return std::nullopt;
        const spot here = below(spot_of_source(source), "port", port.where);
        const auto known = index_.find(port.text());
        if (known == index_.end()) {
            found.add(port.where, within(here, "unknown port " + quote(port.text())),
                      hint_at(port.text(), names_, found));
            return std::nullopt;
        }
        if (asks(source)) return known->second;
        const auto [first, fresh] = listener_.emplace(known->second, &source);
        if (!fresh) {
            found.add(port.where, within(here, "port " + quote(port.text()) + " is read by source " +
                                                   quote(first->second->name) + " already"));
        }
        return known->second;
    }

private:
    // One that listens beside one that asks by Modbus is found by settle_modbus_ports().
    static bool asks(const setting::member& source) {
        return is_written(source.value["modbus"]) || is_written(source.value["poll"]);
    }

    names names_;
    std::map<std::string_view, std::size_t> index_;
    std::map<std::size_t, const setting::member*> listener_;
};

std::optional<poll_settings> build_poll(const setting::member& source, problems& found) {
    const setting& poll = source.value["poll"];
    if (!is_written(poll)) return std::nullopt;
    const spot here = below(spot_of_source(source), "poll", poll.where);
    if (is_written(source.value["topic"]))
        found.add(poll.where, within(here, "'poll' without 'port'"), "a topic's messages come by themselves");
    if (is_written(source.value["modbus"]))
        found.add(poll.where, within(here, "both 'poll' and 'modbus'"), "a source asks in one way");
    if (!poll.present()) return std::nullopt;
    const auto time = [&](std::string_view key) {
        return poll[key].present() ? poll[key].duration() : duration();
    };
    return poll_settings{text_or(poll["write"]), time("every"), time("timeout")};
}

std::vector<field_settings> build_fields(const setting::member& source, problems& found) {
    std::vector<field_settings> fields;
    std::map<std::string, std::string> named;
    const spot here = below(spot_of_source(source), "fields", {});
    for (const setting::member& each : members_of(source.value["fields"])) {
        const setting& from = each.value["from"];
        fields.push_back(
            {each.name, text_or(from, each.name), text_or(each.value["unit"]), text_or(each.value["class"])});
        if (is_reserved_field(each.name)) {
            found.add(each.name_at, within(here, quote(each.name) + " is a sample's own"),
                      "a decoded field of this name gets a '_' behind it");
        }
        const auto [first, fresh] = named.emplace(fields.back().from, each.name);
        if (!fresh) {
            found.add(is_written(from) ? from.where : each.name_at,
                      within(here, "the decoder's field " + quote(fields.back().from) + " is " +
                                       quote(first->second) + " already"));
        }
    }
    return fields;
}

std::vector<component_use> build_process(const setting& process, catalogue stages) {
    std::vector<component_use> uses;
    if (!process.present()) return uses;
    for (const setting& each : process.items())
        uses.push_back(use_of(each, stages));
    return uses;
}

// Empty when it is no valid filter; a valid one is added to `inputs`.
std::string build_topic(const setting& topic, const setting::member& source, std::vector<used_topic>& inputs,
                        problems& found) {
    if (!topic.present()) return {};
    const spot here = below(spot_of_source(source), "topic", topic.where);
    const std::string why = why_bad_filter(topic.text());
    if (why.empty()) {
        inputs.push_back({topic.text(), here, source.name});
    } else {
        found.add(topic.where, within(here, "not a valid topic filter"), why);
    }
    return why.empty() ? topic.text() : std::string();
}

// But those below weir's own topics of their port, where nothing else may be.
std::vector<used_topic> quarantine_topics(const setting& ports, const std::vector<port_settings>& built,
                                          const std::string& own) {
    std::vector<used_topic> used;
    for (std::size_t i = 0; i < built.size(); ++i) {
        const port_settings& port = built[i];
        if (!port.quarantine || port.quarantine->topic.empty()) continue;
        if (port.quarantine->topic.starts_with(own + "/port/" + port.name + "/")) continue;
        const setting& topic = ports.members()[i].value["quarantine"]["topic"];
        const spot here = below(below({"ports", {}}, port.name, port.where), "quarantine", {});
        used.push_back({port.quarantine->topic, below(here, "topic", topic.where), ""});
    }
    return used;
}

source_settings build_source(const setting::member& from, const build_context& with) {
    source_settings source;
    source.name = from.name;
    source.where = from.name_at;
    check_source_name(from, with.found);
    if (!from.value.present()) return source;
    check_input(from, with.found);
    source.topic_qos = static_cast<std::uint8_t>(from.value["qos"].integer());
    source.poll = build_poll(from, with.found);
    source.decode = use_of(from.value["decode"], with.known.decoders);
    source.fields = build_fields(from, with.found);
    source.modbus = build_modbus_read(from, source.fields, with.found);
    source.process = build_process(from.value["process"], with.known.stages);
    if (const setting& stale = from.value["stale_after"]; stale.present())
        source.stale_after = stale.duration();
    return source;
}

}  // namespace

std::vector<source_settings> build_sources(const setting& root, const settings& so_far,
                                           const build_context& with) {
    std::vector<source_settings> all;
    std::vector<used_topic> inputs;
    port_directory ports(so_far.ports);
    output_builder outputs(root, so_far, with);
    for (const setting::member& each : members_of(root["sources"])) {
        source_settings source = build_source(each, with);
        if (each.value.present()) {
            source.port = ports.take(each.value["port"], each, with.found);
            source.topic = build_topic(each.value["topic"], each, inputs, with.found);
            build_levels(each, source, with.found);
            source.publish = outputs.build(each, source);
        }
        all.push_back(std::move(source));
    }
    build_joins(root["sources"], all, with.found);
    constexpr std::size_t most_checked = 1000;  // more are an error already, and would take long
    if (outputs.root_known() && all.size() <= most_checked) {
        const std::string own = so_far.mqtt.prefix + "/" + so_far.node.id;
        std::vector<used_topic> used = quarantine_topics(root["ports"], so_far.ports, own);
        used.insert(used.end(), outputs.used().begin(), outputs.used().end());
        check_topics(own, used, inputs, with.found);
    }
    return all;
}

}  // namespace weir
