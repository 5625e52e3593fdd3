#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "drivers/component.hpp"
#include "drivers/text.hpp"

// Builds a component_use without YAML:
//
//     use_of(decoders(), "csv", group({{"columns", list({text("t"), text("h")})}}))
//
// Defaults are filled in from the option tables; nothing is checked.
namespace weir::test {

inline setting text(std::string content) {
    return {{}, std::move(content)};
}
inline setting boolean(bool truth) {
    return {{}, truth};
}
inline setting integer(std::int64_t number) {
    return {{}, number};
}
inline setting number(double number) {
    return {{}, number};
}
inline setting time(duration length) {
    return {{}, length};
}
inline setting list(setting::list items) {
    return {{}, std::move(items)};
}

inline setting group(const std::vector<std::pair<std::string, setting>>& members) {
    setting::map map;
    for (const auto& [name, content] : members)
        map.push_back({name, {}, content});
    return {{}, std::move(map)};
}

// "4KiB" is 4096, "200ms" is 0.2: bytes or seconds.
inline double quantity(std::string_view written) {
    using unit = std::pair<std::string_view, double>;
    static constexpr std::array<unit, 9> units{unit{"KiB", 1024}, {"MiB", 1024 * 1024}, {"B", 1},
                                               {"ms", 1e-3},      {"min", 60},          {"s", 1},
                                               {"h", 3600},       {"d", 86400},         {"", 1}};
    for (const auto& [name, factor] : units) {
        if (!written.ends_with(name)) continue;
        const auto count = parse_number(written.substr(0, written.size() - name.size()));
        if (count) return *as_number(*count) * factor;
    }
    throw std::invalid_argument("not a quantity: " + std::string(written));
}

inline setting preset_of(const option& from) {
    const double seconds = from.form.is == kind::duration ? quantity(from.preset) : 0;
    switch (from.form.is) {
        case kind::boolean:
            return boolean(from.preset == "true");
        case kind::integer:
        case kind::size:
            return integer(std::llround(quantity(from.preset)));
        case kind::number:
            return number(quantity(from.preset));
        case kind::duration:
            return time(duration(std::llround(seconds * 1e9)));
        case kind::text:
        case kind::choice:
            return text(std::string(from.preset));
        default:
            throw std::invalid_argument("no preset of this kind: " + std::string(from.name));
    }
}

// Fills in what `written`, a group of the form `form` or of its other form, leaves out.
inline void fill_presets(setting& written, const shape& form) {
    if (auto* items = std::get_if<setting::list>(&written.data); items != nullptr && form.item != nullptr) {
        for (setting& item : *items)
            fill_presets(item, *form.item);
    }
    if (form.is != kind::group && form.or_else != nullptr) fill_presets(written, *form.or_else);
    auto* map = std::get_if<setting::map>(&written.data);
    if (map == nullptr || form.is != kind::group) return;
    for (const option& one : form.members) {
        const auto found =
            std::find_if(map->begin(), map->end(), [&](const auto& m) { return m.name == one.name; });
        if (found != map->end()) {
            fill_presets(found->value, one.form);
        } else if (!one.preset.empty()) {
            map->push_back({std::string(one.name), {}, preset_of(one)});
        }
    }
}

inline component_use use_of(catalogue known, std::string_view name, setting argument = group({}),
                            setting options = group({})) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const component* one) { return one->name == name; });
    if (found == known.end()) throw std::invalid_argument("no component " + std::string(name));
    component_use use{*found, {}, std::move(argument), std::move(options)};
    fill_presets(use.argument, use.kind->argument);
    fill_presets(use.options, {.is = kind::group, .members = use.kind->options});
    return use;
}

}  // namespace weir::test
