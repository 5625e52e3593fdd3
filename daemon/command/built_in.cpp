#include "daemon/command/built_in.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <utility>

#include "daemon/version.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> names{"sys-ping", "sys-cancel-all", "sys-arm", "sys-safe-state"};
constexpr std::size_t most_safe_states = 16;  // that are open at once

verdict done(json::value result) {
    return {command_state::succeeded, command_code::ok, command_effect::none, {}, std::move(result)};
}

}  // namespace

built_in::built_in(scheduler& jobs, const safety& safe, reporter& report, request_memory& memory, runner run)
    : jobs_(jobs), safety_(safe), report_(report), memory_(memory), run_(std::move(run)) {}

bool built_in::knows(std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

void built_in::take(std::string_view name, request asked, const present& when) {
    plain_end what{std::string(name), nullptr, std::move(asked), {}};
    if (what.asked.explicit_id) what.key = memory_.remember(what.asked, what.command);
    if (when.now >= what.asked.start_by) {
        what.how = {command_state::expired, command_code::deadline_exceeded, command_effect::none,
                    "it came too late", nullptr};
    } else if (name == "sys-safe-state") {
        enter_safe_state(std::move(what));
        return;
    } else if (name == "sys-ping") {
        what.how = ping(when.now);
    } else {
        what.how = name == "sys-arm" ? arm() : cancel_all(when.now);
    }
    end(what);
}

void built_in::repeat(std::string_view name, const std::string& answer, const request& asked) {
    plain_end open{std::string(name), nullptr, asked, {}};
    open.how.state = command_state::running;
    report_.repeat(open.command, report_level::full, answer.empty() ? report_.answer_to(open) : answer,
                   asked.reply);
}

void built_in::end(const plain_end& what) {
    std::string answer = report_.ended(what, true);
    if (what.key != 0) memory_.end(what.key, std::move(answer));
}

verdict built_in::ping(monotonic_time now) const {
    const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(now - started_).count();
    return done(json::object{{"version", version}, {"uptime_s", uptime}});
}

// What weir runs by itself keeps devices safe: that is not called off.
verdict built_in::cancel_all(monotonic_time now) {
    const command_event how(command_event::cancel, "canceled by sys-cancel-all");
    const std::size_t count =
        jobs_.cancel([](const job& each) { return each.from == origin::client; }, how, now);
    return done(json::object{{"canceled", count}});
}

verdict built_in::arm() {
    json::array lines;
    for (std::string& each : jobs_.latched())
        lines.emplace_back(std::move(each));
    jobs_.arm();
    return done(json::object{{"armed", std::move(lines)}});
}

void built_in::enter_safe_state(plain_end what) {
    if (safe_states_.size() >= most_safe_states) {
        what.how = rejection(command_code::resource_exhausted, "too many requests for it are open");
        end(what);
        return;
    }
    // It is in the list before the first command begins, which may end at once.
    safe_states_.push_back({std::move(what), {0}, {}});
    for (const std::size_t each : safety_.at_stop()) {
        const std::uint64_t key = run_(each, origin::safe_state);
        safe_state& own = safe_states_.back();
        if (key != 0) own.open.push_back(key);
        if (key == 0) own.failed += (own.failed.empty() ? "" : ", ") + jobs_.name_of(each);
    }
    std::erase(safe_states_.back().open, 0);
    progress(safe_states_.back(), false);
    std::erase_if(safe_states_,
                  [](const safe_state& each) { return each.what.how.code != command_code::none; });
}

void built_in::ended(const job& which) {
    for (safe_state& each : safe_states_) {
        if (std::erase(each.open, which.key) == 0) continue;
        if (which.run.now().state != command_state::succeeded)
            each.failed += (each.failed.empty() ? "" : ", ") + which.settings.name;
        progress(each, false);
    }
    std::erase_if(safe_states_,
                  [](const safe_state& each) { return each.what.how.code != command_code::none; });
}

void built_in::finish() {
    for (safe_state& each : safe_states_)
        progress(each, true);
    safe_states_.clear();
}

// Ends it when nothing is open any more, or at any rate if `forced`.
void built_in::progress(safe_state& state, bool forced) {
    if (!state.open.empty() && !forced) return;
    if (state.failed.empty() && state.open.empty()) {
        state.what.how = done(nullptr);
    } else {
        state.what.how = {command_state::failed, command_code::unavailable, command_effect::unknown,
                          state.failed.empty() ? "weir is stopping" : "not all succeeded: " + state.failed,
                          nullptr};
    }
    end(state.what);
}

}  // namespace weir
