#include "daemon/command/scheduler.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace weir {

namespace {

// Emergencies have no limit that they share with others, but one of their own.
constexpr std::ptrdiff_t most_emergencies = 32;  // that wait for a line

bool is_limited(const job& which) {
    return which.from == origin::client && !which.settings.emergency &&
           which.settings.on_busy != busy_policy::supersede;
}

// What weir runs by itself, to make devices ready or safe, does not wait for clients' commands on other
// lines.
bool needs_slot(const job& which) {
    return which.from == origin::client && !which.settings.emergency;
}

// On a line that is latched.
bool passes_latch(const command_settings& command, origin from) {
    return command.emergency || command.latch || makes_safe(from);
}

// Others than these are refused beyond the rate, and what weir runs by itself is not held to it.
bool waits_for_rate(const job& which) {
    return which.from == origin::client && which.settings.on_busy == busy_policy::supersede;
}

std::size_t count_limited(const exchange& on) {
    return static_cast<std::size_t>(
        std::ranges::count_if(on.waiting(), [](const auto& each) { return is_limited(*each); }));
}

std::string superseded_by(const job& newer) {
    return "a newer request took its place: " + newer.asked.id;
}

}  // namespace

scheduler::scheduler(std::span<const command_settings> commands, const command_limits& limits,
                     exchange::observer& user)
    : commands_(commands),
      limits_(limits),
      user_(user),
      slots_(limits.running),
      exchange_of_(commands.size()) {
    for (const command_settings& each : commands)
        rates_.push_back(each.rate ? std::optional<rate_limit>(*each.rate) : std::nullopt);
}

void scheduler::take_over(const scheduler& before, const std::function<bool(const std::string&)>& kept) {
    for (std::size_t i = 0; i < before.exchanges_.size(); ++i) {
        if (before.latched_by_[i])
            latches_before_.emplace(before.exchanges_[i]->name(), *before.latched_by_[i]);
    }
    for (std::size_t i = 0; i < before.commands_.size(); ++i) {
        const std::string& name = before.commands_[i].name;
        const auto same = std::ranges::find(commands_, name, &command_settings::name);
        if (same != commands_.end() && kept(name))
            rates_[static_cast<std::size_t>(same - commands_.begin())] = before.rates_[i];
    }
    last_order_ = before.last_order_;
}

std::size_t scheduler::add_exchange(std::string name) {
    const auto latch = latches_before_.find(name);
    latched_by_.push_back(latch == latches_before_.end() ? std::nullopt : std::optional(latch->second));
    exchanges_.push_back(std::make_unique<exchange>(std::move(name), user_));
    return exchanges_.size() - 1;
}

job* scheduler::waiting_one(std::size_t command) const {
    const auto& waiting = line_of(command).waiting();
    const auto found = std::ranges::find(waiting, command, [](const auto& each) { return each->command; });
    return found == waiting.end() ? nullptr : found->get();
}

std::optional<verdict> scheduler::why_not(std::size_t command, origin from, monotonic_time now) const {
    const command_settings& asked = commands_[command];
    const auto& by = latched_by_[exchange_of_[command]];
    if (by && !passes_latch(asked, from)) {
        return rejection(
            command_code::failed_precondition,
            fmt::format("{} holds {} in its safe state; sys-arm releases it", *by, line_of(command).name()));
    }
    if (from != origin::client) return std::nullopt;
    exchange& on = line_of(command);
    const bool runs = on.current() != nullptr && on.current()->command == command;
    if (asked.on_busy == busy_policy::reject && (runs || waiting_one(command) != nullptr))
        return rejection(command_code::resource_exhausted, "it is busy: an earlier request has not ended");
    const auto& rate = rates_[command];
    if (rate && asked.on_busy != busy_policy::supersede && rate->free_at() > now)
        return rejection(command_code::resource_exhausted,
                         fmt::format("more than {} requests in its rate's time", asked.rate->count));
    return why_no_room(command);
}

std::optional<verdict> scheduler::why_no_room(std::size_t command) const {
    const command_settings& asked = commands_[command];
    const exchange& on = line_of(command);
    if (asked.emergency) {
        const auto is_one = [](const auto& each) { return each->settings.emergency; };
        if (std::ranges::count_if(on.waiting(), is_one) < most_emergencies) return std::nullopt;
        return rejection(command_code::resource_exhausted, "too many emergencies wait for " + on.name());
    }
    // It has one place, which is always its own: the last value must reach the device.
    if (asked.on_busy == busy_policy::supersede) return std::nullopt;
    if (count_limited(on) >= limits_.queue_per_port)
        return rejection(command_code::resource_exhausted,
                         fmt::format("{} requests wait for {} already", limits_.queue_per_port, on.name()));
    std::size_t all = 0;
    for (const auto& each : exchanges_)
        all += count_limited(*each);
    if (all < limits_.queue) return std::nullopt;
    return rejection(command_code::resource_exhausted,
                     fmt::format("{} requests wait already", limits_.queue));
}

void scheduler::admit(std::unique_ptr<job> next, monotonic_time now) {
    next->order = ++last_order_;
    const job& admitted = *next;
    exchange& on = line_of(next->command);
    auto& rate = rates_[next->command];
    if (next->settings.on_busy == busy_policy::supersede && next->from == origin::client) {
        supersede(std::move(next), now);
    } else {
        if (rate && admitted.from == origin::client) rate->take(now);
        on.enqueue(std::move(next));
    }
    if (admitted.settings.emergency) preempt_for(admitted, now);
    advance(now);
}

