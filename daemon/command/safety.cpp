#include "daemon/command/safety.hpp"

#include <algorithm>

namespace weir {

safety::safety(std::span<const command_settings> commands, duration grace, monotonic_time now)
    : commands_(commands),
      grace_(grace),
      started_(commands.size()),
      ready_(commands.size()),
      away_since_(now) {
    for (const command_settings& each : commands)
        dead_men_.push_back(each.deadman ? std::optional<dead_man>(*each.deadman) : std::nullopt);
}

void safety::take_over(const safety& before, const std::function<bool(const std::string&)>& kept,
                       const std::function<bool(const std::string&)>& ready) {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        const std::string& name = commands_[i].name;
        const auto found = std::ranges::find(before.commands_, name, &command_settings::name);
        if (found == before.commands_.end()) continue;
        const auto was = static_cast<std::size_t>(found - before.commands_.begin());
        if (dead_men_[i] && before.dead_men_[was]) dead_men_[i]->take_over(*before.dead_men_[was]);
        if (!kept(name)) continue;
        started_[i] = before.started_[was];
        ready_[i] = ready(name);
    }
    away_since_ = before.away_since_;
}

void safety::trip(const std::function<bool(const std::string&)>& goes_on, monotonic_time now) {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        if (dead_men_[i] && dead_men_[i]->armed() && !goes_on(commands_[i].name)) dead_men_[i]->expire(now);
    }
}

void safety::accepted(std::size_t command, monotonic_time now) {
    if (dead_men_[command]) dead_men_[command]->arm(now);
}

void safety::content(std::size_t command, monotonic_time now) {
    if (dead_men_[command]) dead_men_[command]->content(now);
}

void safety::line_opened(std::span<const std::size_t> commands) {
    for (const std::size_t each : commands) {
        if (ready_[each]) continue;
        const bool starts = commands_[each].on_start && !started_[each];
        started_[each] = true;
        if (commands_[each].on_open) {
            waiting_.push_back({each, origin::on_open, each});
        } else if (starts) {
            waiting_.push_back({each, origin::on_start, each});
        }
    }
}

void safety::connection(bool up, monotonic_time now) {
    if (up) {
        away_since_.reset();
    } else if (!away_since_) {
        away_since_ = now;
    }
}

std::optional<safety::due> safety::take(monotonic_time now) {
    if (away_since_ && *away_since_ != never && now >= *away_since_ + grace_) {
        away_since_ = never;  // once each time
        for (std::size_t i = 0; i < commands_.size(); ++i) {
            if (commands_[i].on_disconnect) waiting_.push_back({i, origin::on_disconnect, i});
        }
    }
    if (!waiting_.empty()) {
        const due first = waiting_.front();
        waiting_.pop_front();
        return first;
    }
    const auto tripped =
        std::ranges::find_if(dead_men_, [now](const auto& each) { return each && now >= each->deadline(); });
    if (tripped == dead_men_.end()) return std::nullopt;
    (*tripped)->tripped(0, now);
    return due{(*tripped)->then(), origin::dead_man, static_cast<std::size_t>(tripped - dead_men_.begin())};
}

void safety::began(const due& what, std::uint64_t key, monotonic_time now) {
    if (what.from == origin::dead_man) dead_men_[what.by]->tripped(key, now);
}

void safety::ended(std::uint64_t key, bool succeeded, monotonic_time now) {
    for (auto& each : dead_men_) {
        if (each) each->ended(key, succeeded, now);
    }
}

monotonic_time safety::deadline() const {
    monotonic_time next = away_since_ && *away_since_ != never ? *away_since_ + grace_ : never;
    for (const auto& each : dead_men_) {
        if (each) next = std::min(next, each->deadline());
    }
    return next;
}

std::vector<std::size_t> safety::at_stop() const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        if (commands_[i].on_stop) all.push_back(i);
    }
    return all;
}

}  // namespace weir
