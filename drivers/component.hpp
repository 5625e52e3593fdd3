#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "drivers/option.hpp"

namespace weir {

struct component_use;

// One entry of a table of framers, checksums, decoders, encoders, stages, formats or simulated devices.
// Entries are constants and live for ever.
struct component {
    std::string_view name;                 // as it is written in the file
    std::string_view help;                 // one line
    shape argument;                        // what stands behind the name; a group for most
    std::span<const option> options = {};  // further keys beside the name (`range: {...}`, `drop: true`)
    // Adds what the tables cannot express (a column named twice, say). Null when there is no such thing.
    void (*check)(const component_use&, problems&) = nullptr;
};

// The table of one slot, in the order in which the reference shows it.
using catalogue = std::span<const component* const>;

// The tables; config/ is handed them and knows none by name.
struct catalogues {
    catalogue framers;
    catalogue decoders;
    catalogue stages;
    catalogue formats;
    catalogue devices;  // simulated ones
    catalogue checksums;
    catalogue encoders;
};

// A component as the configuration uses it.
struct component_use {
    const component* kind = nullptr;
    place where;
    setting argument;  // in the form of kind->argument, defaults filled in
    setting options;   // a group in the form of kind->options
};

// What `use` says, made by its kind, which is a Kind. Null, and at least one problem, when its options
// contradict each other.
template <class Kind>
auto make_component(const component_use& use, problems& found) {
    const auto& kind = static_cast<const Kind&>(*use.kind);
    const std::size_t before = found.size();
    if (kind.check != nullptr) kind.check(use, found);
    return found.size() == before ? kind.make(use, found) : nullptr;
}

}  // namespace weir
