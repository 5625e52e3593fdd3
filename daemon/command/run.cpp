#include "daemon/command/run.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace weir {

namespace {

using kind = command_event::kind;
using state = command_state;
using code = command_code;
using effect = command_effect;

std::string in_milliseconds(duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

constexpr std::chrono::milliseconds longest_yield{500};

constexpr command_run::todo nothing{};
constexpr command_run::todo report_it{.report = true};

}  // namespace

command_run::todo command_run::step(const command_event& event, monotonic_time now) {
    if (event.what == kind::written) sent_ = true;
    switch (phase_) {
        case phase::queued:
            return when_queued(event, now);
        case phase::writing:
            return when_writing(event, now);
        case phase::waiting:
            return when_waiting(event, now);
        case phase::pausing:
            return when_pausing(event, now);
        case phase::stopping:
            return when_stopping(event, now);
        case phase::calling_off:
            return when_calling_off(event, now);
        case phase::unwinding:
            return when_unwinding(event, now);
        case phase::yielding:
            return when_yielding(event, now);
        case phase::ended:
            break;
    }
    return nothing;
}

monotonic_time command_run::deadline() const {
    if (ended()) return never;
    return phase_ == phase::queued ? plan_.start_by : deadline_;
}

bool command_run::due(const command_event& event, monotonic_time now) const {
    return event.what == kind::time && now >= deadline();
}

command_run::todo command_run::when_queued(const command_event& event, monotonic_time now) {
    switch (event.what) {
        case kind::start:
            return begin_attempt(now);
        case kind::line_lost:
            return end_unavailable(event.text, false);
        case kind::cancel:
        case kind::abort:
            return end(state::canceled, code::cancelled, effect::none, event.text);
        case kind::supersede:
            return end(state::superseded, code::aborted, effect::none, event.text);
        default:
            break;
    }
    if (!due(event, now)) return nothing;
    return end(state::expired, code::deadline_exceeded, effect::none, "it could not start in time");
}

// Whoever preempts waits for the write under way, but not for one that is stuck.
command_run::todo command_run::yield(const command_event& event, monotonic_time now) {
    called_off_by_ = event.text;
    phase_ = phase::yielding;
    deadline_ = std::min(deadline_, now + longest_yield);
    return nothing;
}

command_run::todo command_run::begin_attempt(monotonic_time now) {
    const bool first = attempts_++ == 0;
    phase_ = phase::writing;
    deadline_ = now + plan_.timeout;
    verdict_.state = state::running;
    early_.what = kind::time;
    return {.report = first, .write = true};
}

// The device may answer before we have heard that all is written: that counts once it is.
void command_run::keep_early(const command_event& event) {
    if (early_.what == kind::time) early_ = event;
}

// What befalls a write that is under way, whatever is to follow it.
std::optional<command_run::todo> command_run::of_any_write(const command_event& event) {
    switch (event.what) {
        case kind::refused:
            return end_unavailable(event.text, sent_);
        case kind::line_lost:
            return end_unavailable(event.text, sent_ || event.bytes > 0);
        case kind::answer:
        case kind::denial:
            keep_early(event);
            return nothing;
        default:
            return std::nullopt;
    }
}

// Whether the write under way is not waited for any more.
bool command_run::gives_up(const command_event& event, monotonic_time now) const {
    return event.what == kind::abort || due(event, now);
}

// Whether the answer, or denial, ends it.
bool command_run::settle_by_answer(const command_event& event) {
    if (event.what == kind::answer) {
        end(state::succeeded, code::ok, effect::applied,
            called_off_by_.empty() ? "" : "the cancel came too late");
    } else if (event.what == kind::denial) {
        // An attempt before this one may have been heard.
        const effect happened = attempts_ == 1 ? effect::none : effect::unknown;
        end(state::failed, code::device_error, happened, plan_.device + " says: " + event.text);
    } else {
        return false;
    }
    verdict_.result = event.result;
    return true;
}

command_run::todo command_run::when_writing(const command_event& event, monotonic_time now) {
    if (const auto done = of_any_write(event)) return *done;
    switch (event.what) {
        case kind::written:
            return attempt_written();
        case kind::cancel:
        case kind::supersede:
            call_off(event);
            phase_ = phase::stopping;
            return report_it;
        case kind::preempt:
            return yield(event, now);
        case kind::abort:
            end(state::canceled, code::cancelled, effect::unknown, event.text);
            return {.abandon = true};
        default:
            break;
    }
    if (!due(event, now)) return nothing;
    end(state::timed_out, code::deadline_exceeded, effect::unknown,
        plan_.device + " did not take what was written in " + in_milliseconds(plan_.timeout));
    return {.abandon = true};
}

command_run::todo command_run::attempt_written() {
    if (settle_by_answer(early_)) return nothing;
    if (!plan_.awaits_answer) return end(state::succeeded, code::ok, effect::unknown, {});
    phase_ = phase::waiting;
    return nothing;
}

command_run::todo command_run::when_waiting(const command_event& event, monotonic_time now) {
    if (settle_by_answer(event)) return nothing;
    switch (event.what) {
        case kind::line_lost:
            return end_unavailable(event.text, true);
        case kind::cancel:
        case kind::supersede: {
            call_off(event);
            todo next = begin_calling_off(now);
            next.report = !ended();  // the end is told by itself
            return next;
        }
        case kind::preempt:
            return end_preempted(event.text);
        case kind::abort:
            return end(state::canceled, code::cancelled, effect::unknown, event.text);
        default:
            break;
    }
    if (!due(event, now)) return nothing;
    if (attempts_ <= plan_.retries) {
        phase_ = phase::pausing;
        deadline_ = now + plan_.settle;
        return nothing;
    }
    wants_rest_ = true;
    return end(state::timed_out, code::deadline_exceeded, effect::unknown,
               "no reply from " + plan_.device + " in " + in_milliseconds(plan_.timeout));
}

// An answer that comes now is to the attempt before: nobody else can have asked for it.
command_run::todo command_run::when_pausing(const command_event& event, monotonic_time now) {
    if (event.what != kind::time) return when_waiting(event, now);
    return due(event, now) ? begin_attempt(now) : nothing;
}

void command_run::call_off(const command_event& event) {
    superseded_ = event.what == kind::supersede;
    called_off_by_ = event.text;
    verdict_.state = state::canceling;
}

command_run::todo command_run::begin_calling_off(monotonic_time now) {
    if (!plan_.calls_off) return end_called_off();
    phase_ = phase::calling_off;
    deadline_ = now + plan_.stop_timeout;
    early_.what = kind::time;
    return {.write_off = true};
}

command_run::todo command_run::when_stopping(const command_event& event, monotonic_time now) {
    if (const auto done = of_any_write(event)) return *done;
    if (event.what == kind::written) return settle_by_answer(early_) ? nothing : begin_calling_off(now);
    if (event.what == kind::preempt) return yield(event, now);
    if (!gives_up(event, now)) return nothing;
    end_called_off();
    return {.abandon = true};
}

command_run::todo command_run::when_calling_off(const command_event& event, monotonic_time now) {
    switch (event.what) {
        case kind::written:
            if (settle_by_answer(early_)) return nothing;
            if (early_.what == kind::stopped) return end_called_off("confirmed by " + plan_.device);
            if (!plan_.awaits_stop) return end_called_off();
            phase_ = phase::unwinding;
            deadline_ = now + plan_.stop_timeout;
            return nothing;
        case kind::refused:
            return end_called_off("the bytes that call it off were refused: " + event.text);
        case kind::stopped:
            keep_early(event);
            return nothing;
        case kind::preempt:
            return yield(event, now);
        default:
            break;
    }
    if (const auto done = of_any_write(event)) return *done;
    if (!gives_up(event, now)) return nothing;
    end_called_off();
    return {.abandon = true};
}

command_run::todo command_run::when_unwinding(const command_event& event, monotonic_time now) {
    if (settle_by_answer(event)) return nothing;
    switch (event.what) {
        case kind::stopped:
            return end_called_off("confirmed by " + plan_.device);
        case kind::line_lost:
            return end_unavailable(event.text, true);
        case kind::preempt:
            return end_preempted(event.text);
        case kind::abort:
            return end_called_off();
        default:
            break;
    }
    if (!due(event, now)) return nothing;
    return end_called_off("not confirmed by " + plan_.device + " in " + in_milliseconds(plan_.stop_timeout));
}

command_run::todo command_run::when_yielding(const command_event& event, monotonic_time now) {
    if (const auto done = of_any_write(event)) return *done;
    if (event.what == kind::written)
        return settle_by_answer(early_) ? nothing : end_preempted(called_off_by_);
    if (!gives_up(event, now)) return nothing;
    end_preempted(called_off_by_);
    return {.abandon = true};
}

command_run::todo command_run::end(state how, code why, effect happened, std::string message) {
    phase_ = phase::ended;
    verdict_.state = how;
    verdict_.code = why;
    verdict_.effect = happened;
    verdict_.message = std::move(message);
    return nothing;
}

command_run::todo command_run::end_called_off(const std::string& more) {
    wants_rest_ = true;
    const std::string message = more.empty() ? called_off_by_ : called_off_by_ + "; " + more;
    if (superseded_) return end(state::superseded, code::aborted, effect::unknown, message);
    return end(state::canceled, code::cancelled, effect::unknown, message);
}

command_run::todo command_run::end_unavailable(const std::string& why, bool sent) {
    return end(state::failed, code::unavailable, sent ? effect::unknown : effect::none, why);
}

command_run::todo command_run::end_preempted(const std::string& by) {
    wants_rest_ = true;
    return end(state::canceled, code::cancelled, effect::unknown, "preempted by " + by);
}

}  // namespace weir
