#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/cli/call_plan.hpp"
#include "daemon/command/result.hpp"

namespace weir {

// What a caller hears, and what it shows of that: each state once, whether it comes over the command's
// status, over the Response Topic or over both. Pure.
class call_dialogue {
public:
    // `plan` must outlive it. `json`: messages are shown as they are.
    call_dialogue(const call_plan& plan, bool json) : plan_(plan), json_(json) {}

    // What to show of it: a line without its end; empty: nothing.
    std::string take(const incoming& message);

    bool answered() const { return shown_.has_value(); }
    bool online() const { return node_ == "online"; }
    bool offline() const { return node_ == "offline"; }

    // The final state; there is one.
    bool ended() const { return shown_ && is_final(*shown_); }
    bool succeeded() const { return shown_ == command_state::succeeded; }
    // Once it has ended, but not succeeded: how and why, a line.
    const std::string& failure() const { return failure_; }

private:
    bool is_ours(const incoming& message, const boost::json::object& said) const;
    std::string show_state(const boost::json::object& said);

    const call_plan& plan_;
    const bool json_;
    std::string node_;
    std::optional<command_state> shown_;  // the latest
    std::string failure_;
};

}  // namespace weir
