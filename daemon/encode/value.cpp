#include <algorithm>

#include "daemon/encode/format.hpp"

namespace weir {

namespace {

constexpr std::string_view placeholder = "{field}";

// A field's name may come from a device: what has a meaning in a topic becomes an underscore.
std::string as_level(std::string_view name) {
    std::string level(name.empty() ? "_" : name);
    std::replace_if(
        level.begin(), level.end(),
        [](char c) {
            return c == '/' || c == '+' || c == '#' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        },
        '_');
    return level;
}

std::string topic_of(std::string_view form, std::string_view name) {
    std::string topic(form);
    const std::string level = as_level(name);
    for (auto at = topic.find(placeholder); at != std::string::npos; at = topic.find(placeholder, at)) {
        topic.replace(at, placeholder.size(), level);
        at += level.size();
    }
    return topic;
}

void encode_values(const sample& what, const sample_stamp&, const publish_settings& to,
                   std::vector<outgoing>& out) {
    for (const field& each : what.fields) {
        out.emplace_back(topic_of(to.topic, each.name), plain_text(each.data), to.qos, to.retain,
                         content::text);
    }
}

}  // namespace

extern const message_format value_format;
const message_format value_format{
    {{"value", "One message a field, the bare value as text; the topic needs {field}.", {.is = kind::group}},
     true},
    encode_values};

}  // namespace weir
