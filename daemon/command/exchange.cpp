#include "daemon/command/exchange.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <utility>

#include "daemon/encode/json_value.hpp"
#include "drivers/modbus/answer.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t shown_answer = 200;  // bytes

boost::json::value result_of(const pattern::groups& groups) {
    if (groups.empty()) return nullptr;
    boost::json::object named;
    for (const auto& [name, held] : groups) {
        const auto number = parse_number(held);
        named[name] = number ? to_json(*number) : boost::json::value(readable(held, held.size()));
    }
    return named;
}

std::optional<command_event> found(const std::optional<pattern>& form, std::string_view frame,
                                   command_event::kind what) {
    pattern::groups groups;
    if (!form || !form->search(frame, &groups)) return std::nullopt;
    command_event event(what, readable(frame, shown_answer));
    event.result = result_of(groups);
    return event;
}

std::optional<command_event> answer_in(std::string_view frame, const modbus_call& to) {
    const modbus::answer said = modbus::understand(to.over, to.transaction, to.request, frame);
    if (said.what == modbus::answer::not_ours) return std::nullopt;
    if (said.what == modbus::answer::good) return command_event(command_event::answer);
    const std::string code = std::to_string(static_cast<int>(said.code));
    return command_event(command_event::denial,
                         std::string(modbus::name_of(said.code)) + " (exception " + code + ")");
}

std::optional<command_event> encoded_answer(std::string_view frame, const job& to) {
    encoder::answer said = encoder_answer(to, frame);
    if (said.what == encoder::answer::not_ours) return std::nullopt;
    const auto kind = said.what == encoder::answer::good ? command_event::answer : command_event::denial;
    return command_event(kind, std::move(said.text));
}

}  // namespace

// A device that says the same to a command and to what calls it off is believed to have stopped: of the two
// that promises less.
std::optional<command_event> answer_in(std::string_view frame, const job& to) {
    if (to.modbus) return answer_in(frame, *to.modbus);
    const command_run::phase at = to.run.at();
    const command_state how = to.run.now().state;
    const bool called_off = at == command_run::phase::calling_off || at == command_run::phase::unwinding ||
                            how == command_state::canceled || how == command_state::superseded;
    std::optional<command_event> event = encoded_answer(frame, to);
    if (event) return event;
    if (called_off) event = found(to.patterns.stopped, frame, command_event::stopped);
    if (!event) event = found(to.patterns.yes, frame, command_event::answer);
    if (!event) event = found(to.patterns.no, frame, command_event::denial);
    return event;
}

void exchange::enqueue(std::unique_ptr<job> next) {
    const auto is_later = [&next](const std::unique_ptr<job>& other) {
        return next->settings.emergency && !other->settings.emergency;
    };
    waiting_.insert(std::ranges::find_if(waiting_, is_later), std::move(next));
}

void exchange::replace(const job& old, std::unique_ptr<job> next, const std::string& why,
                       monotonic_time now) {
    const auto place = std::ranges::find(waiting_, &old, &std::unique_ptr<job>::get);
    std::unique_ptr<job> gone = std::exchange(*place, std::move(next));
    gone->run.step(command_event(command_event::supersede, why), now);
    finish(std::move(gone), now);
}

void exchange::begin(const job& which, monotonic_time now) {
    const auto place = std::ranges::find(waiting_, &which, &std::unique_ptr<job>::get);
    current_ = std::move(*place);
    waiting_.erase(place);
    current_->started = now;
    tell(*current_, command_event(command_event::start), now);
}

void exchange::tell(job& which, const command_event& event, monotonic_time now) {
    const command_run::todo what = which.run.step(event, now);
    perform(which, what);
    if (which.run.ended()) drop_ended(now);
}

void exchange::perform(job& which, const command_run::todo& what) {
    if (what.report) user_.changed(which);
    if (what.write) write(which, which.bytes);
    if (what.write_off) write(which, which.bytes_off);
    if (!what.abandon) return;
    up_ = false;
    abandoned_ = true;
    line_->abandon_write();
}

void exchange::write(job& which, const std::string& bytes) {
    which.written += bytes.substr(0, job::most_audited - which.written.size());
    line_->write(which.settings, bytes);
}

void exchange::drop_ended(monotonic_time now) {
    if (current_ && current_->run.ended()) {
        finish(std::move(current_), now);
        let_line_go(now);
    }
    for (std::size_t i = 0; i < waiting_.size();) {
        if (!waiting_[i]->run.ended()) {
            ++i;
            continue;
        }
        std::unique_ptr<job> done = std::move(waiting_[i]);
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
        finish(std::move(done), now);
    }
}

void exchange::let_line_go(monotonic_time now) {
    if (up_) line_->release(now, rests(now) ? rest_until_ : now);
}

void exchange::finish(std::unique_ptr<job> done, monotonic_time now) {
    done->ended = now;
    done->slot.release();
    user_.ended(*done);
    if (!done->run.wants_rest() || !up_) {
        user_.settled(*done);
        return;
    }
    end_rest();
    rest_until_ = now + done->settings.settle;
    resting_ = std::move(done);
}

void exchange::end_rest() {
    if (!resting_) return;
    const std::unique_ptr<job> rested = std::move(resting_);
    user_.settled(*rested);
}

void exchange::lost(const std::string& why, std::size_t written, monotonic_time now) {
    up_ = false;
    const bool comes_back = std::exchange(abandoned_, false);
    command_event event(command_event::line_lost, why);
    event.bytes = written;
    if (current_) current_->run.step(event, now);
    for (const std::unique_ptr<job>& each : waiting_) {
        if (!comes_back || !each->settings.emergency) each->run.step(event, now);
    }
    drop_ended(now);
    end_rest();
}

bool exchange::offer(std::string_view frame, monotonic_time now) {
    if (current_ && !current_->run.answered_early()) {
        if (const auto event = answer_in(frame, *current_)) {
            tell(*current_, *event, now);
            return true;
        }
    }
    if (!rests(now)) return false;
    if (!answer_in(frame, *resting_)) return false;
    ++late_answers_;
    resting_->late_answer = readable(frame, shown_answer);
    return true;
}

void exchange::time(monotonic_time now) {
    const command_event look(command_event::time);
    if (resting_ && now >= rest_until_) end_rest();
    if (current_) perform(*current_, current_->run.step(look, now));
    for (const std::unique_ptr<job>& each : waiting_)
        each->run.step(look, now);
    drop_ended(now);
}

monotonic_time exchange::deadline() const {
    monotonic_time next = resting_ ? rest_until_ : never;
    if (current_) next = std::min(next, current_->run.deadline());
    for (const std::unique_ptr<job>& each : waiting_)
        next = std::min(next, each->run.deadline());
    return next;
}

}  // namespace weir
