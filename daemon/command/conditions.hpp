#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/command/rule.hpp"
#include "daemon/live_values.hpp"
#include "drivers/expression.hpp"

namespace weir {

// An expression over live values.
class condition {
public:
    // Both must outlive it.
    condition(const condition_settings& settings, live_values& live);

    bool concerns(std::string_view source) const;
    // False, too, when it is not known or cannot be evaluated.
    bool holds();
    // For people, when it does not hold: "climate.temperature > 5 does not hold: climate.temperature is 3.2".
    std::string why_not() const;
    // Why the last evaluation failed; empty: it did not.
    const std::string& failure() const { return failure_; }

private:
    const condition_settings& settings_;
    live_values& live_;
    expression expression_;
    std::vector<std::size_t> numbers_;    // of live_, beside the expression's names
    std::vector<const value*> operands_;  // the same
    std::string failure_;
};

// What commands make dependent on live values: whether they may run, and when they run by themselves. Pure.
class conditions {
public:
    // `commands` must outlive it.
    explicit conditions(std::span<const command_settings> commands);

    // What must follow the sources that it keeps fields of.
    live_values& live() { return live_; }

    // Why the command may not run now; nothing: it may.
    std::optional<std::string> why_not(std::size_t command);

    // What `before` has heard, and what its rules have done for commands that are kept, by name.
    void take_over(const conditions& before, const std::function<bool(const std::string&)>& kept);

    // The rules that depend on this source are judged anew; or all of them.
    void judge(std::string_view source, monotonic_time now);
    void judge_all(monotonic_time now);
    // A command that its rule runs now, one at a time.
    std::optional<std::size_t> take(monotonic_time now);
    // When the next one does; never: none.
    monotonic_time deadline() const;

    // Called when a command's rule cannot be evaluated, each time.
    std::function<void(std::size_t command, const std::string& why)> on_failure;

private:
    struct own_run {
        std::size_t command;
        condition when;
        rule by;
    };

    void judge(own_run& one, monotonic_time now);

    std::span<const command_settings> commands_;
    live_values live_;
    std::vector<std::optional<condition>> required_;  // beside the commands
    std::vector<own_run> rules_;
};

}  // namespace weir
