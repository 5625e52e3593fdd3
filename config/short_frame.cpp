#include "config/short_frame.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "config/fill.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

node* find(node& in, std::string_view key) {
    const auto found = std::find_if(in.entries.begin(), in.entries.end(),
                                    [&](const node::entry& each) { return each.key == key; });
    return found == in.entries.end() ? nullptr : &found->value;
}

bool is_short(const node& frame, catalogue framers) {
    std::vector<std::string_view> names;
    for (const component* each : framers)
        names.push_back(each->name);
    const auto may_name_framer = [&](const node::entry& each) {
        return find_component(framers, each.key) != nullptr || !did_you_mean(each.key, names).empty();
    };
    return !frame.entries.empty() &&
           std::none_of(frame.entries.begin(), frame.entries.end(), may_name_framer);
}

bool stands_beside(const node::entry& key, const component& framer) {
    return std::any_of(framer.options.begin(), framer.options.end(),
                       [&](const option& each) { return each.name == key.key; });
}

node written_out(node frame, const component& framer) {
    node argument;
    node whole;
    argument.where = whole.where = frame.where;
    argument.is = whole.is = node::form::map;
    whole.entries.push_back({std::string(framer.name), frame.where, {}});
    for (node::entry& each : frame.entries) {
        node& into = stands_beside(each, framer) ? whole : argument;
        into.entries.push_back(std::move(each));
    }
    whole.entries.front().value = std::move(argument);
    return whole;
}

}  // namespace

void expand_short_frames(node& root, catalogue framers) {
    node* ports = find(root, "ports");
    if (ports == nullptr) return;
    for (node::entry& port : ports->entries) {
        node* frame = find(port.value, "frame");
        if (frame == nullptr || !is_short(*frame, framers)) continue;
        *frame = written_out(std::move(*frame), *find_component(framers, short_framer));
    }
}

}  // namespace weir