void scheduler::supersede(std::unique_ptr<job> next, monotonic_time now) {
    exchange& on = line_of(next->command);
    const std::string why = superseded_by(*next);
    const bool preempts = next->settings.preempt;
    const std::size_t command = next->command;
    if (job* old = waiting_one(command)) {
        next->order = old->order;
        on.replace(*old, std::move(next), why, now);
    } else {
        on.enqueue(std::move(next));
    }
    job* runs = on.current();
    if (preempts && runs != nullptr && runs->command == command)
        on.tell(*runs, command_event(command_event::supersede, why), now);
}

void scheduler::preempt_for(const job& next, monotonic_time now) {
    exchange& on = line_of(next.command);
    job* runs = on.current();
    if (runs != nullptr && !runs->settings.emergency)
        on.tell(*runs, command_event(command_event::preempt, next.settings.name), now);
    on.hurry(now);
}

void scheduler::advance(monotonic_time now) {
    while (job* next = next_to_begin(now)) {
        const std::size_t command = next->command;
        if (needs_slot(*next)) next->slot = slots_.try_acquire();
        auto& rate = rates_[command];
        if (rate && waits_for_rate(*next)) rate->take(now);
        line_of(command).begin(*next, now);
    }
}

job* scheduler::next_to_begin(monotonic_time now) const {
    job* best = nullptr;
    for (const auto& on : exchanges_) {
        if (!on->up() || !on->idle()) continue;
        const auto can = [&](const auto& each) { return may_begin(*on, *each, now); };
        const auto first = std::ranges::find_if(on->waiting(), can);
        if (first == on->waiting().end()) continue;
        job* one = first->get();
        const bool ahead = best == nullptr || (one->settings.emergency && !best->settings.emergency) ||
                           (one->settings.emergency == best->settings.emergency && one->order < best->order);
        if (ahead) best = one;
    }
    return best;
}

bool scheduler::may_begin(const exchange& on, const job& which, monotonic_time now) const {
    if (now >= which.asked.start_by || !on.free(now, which.settings.emergency)) return false;
    if (which.settings.emergency) return true;
    if (needs_slot(which) && slots_.free() == 0) return false;
    if (on.rests(now) && which.from != origin::on_stop) return false;
    return !interlocked(which.settings) && rate_free_at(which) <= now;
}

monotonic_time scheduler::rate_free_at(const job& which) const {
    const auto& rate = rates_[which.command];
    return rate && waits_for_rate(which) ? rate->free_at() : monotonic_time::min();
}

bool scheduler::interlocked(const command_settings& command) const {
    return std::ranges::any_of(command.interlock, [this](std::size_t other) {
        const job* runs = line_of(other).current();
        return runs != nullptr && runs->command == other;
    });
}

std::size_t scheduler::cancel(const std::function<bool(const job&)>& which, const command_event& how,
                              monotonic_time now) {
    std::size_t count = 0;
    for (const auto& on : exchanges_) {
        std::vector<job*> chosen;
        for (const auto& each : on->waiting()) {
            if (which(*each)) chosen.push_back(each.get());
        }
        if (on->current() != nullptr && which(*on->current())) chosen.push_back(on->current());
        for (job* each : chosen)
            on->tell(*each, how, now);
        count += chosen.size();
    }
    advance(now);
    return count;
}

void scheduler::latch(std::size_t command, monotonic_time now) {
    const std::size_t index = exchange_of_[command];
    latched_by_[index] = commands_[command].name;
    const auto is_shut_out = [&](const job& each) {
        return exchange_of_[each.command] == index && !passes_latch(each.settings, each.from);
    };
    const command_event shut_out(command_event::cancel, commands_[command].name + " holds " +
                                                            exchanges_[index]->name() + " in its safe state");
    cancel(is_shut_out, shut_out, now);
}

std::vector<std::string> scheduler::latched() const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < latched_by_.size(); ++i) {
        if (latched_by_[i]) lines.push_back(exchanges_[i]->name());
    }
    return lines;
}

bool scheduler::rests(monotonic_time now) const {
    return std::ranges::any_of(exchanges_, [now](const auto& each) { return each->rests(now); });
}

bool scheduler::awaits_loss() const {
    return std::ranges::any_of(exchanges_, [](const auto& each) { return each->awaits_loss(); });
}

void scheduler::arm() {
    std::ranges::fill(latched_by_, std::nullopt);
}

void scheduler::time(monotonic_time now) {
    for (const auto& each : exchanges_)
        each->time(now);
    advance(now);
}

monotonic_time scheduler::deadline(monotonic_time now) const {
    monotonic_time next = never;
    for (const auto& on : exchanges_) {
        next = std::min(next, on->deadline());
        if (!on->up() || !on->idle()) continue;
        for (const auto& each : on->waiting()) {
            const monotonic_time free = rate_free_at(*each);
            if (free > now) next = std::min(next, free);
        }
    }
    return next;
}

void scheduler::each_open(const std::function<void(job&)>& visit) const {
    for (const auto& on : exchanges_) {
        if (on->current() != nullptr) visit(*on->current());
        for (const auto& each : on->waiting())
            visit(*each);
    }
}

job* scheduler::find_open(std::uint64_t key) const {
    job* found = nullptr;
    each_open([&](job& each) {
        if (each.key == key) found = &each;
    });
    return found;
}

std::size_t scheduler::open() const {
    std::size_t count = 0;
    each_open([&count](const job&) { ++count; });
    return count;
}

std::size_t scheduler::waiting() const {
    std::size_t count = 0;
    for (const auto& on : exchanges_)
        count += on->waiting().size();
    return count;
}

}  // namespace weir
