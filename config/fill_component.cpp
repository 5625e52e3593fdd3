#include <algorithm>
#include <optional>
#include <utility>

#include "config/fill.hpp"
#include "config/wording.hpp"

// Components: `json`, `{csv: {...}}`, `{range: {...}, drop: true}`.
namespace weir {

namespace {

std::vector<std::string_view> names_of(catalogue from) {
    std::vector<std::string_view> names;
    for (const component* each : from)
        names.push_back(each->name);
    return names;
}

bool is_option_of(const component& kind, std::string_view key) {
    return std::any_of(kind.options.begin(), kind.options.end(),
                       [&](const option& each) { return each.name == key; });
}

// Which entry of the map names the component: one that the other entries are options of, else the first that
// names any. (`drop` is a stage, and an option of another one.)
std::optional<std::size_t> find_named(const node& from, catalogue among) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < from.entries.size(); ++i) {
        const component* kind = find_component(among, from.entries[i].key);
        if (kind == nullptr) continue;
        if (!first) first = i;
        const auto belongs = [&](const node::entry& other) {
            return &other == &from.entries[i] || is_option_of(*kind, other.key);
        };
        if (std::all_of(from.entries.begin(), from.entries.end(), belongs)) return i;
    }
    return first;
}

}  // namespace

bool has_group(const shape& form) {
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        if (each->is == kind::group) return true;
    }
    return false;
}

const component* find_component(catalogue from, std::string_view name) {
    const auto found =
        std::find_if(from.begin(), from.end(), [&](const component* each) { return each->name == name; });
    return found == from.end() ? nullptr : *found;
}

catalogue catalogue_of(const catalogues& known, slot which) {
    switch (which) {
        case slot::framer:
            return known.framers;
        case slot::decoder:
            return known.decoders;
        case slot::stage:
            return known.stages;
        case slot::format:
            return known.formats;
        case slot::device:
            return known.devices;
        case slot::checksum:
            return known.checksums;
        case slot::encoder:
            return known.encoders;
        case slot::none:
            break;
    }
    return {};
}

component_use use_of(const setting& filled, catalogue from) {
    component_use use;
    use.where = filled.where;
    if (!filled.is<setting::map>() || filled.members().empty()) return use;
    const setting::member& named = filled.members().front();
    use.kind = find_component(from, named.name);
    use.argument = named.value;
    use.options.where = filled.where;
    use.options.data = setting::map(filled.members().begin() + 1, filled.members().end());
    return use;
}

setting filler::fill_component(const node& from, const shape& form, const spot& here) {
    const catalogue among = catalogue_of(known_, form.from);
    const std::string what(name_of(form.from));
    node map = from;
    if (from.is == node::form::scalar) {  // bare
        map.entries.push_back({from.text, from.where, {}});
        map.entries.front().value.where = from.where;
    }
    const auto named = find_named(map, among);
    const std::vector<std::string_view> names = names_of(among);
    if (map.entries.empty()) {
        wrong_type(from, form, here, any_of({names.begin(), names.end()}));
    } else if (!named) {
        const node::entry& first = map.entries.front();
        found_.add(first.key_at, within(here, "unknown " + what + " " + quote(first.key)),
                   did_you_mean(first.key, names));
    } else {
        return fill_entry(map, *named, *find_component(among, map.entries[*named].key), here);
    }
    return {from.where, {}};
}

setting filler::fill_entry(const node& from, std::size_t named, const component& kind, const spot& here) {
    const std::size_t before = wrong();
    const node::entry& name = from.entries[named];
    const spot inside = below(here, name.key, name.key_at);
    node rest;
    rest.where = name.key_at;
    rest.is = node::form::map;
    for (std::size_t i = 0; i < from.entries.size(); ++i) {
        if (i != named) rest.entries.push_back(from.entries[i]);
    }
    setting::map made;
    if (name.value.is == node::form::null && !has_group(kind.argument)) {
        found_.add(name.key_at,
                   within(here, quote(name.key) + " needs an argument: " + describe(kind.argument)));
        made.push_back({name.key, name.key_at, {}});
    } else {
        made.push_back({name.key, name.key_at, fill(name.value, kind.argument, inside)});
    }
    const setting options = fill_group(rest, kind.options, {here.path, name.key_at});
    made.insert(made.end(), options.members().begin(), options.members().end());
    setting filled{name.key_at, std::move(made)};
    if (wrong() == before) check_component(filled, kind, inside);
    return wrong() == before ? filled : setting{name.key_at, {}};
}

void filler::check_component(const setting& filled, const component& kind, const spot& here) {
    if (kind.check == nullptr) return;
    const component* const alone = &kind;
    problems its;
    kind.check(use_of(filled, catalogue(&alone, 1)), its);
    for (const problem& each : its.all()) {
        found_.add(each.where.line == 0 ? here.at : each.where, within(here, each.message), each.hint);
    }
}

}  // namespace weir
