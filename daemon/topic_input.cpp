#include "daemon/topic_input.hpp"

#include "daemon/log.hpp"

namespace weir {

subscriber topic_input::as_subscriber() {
    return {[this](const incoming& message) { on_message(message); },
            [this](bool up, const std::string& /*why: the session logs it*/) {
                up ? reader_.input_up(monotonic_clock::now()) : reader_.input_down();
            }};
}

void topic_input::on_message(const incoming& message) {
    if (ended_) return;
    if (busy_) {
        keep(message);
        return;
    }
    take(message);
    if (reader_.try_deliver()) return;
    busy_ = true;
    more_.notify_one();
}

void topic_input::take(const incoming& message) {
    const monotonic_time now = monotonic_clock::now();
    const tap_point& shown = reader_.shown();
    if (shown.wants(tap_step::frame)) [[unlikely]]
        shown.frame(message.payload, now);
    const reject why =
        reader_.take({{message.payload, message.arrived}, message.retained, message.topic}, now);
    if (why == reject::none) return;
    if (const auto suppressed = bad_messages_.allow(name_of(why), now)) {
        log::warning("source {}: bad message on {}: {} ({} more like it were not logged)",
                     reader_.settings().name, message.topic, name_of(why), *suppressed);
    }
}

void topic_input::keep(const incoming& message) {
    backlog_.push_back(message);
    bytes_ += message.payload.size();
    while (backlog_.size() > backlog_limit || (bytes_ > backlog_bytes && backlog_.size() > 1)) {
        pop();
        ++dropped_;
    }
}

incoming topic_input::pop() {
    incoming oldest = std::move(backlog_.front());
    backlog_.pop_front();
    bytes_ -= oldest.payload.size();
    return oldest;
}

void topic_input::finish() {
    ended_ = true;
    while (!backlog_.empty()) {
        const incoming next = pop();
        take(next);
    }
}

awaitable<void> topic_input::run(task& self) {
    for (;;) {
        co_await reader_.deliver(self);
        if (!backlog_.empty()) {
            const incoming next = pop();
            take(next);
            continue;
        }
        busy_ = false;
        self.awaiting("messages");
        const wake why = co_await more_.wait();
        self.resumed();
        if (why == wake::canceled) co_return;
    }
}

}  // namespace weir
