#include "daemon/joiner.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace weir {

namespace {

void copy(const value& from, value& to) {
    if (const auto* text = std::get_if<std::string>(&from)) {
        assign(to, std::string_view(*text));
    } else {
        to = from;
    }
}

void add(const sample& from, sample& into) {
    for (const field& each : from.fields)
        copy(each.data, into.fields.add(each.name));
    into.arrived = std::max(into.arrived, from.arrived);
    const bool worse = from.quality == quality::bad || into.quality == quality::good;
    if (worse) into.quality = from.quality;
}

bool earlier(const sample& one, const sample& other) {
    return one.arrived < other.arrived;
}

}  // namespace

joiner::joiner(const std::vector<std::string>& names, duration within) : within_(within) {
    for (const std::string& each : names)
        parts_.push_back({each + '.', {}, false});
}

bool joiner::take(std::size_t who, const sample& what, sample& made) {
    const bool latest = within_ == duration::zero();
    if (latest) {
        keep_latest(parts_[who], what);
    } else {
        wait(parts_[who], what);
        drop_hopeless();
    }
    if (!all_have_samples()) return false;
    made.clear();
    for (part& each : parts_) {
        if (!latest || each.is_current) add(each.waiting.front(), made);
        if (latest) continue;
        spare_.push_back(std::move(each.waiting.front()));
        each.waiting.pop_front();
    }
    return true;
}

void joiner::keep_latest(part& of, const sample& what) {
    if (of.waiting.empty()) of.waiting.emplace_back();
    rename(of, what, of.waiting.front());
    of.is_current = true;
}

void joiner::wait(part& of, const sample& what) {
    if (of.waiting.size() == most_waiting) drop_first(of);
    sample one;
    if (!spare_.empty()) {
        one = std::move(spare_.back());
        spare_.pop_back();
    }
    rename(of, what, one);
    const auto place = std::upper_bound(of.waiting.begin(), of.waiting.end(), one, earlier);
    of.waiting.insert(place, std::move(one));
}

// What came too long before the first that another source still has: what follows there is later still.
void joiner::drop_hopeless() {
    for (bool dropped = true; std::exchange(dropped, false);) {
        monotonic_time latest = monotonic_time::min();
        for (const part& each : parts_) {
            if (!each.waiting.empty()) latest = std::max(latest, each.waiting.front().arrived);
        }
        for (part& each : parts_) {
            while (!each.waiting.empty() && latest - each.waiting.front().arrived > within_) {
                drop_first(each);
                dropped = true;
            }
        }
    }
}

void joiner::drop_first(part& of) {
    spare_.push_back(std::move(of.waiting.front()));
    of.waiting.pop_front();
    ++unmatched_;
}

bool joiner::all_have_samples() const {
    return std::none_of(parts_.begin(), parts_.end(), [](const part& each) { return each.waiting.empty(); });
}

void joiner::rename(const part& of, const sample& what, sample& into) {
    into.clear();
    into.arrived = what.arrived;
    into.quality = what.quality;
    for (const field& each : what.fields) {
        name_.assign(of.prefix).append(each.name);
        copy(each.data, into.fields.add(name_));
    }
}

std::vector<std::size_t> joined_first(const std::vector<source_settings>& all) {
    std::vector<std::size_t> order;
    std::vector<bool> seen(all.size());
    const std::function<void(std::size_t)> add_with_joined = [&](std::size_t one) {
        if (seen[one]) return;
        seen[one] = true;
        if (all[one].join) std::ranges::for_each(all[one].join->sources, add_with_joined);
        order.push_back(one);
    };
    for (std::size_t i = 0; i < all.size(); ++i)
        add_with_joined(i);
    return order;
}

}  // namespace weir
