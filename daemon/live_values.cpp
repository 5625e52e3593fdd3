#include "daemon/live_values.hpp"

#include <algorithm>

#include "daemon/process/sample_expression.hpp"

namespace weir {

std::vector<live_values::kept>::const_iterator live_values::find(const live_field& which) const {
    return std::find_if(all_.begin(), all_.end(), [&](const kept& each) {
        return each.which.source == which.source && each.which.field == which.field;
    });
}

void live_values::take_over(const live_values& before) {
    for (kept& each : all_) {
        const auto known = before.find(each.which);
        if (known != before.all_.end()) each.last = known->last;
    }
}

std::size_t live_values::keep(const live_field& which) {
    const auto known = find(which);
    if (known != all_.end()) return static_cast<std::size_t>(known - all_.begin());
    all_.push_back({which});
    return all_.size() - 1;
}

bool live_values::keeps_any_of(std::string_view source) const {
    return std::any_of(all_.begin(), all_.end(),
                       [&](const kept& each) { return each.which.source == source; });
}

const value* live_values::at(std::size_t number) const {
    const value& last = all_.at(number).last;
    return std::holds_alternative<std::monostate>(last) ? nullptr : &last;
}

template <class Change>
void live_values::change(const std::string& source, Change each_of_it) {
    for (kept& each : all_) {
        if (each.which.source == source) each_of_it(each);
    }
    if (on_change) on_change(source);
}

void live_values::heard(const source_settings& from, const sample& what, monotonic_time) {
    value room;
    change(from.name, [&](kept& each) {
        if (what.quality == quality::stale) {
            each.last = std::monostate();
        } else if (const value* now = find_operand(what, each.which.field, room)) {
            each.last = *now;
        }
    });
}

void live_values::available(const source_settings& from, bool yes) {
    if (yes) return;
    change(from.name, [](kept& each) { each.last = std::monostate(); });
}

}  // namespace weir
