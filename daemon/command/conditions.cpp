#include "daemon/command/conditions.hpp"

#include <algorithm>

#include "daemon/encode/json_value.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t most_shown = 60;  // bytes of a value

}  // namespace

condition::condition(const condition_settings& settings, live_values& live)
    : settings_(settings),
      live_(live),
      expression_(expression::checked(settings.expression)),
      operands_(expression_.names().size()) {
    for (const live_field& each : settings.names)
        numbers_.push_back(live_.keep(each));
}

bool condition::concerns(std::string_view source) const {
    return std::any_of(settings_.names.begin(), settings_.names.end(),
                       [&](const live_field& each) { return each.source == source; });
}

bool condition::holds() {
    for (std::size_t i = 0; i < numbers_.size(); ++i)
        operands_[i] = live_.at(numbers_[i]);
    const value* worth = expression_.evaluate(operands_);
    failure_ = worth == nullptr ? expression_.failure() : std::string();
    const bool* truth = worth == nullptr ? nullptr : std::get_if<bool>(worth);
    return truth != nullptr && *truth;
}

std::string condition::why_not() const {
    std::string said = settings_.expression + " does not hold: ";
    if (!failure_.empty()) said += failure_ + "; ";
    const char* between = "";
    for (std::size_t i = 0; i < operands_.size(); ++i) {
        said += between + expression_.names()[i] + " is ";
        said += operands_[i] == nullptr ? "not known" : readable(to_text(to_json(*operands_[i])), most_shown);
        between = ", ";
    }
    return said;
}

conditions::conditions(std::span<const command_settings> commands) : commands_(commands) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
        required_.emplace_back();
        if (commands[i].require) required_.back().emplace(*commands[i].require, live_);
        if (commands[i].rule)
            rules_.push_back({i, condition(commands[i].rule->when, live_), rule(commands[i].rule->lasting)});
    }
}

void conditions::take_over(const conditions& before, const std::function<bool(const std::string&)>& kept) {
    live_.take_over(before.live_);
    for (own_run& each : rules_) {
        const std::string& name = commands_[each.command].name;
        if (!kept(name)) continue;
        const auto known = std::ranges::find(
            before.rules_, name, [&](const own_run& theirs) -> const auto& {
                return before.commands_[theirs.command].name;
            });
        if (known != before.rules_.end()) each.by = known->by;
    }
}

std::optional<std::string> conditions::why_not(std::size_t command) {
    std::optional<condition>& required = required_[command];
    if (!required || required->holds()) return std::nullopt;
    return required->why_not();
}

void conditions::judge(std::string_view source, monotonic_time now) {
    for (own_run& each : rules_) {
        if (each.when.concerns(source)) judge(each, now);
    }
}

void conditions::judge_all(monotonic_time now) {
    for (own_run& each : rules_)
        judge(each, now);
}

void conditions::judge(own_run& one, monotonic_time now) {
    one.by.judge(one.when.holds(), now);
    if (!one.when.failure().empty() && on_failure) on_failure(one.command, one.when.failure());
}

std::optional<std::size_t> conditions::take(monotonic_time now) {
    const auto due =
        std::find_if(rules_.begin(), rules_.end(), [now](own_run& each) { return each.by.take(now); });
    return due == rules_.end() ? std::nullopt : std::optional(due->command);
}

monotonic_time conditions::deadline() const {
    monotonic_time next = never;
    for (const own_run& each : rules_)
        next = std::min(next, each.by.due());
    return next;
}

}  // namespace weir
