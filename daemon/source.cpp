#include "daemon/source.hpp"

#include <algorithm>
#include <utility>

namespace weir {

source::source(const source_settings& settings, const surroundings& around)
    : settings_(settings),
      pipeline_(settings, around.clock, around.shown_by),
      out_(around.out),
      announce_(around.announce),
      availability_topic_(around.root + '/' + settings.name + "/availability") {
    announce_(availability_topic_, "offline", content::text);
}

void source::set_available(bool available) {
    if (available == available_) return;
    available_ = available;
    announce_(availability_topic_, available ? "online" : "offline", content::text);
    pipeline_.tell_available(available);
}

void source::input_up(monotonic_time now) {
    input_up_ = true;
    fresh_at_ = now;
    pipeline_.reset();
    set_available(true);
    if (std::exchange(stale_, false) && on_stale) on_stale(false);
    sooner_.notify_one();
}

void source::input_down() {
    input_up_ = false;
    set_available(false);
}

reject source::take(const pipeline::input& in, monotonic_time now) {
    const std::uint64_t before = counters().decoded;
    const reject why = pipeline_.feed(in, now, pending_);
    look_for_samples(before, now);
    if (next_deadline() < waits_until_) sooner_.notify_one();
    return why;
}

void source::take(sample& made, monotonic_time now) {
    const std::uint64_t before = counters().decoded;
    pipeline_.take(made, now, pending_);
    look_for_samples(before, now);
    if (next_deadline() < waits_until_) sooner_.notify_one();
}

// Whether more has been decoded than `before`: then the source is fresh.
void source::look_for_samples(std::uint64_t before, monotonic_time now) {
    if (counters().decoded == before) return;
    fresh_at_ = now;
    sampled_at_ = now;
    if (!stale_) return;
    stale_ = false;
    set_available(input_up_);
    if (on_stale) on_stale(false);
}

bool source::try_deliver() {
    std::size_t delivered = 0;
    while (delivered < pending_.size() && out_.try_push(pending_[delivered]))
        ++delivered;
    if (delivered < pending_.size()) {
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(delivered));
        return false;
    }
    pending_.clear();
    return true;
}

awaitable<void> source::deliver(task& self) {
    while (!try_deliver()) {
        self.awaiting("room in the outbox");
        co_await out_.space();
        self.resumed();
        fresh_at_ = monotonic_clock::now();
    }
}

void source::drop() {
    dropped_ += pending_.size();
    pending_.clear();
}

void source::finish(monotonic_time now) {
    pipeline_.flush(now, pending_);
    for (outgoing& each : pending_)
        out_.push_at_last(std::move(each));
    pending_.clear();
}

monotonic_time source::next_deadline() const {
    monotonic_time next = pipeline_.due();
    if (watches_staleness() && !stale_) next = std::min(next, fresh_at_ + settings_.stale_after);
    return next;
}

void source::on_deadline(monotonic_time now) {
    const std::uint64_t before = counters().decoded;
    pipeline_.elapse(now, pending_);
    look_for_samples(before, now);
    if (watches_staleness() && !stale_ && fresh_at_ + settings_.stale_after <= now) {
        stale_ = true;
        set_available(false);
        if (on_stale) on_stale(true);
    }
}

awaitable<void> source::run(task& self) {
    for (;;) {
        waits_until_ = next_deadline();
        self.awaiting("its next deadline");
        const wake why = co_await sooner_.wait(waits_until_);
        self.resumed();
        if (why == wake::canceled) co_return;
        on_deadline(monotonic_clock::now());
        co_await deliver(self);
    }
}

}  // namespace weir
