#include "config/outputs.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "config/sections.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

constexpr std::string_view field_mark = "{field}";
constexpr std::array<std::string_view, 4> template_names{"prefix", "node", "source", "field"};

setting plain_output(const catalogues& known) {
    problems none;
    node nothing;
    return filler(known, none).fill(nothing, output_form, {});
}

std::string with_field_as(std::string topic, std::string_view what) {
    for (std::size_t at = topic.find(field_mark); at != topic.npos;
         at = topic.find(field_mark, at + what.size()))
        topic.replace(at, field_mark.size(), what);
    return topic;
}

}  // namespace

std::string as_filter(const std::string& topic, const source_settings& source) {
    const auto is_in = [](std::string_view level, const std::string& name) {
        return level.find("{" + name + "}") != level.npos;
    };
    std::string filter;
    for (std::size_t start = 0; start <= topic.size();) {
        const std::size_t end = std::min(topic.find('/', start), topic.size());
        const std::string level = topic.substr(start, end - start);
        if (source.takes_rest() && !source.levels.empty() && is_in(level, source.levels.back()))
            return filter + '#';
        const bool any = level.find(field_mark) != level.npos ||
                         std::any_of(source.levels.begin(), source.levels.end(),
                                     [&](const std::string& name) { return is_in(level, name); });
        filter += any ? "+" : level;
        if (end < topic.size()) filter += '/';
        start = end + 1;
    }
    return filter;
}

output_builder::output_builder(const setting& root, const settings& so_far, const build_context& with)
    : common_(root["publish"]),
      so_far_(so_far),
      with_(with),
      plain_(plain_output(with.known)),
      root_known_(!so_far.node.id.empty() && !so_far.mqtt.prefix.empty() &&
                  why_bad_topic(so_far.mqtt.prefix).empty()) {}

output_builder::said output_builder::look_up(const setting& output, const spot& here,
                                             std::string_view key) const {
    if (is_written(output[key])) return {output[key], below(here, key, output[key].where)};
    if (is_written(common_[key])) return {common_[key], below({"publish", {}}, key, common_[key].where)};
    return {plain_[key], here};
}

std::vector<publish_settings> output_builder::build(const setting::member& source,
                                                    const source_settings& from) {
    const setting& written = source.value["publish"];
    const spot here = below(below({"sources", {}}, source.name, source.name_at), "publish",
                            is_written(written) ? written.where : source.name_at);
    std::vector<publish_settings> all;
    if (!written.is<setting::list>()) {
        all.push_back(build_one(written.present() ? written : plain_, from, here));
        return all;
    }
    for (std::size_t i = 0; i < written.items().size(); ++i) {
        const setting& each = written.items()[i];
        const spot item{here.path + "[" + std::to_string(i + 1) + "]", each.where};
        if (each.present()) all.push_back(build_one(each, from, item));
    }
    return all;
}

publish_settings output_builder::build_one(const setting& output, const source_settings& source,
                                           const spot& here) {
    publish_settings made;
    made.format = use_of(look_up(output, here, "format").value, with_.known.formats);
    made.qos = static_cast<std::uint8_t>(look_up(output, here, "qos").value.integer());
    made.retain = look_up(output, here, "retain").value.boolean();
    made.linger = std::chrono::duration_cast<short_time>(look_up(output, here, "linger").value.duration());
    const said topic = look_up(output, here, "topic");
    const auto* format = static_cast<const format_kind*>(made.format.kind);
    if (format == nullptr || (is_written(topic.value) && !topic.value.present())) return made;
    const std::string preset =
        std::string("{prefix}/{node}/{source}/state") + (format->one_message_a_field ? "/{field}" : "");
    made.batch = build_batch(output, here, *format);
    const auto expanded = expand_topic(text_or(topic.value, preset), topic, source);
    if (!expanded) return made;
    made.topic = *expanded;
    check_field(made, topic);
    if (root_known_) use_topic(made.topic, topic.where, source);
    return made;
}

std::optional<batch_settings> output_builder::build_batch(const setting& output, const spot& here,
                                                          const format_kind& format) {
    const setting& batch = look_up(output, here, "batch").value;
    if (!batch.is<setting::map>()) return std::nullopt;
    if (format.one_message_a_field) {
        with_.found.add(here.at, within(here, "'batch' with the format " + quote(format.name)),
                        "it makes one message a field; 'batch: off' if the top-level publish has a batch");
    }
    batch_settings made;
    if (const setting& count = batch["count"]; count.present())
        made.count = static_cast<std::size_t>(count.integer());
    if (const setting& every = batch["every"]; every.present()) made.every = every.duration();
    made.form = text_or(batch["form"]) == "lines" ? batch_form::lines : batch_form::array;
    return made;
}

std::optional<std::string> output_builder::expand_topic(const std::string& text, const said& topic,
                                                        const source_settings& source) {
    const auto& levels = source.levels;
    const auto look = [&](std::string_view name) -> std::optional<std::string> {
        if (name == "prefix") return so_far_.mqtt.prefix;
        if (name == "node") return so_far_.node.id;
        if (name == "source") return source.name;
        const bool later = name == "field" || std::find(levels.begin(), levels.end(), name) != levels.end();
        return later ? std::optional("{" + std::string(name) + "}") : std::nullopt;
    };
    std::string unknown;
    auto expanded = expand(text, look, unknown);
    if (!expanded) {
        std::vector<std::string_view> known(template_names.begin(), template_names.end());
        known.insert(known.end(), levels.begin(), levels.end());
        with_.found.add(topic.where.at, within(topic.where, "unknown name '{" + unknown + "}'"),
                        did_you_mean(unknown, known));
    }
    return expanded;
}

void output_builder::check_field(const publish_settings& output, const said& topic) {
    const component& format = *output.format.kind;
    const bool one_a_field = static_cast<const format_kind&>(format).one_message_a_field;
    const bool has_field = output.topic.find(field_mark) != output.topic.npos;
    const std::string name = quote(format.name);
    if (one_a_field && !has_field) {
        with_.found.add(topic.where.at, within(topic.where, "the topic lacks {field}"),
                        "the format " + name + " makes one message a field");
    } else if (!one_a_field && has_field) {
        with_.found.add(topic.where.at, within(topic.where, "{field} is not known here"),
                        "the format " + name + " makes one message of all fields");
    }
}

void output_builder::use_topic(const std::string& topic, const spot& where, const source_settings& source) {
    const std::string usual = with_field_as(topic, "field");
    std::string why = why_bad_topic(usual);
    if (topic.starts_with('$')) why = "topics that begin with '$' are the broker's";
    if (why.empty()) {
        used_.push_back({as_filter(topic, source), where, source.name, as_filter(usual, source)});
    } else {
        with_.found.add(where.at, within(where, "not a valid topic"), why);
    }
}

}  // namespace weir
