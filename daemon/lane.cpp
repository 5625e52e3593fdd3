#include "daemon/lane.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include "config/topic.hpp"

namespace weir {

namespace {

[[noreturn]] void cannot_make(const component_use& use, const problems& found) {
    throw std::logic_error("unchecked configuration: " + std::string(use.kind->name) + ": " +
                           (found.empty() ? "no such component" : found.all().front().message));
}

// An output's topic with the levels in place of their names. Nobody else's topics begin with $, and none is
// empty.
std::string expanded(const std::string& topic, const std::vector<std::string>& names,
                     const std::vector<std::string>& levels) {
    const auto look = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) return "{" + std::string(name) + "}";
        const std::string& level = levels[static_cast<std::size_t>(found - names.begin())];
        return level.empty() ? "_" : level;
    };
    std::string unknown;
    std::string made = expand(topic, look, unknown).value_or(topic);
    if (made.starts_with('$')) made.front() = '_';
    return made;
}

}  // namespace

lane::lane(const source_settings& source) : level_names_(source.levels) {
    make_parts(source);
    make_outputs(source.publish);
}

lane::lane(const source_settings& source, const std::vector<std::string_view>& taken)
    : level_names_(source.levels) {
    make_parts(source);
    if (level_names_.empty()) {
        make_outputs(source.publish);
        return;
    }
    levels_.assign(taken.begin(), taken.end());
    expanded_ = source.publish;
    for (publish_settings& each : expanded_)
        each.topic = expanded(each.topic, level_names_, levels_);
    make_outputs(expanded_);
}

void lane::make_parts(const source_settings& source) {
    problems found;
    if (source.decode.kind != nullptr) {
        decoder = make_decoder(source.decode, found);
        if (!decoder) cannot_make(source.decode, found);
    }
    for (const component_use& use : source.process) {
        stages.push_back(make_stage(use, found));
        if (!stages.back()) cannot_make(use, found);
        if (stages.back()->keeps_time()) timed.push_back(stages.size() - 1);
    }
}

void lane::make_outputs(const std::vector<publish_settings>& all) {
    for (const publish_settings& each : all) {
        outputs.push_back({&each, each.batch ? std::make_unique<batch>(each) : nullptr});
        if (each.batch) batches.push_back(outputs.back().gathered.get());
    }
}

monotonic_time lane::decoder_due() const {
    return decoder ? decoder->due().value_or(never) : never;
}

monotonic_time lane::due() const {
    monotonic_time next = decoder_due();
    for (const std::size_t each : timed)
        next = std::min(next, stages[each]->due());
    for (const batch* each : batches)
        next = std::min(next, each->due());
    return next;
}

void lane::name_levels(sample& made, bool keep) const {
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        if (!keep || made.find(level_names_[i]) == nullptr) assign(made.slot(level_names_[i]), levels_[i]);
    }
}

bool lane::has_valid_topics() const {
    return std::all_of(outputs.begin(), outputs.end(),
                       [](const output& each) { return why_bad_topic(each.to->topic).empty(); });
}

}  // namespace weir
