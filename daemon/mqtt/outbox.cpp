#include "daemon/mqtt/outbox.hpp"

#include <iterator>
#include <utility>

namespace weir {

bool outbox::try_push(outgoing& message) {
    if (connected_ && full()) return false;
    while (full() && !waiting_.empty()) {
        pop();
        ++dropped_;
    }
    push(std::move(message));
    return true;
}

void outbox::push_at_last(outgoing message) {
    push(std::move(message));
}

void outbox::push_or_drop(outgoing message) {
    if (!try_push(message)) ++dropped_;
}

void outbox::push_if_roomy(outgoing message) {
    if (half_full()) {
        ++dropped_;
    } else {
        push(std::move(message));
    }
}

awaitable<void> outbox::space() {
    while (connected_ && full()) {
        const wake why = co_await room_.wait();
        if (why == wake::canceled) co_return;
    }
}

void outbox::connected(bool yes) {
    connected_ = yes;
    if (!yes) room_.notify_all();
}

outgoing outbox::pop() {
    outgoing first = std::move(waiting_.front());
    waiting_.pop_front();
    bytes_ -= weight(first);
    if (room_.has_waiters() && roomy()) room_.notify_all();
    return first;
}

void outbox::put_back(std::vector<outgoing> messages) {
    for (const outgoing& message : messages) {
        bytes_ += weight(message);
    }
    waiting_.insert(waiting_.begin(), std::make_move_iterator(messages.begin()),
                    std::make_move_iterator(messages.end()));
}

bool outbox::roomy() const {
    return waiting_.size() <= limits_.messages / 4 * 3 && bytes_ <= limits_.bytes / 4 * 3;
}

void outbox::push(outgoing&& message) {
    bytes_ += weight(message);
    waiting_.push_back(std::move(message));
    if (connected_ && on_push) on_push(waiting_.back());
}

}  // namespace weir
