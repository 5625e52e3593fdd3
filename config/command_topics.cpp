#include "config/command_topics.hpp"

#include <optional>
#include <utility>

#include "config/build_commands.hpp"
#include "config/outputs.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

command_topics::command_topics(const settings& so_far, problems& found) : found_(found) {
    const bool known = !so_far.node.id.empty() && why_bad_topic(so_far.mqtt.prefix).empty();
    if (known) root_ = so_far.mqtt.prefix + "/" + so_far.node.id;
    for (const source_settings& source : so_far.sources) {
        for (const publish_settings& output : source.publish) {
            if (!output.topic.empty()) outputs_.push_back({as_filter(output.topic, source), {}, source.name});
        }
    }
}

std::string command_topics::take(const setting::member& command, std::string_view key) {
    const setting& topic = command.value[key];
    if (!topic.present()) return {};
    const std::string why = why_bad(topic.text());
    if (!why.empty()) complain(command, key, "not a valid topic", why);
    return topic.text();
}

void command_topics::check_reply(const setting::member& command, const command_settings& made) {
    if (made.reply_topic.empty()) return;
    if (made.reply_topic == made.topic) {
        complain(command, "reply_topic", "the answer's topic is the command's own", {});
    }
    for (const used_topic& each : outputs_) {
        if (!filters_overlap(each.filter, made.reply_topic)) continue;
        complain(command, "reply_topic", "weir itself publishes to " + quote(made.reply_topic),
                 "source " + quote(each.source) + " does");
        return;
    }
}

std::string command_topics::why_bad(const std::string& topic) const {
    if (topic.starts_with('$')) return "topics that begin with '$' are the broker's";
    if (!root_.empty() && (topic + "/").starts_with(root_ + "/")) {
        return "what is below " + root_ + " is weir's own";
    }
    std::string name;
    const auto none = [](std::string_view) { return std::nullopt; };
    if (!expand(topic, none, name)) return "{" + name + "} has no meaning here";
    return why_bad_topic(topic);
}

void command_topics::complain(const setting::member& command, std::string_view key, std::string what,
                              std::string hint) {
    const spot here = below(spot_of_command(command), key, command.value[key].where);
    found_.add(here.at, within(here, std::move(what)), std::move(hint));
}

}  // namespace weir
