#include "config/build_inputs.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "config/topic.hpp"
#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::array<std::string_view, 3> inputs{"port", "topic", "join"};

// What belongs to a topic alone.
constexpr std::array<std::array<std::string_view, 2>, 3> of_topics{{
    {"qos", "an output's qos belongs into publish"},
    {"levels", "they name what the topic's wildcards take"},
    {"max_topics", "only a topic with wildcards takes several"},
}};

void check_join_alone(const setting::member& source, problems& found) {
    if (!is_written(source.value["join"])) return;
    for (const char* const each : {"decode", "poll", "modbus"}) {
        const setting& other = source.value[each];
        if (!is_written(other)) continue;
        found.add(other.where, within(spot_of_source(source), "both 'join' and " + quote(each)),
                  "what is joined has been read and decoded");
    }
}

std::string why_bad_level(const std::string& name) {
    constexpr std::array<std::string_view, 4> meant{"prefix", "node", "source", "field"};
    std::string looked_up;
    expand(
        "{" + name + "}", [](std::string_view) { return std::nullopt; }, looked_up);
    if (looked_up != name || name.empty()) return "small letters, digits and '_', no digit first";
    if (is_reserved_field(name)) return "a sample says it of itself";
    const bool taken = std::find(meant.begin(), meant.end(), name) != meant.end();
    return taken ? "{" + name + "} has a meaning in topics already" : std::string();
}

void take_level(const setting& level, const spot& here, source_settings& made, problems& found) {
    const std::string& name = level.text();
    const bool twice = std::find(made.levels.begin(), made.levels.end(), name) != made.levels.end();
    if (const std::string why = why_bad_level(name); !why.empty()) {
        found.add(level.where, within(here, "bad name " + quote(name)), why);
    } else if (twice) {
        found.add(level.where, within(here, quote(name) + " is named twice"));
    }
    made.levels.push_back(name);
}

std::string counted(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

spot spot_of_source(const setting::member& source) {
    return below({"sources", {}}, source.name, source.name_at);
}

void check_input(const setting::member& source, problems& found) {
    std::string first;
    for (const std::string_view each : inputs) {
        const setting& written = source.value[each];
        if (!is_written(written)) continue;
        if (first.empty()) {
            first = quote(each);
            continue;
        }
        found.add(written.where, within(spot_of_source(source), "both " + first + " and " + quote(each)),
                  "a source has one of them");
    }
    if (first.empty()) {
        found.add(source.name_at, within(spot_of_source(source), "missing key 'port', 'topic' or 'join'"),
                  "a source has one of them");
    }
    for (const auto& [key, hint] : of_topics) {
        const setting& written = source.value[key];
        if (!is_written(written) || is_written(source.value["topic"])) continue;
        found.add(written.where, within(spot_of_source(source), quote(key) + " without 'topic'"),
                  std::string(hint));
    }
    check_join_alone(source, found);
}

void build_levels(const setting::member& source, source_settings& made, problems& found) {
    const setting& levels = source.value["levels"];
    const setting& most = source.value["max_topics"];
    if (most.present()) made.max_topics = static_cast<std::size_t>(most.integer());
    const bool valid = !made.topic.empty();
    if (is_written(most) && valid && !made.has_many_topics()) {
        found.add(most.where, within(spot_of_source(source), "'max_topics' without a wildcard in 'topic'"),
                  "this topic is always one");
    }
    if (!levels.present()) return;
    const spot here = below(spot_of_source(source), "levels", levels.where);
    for (const setting& each : levels.items()) {
        if (each.present()) take_level(each, here, made, found);
    }
    const std::size_t wildcards = taken_by_wildcards(made.topic, {}).size();
    if (!valid || levels.items().empty() || levels.items().size() == wildcards) return;
    found.add(levels.where,
              within(here, counted(levels.items().size(), "name") + " for " + counted(wildcards, "wildcard")),
              wildcards == 0 ? "the topic has neither '+' nor '#'"
                             : "one for each '+', and for '#', of the topic, in their order");
}

}  // namespace weir
