#include <array>
#include <filesystem>
#include <map>

#include "config/build.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

constexpr std::string_view default_topic = "{prefix}/{node}/port/{port}/bad";
constexpr std::array<std::string_view, 3> template_names{"prefix", "node", "port"};

// Empty when it is no topic: then it has its problem.
std::string build_topic(const setting& topic, const std::string& port, const settings& so_far,
                        const spot& here, problems& found) {
    const auto look = [&](std::string_view name) -> std::optional<std::string> {
        if (name == "prefix") return so_far.mqtt.prefix;
        if (name == "node") return so_far.node.id;
        return name == "port" ? std::optional(port) : std::nullopt;
    };
    std::string unknown;
    const auto expanded = expand(text_or(topic, default_topic), look, unknown);
    if (!expanded) {
        found.add(topic.where, within(here, "unknown name '{" + unknown + "}'"),
                  did_you_mean(unknown, template_names));
        return {};
    }
    if (!is_written(topic)) return *expanded;
    std::string why = why_bad_topic(*expanded);
    if (expanded->starts_with('$')) why = "topics that begin with '$' are the broker's";
    if (!why.empty()) found.add(topic.where, within(here, "not a valid topic"), why);
    return *expanded;
}

void check_keys(const setting& from, const spot& here, problems& found) {
    const setting& file = from["file"];
    const setting& topic = from["topic"];
    if (is_written(file) && is_written(topic)) {
        found.add(topic.where, within(here, "both 'file' and 'topic'"), "a quarantine has one of them");
    }
    if (is_written(from["max"]) && !is_written(file))
        found.add(from["max"].where, within(here, "'max' without 'file'"),
                  "it says how long the file may grow");
}

}  // namespace

void build_quarantines(const setting& ports, settings& so_far, const build_context& with) {
    std::map<std::string, std::string> port_of;  // file -> port
    for (std::size_t i = 0; i < so_far.ports.size(); ++i) {
        port_settings& port = so_far.ports[i];
        const setting& from = ports.members()[i].value["quarantine"];
        if (!from.present()) continue;
        const spot here = below(below({"ports", {}}, port.name, port.where), "quarantine", from.where);
        check_keys(from, here, with.found);
        quarantine_settings& made = port.quarantine.emplace();
        const setting& file = from["file"];
        if (!file.present()) {
            made.topic = build_topic(from["topic"], port.name, so_far, below(here, "topic", {}), with.found);
            continue;
        }
        made.file =
            (std::filesystem::path(with.file).parent_path() / file.text()).lexically_normal().string();
        made.max = static_cast<std::uint64_t>(from["max"].integer());
        const auto [first, fresh] = port_of.emplace(made.file, port.name);
        if (fresh) continue;
        with.found.add(file.where, within(below(here, "file", {}),
                                          "port " + quote(first->second) + " has the same file"));
    }
}

}  // namespace weir
