#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "daemon/async.hpp"
#include "daemon/mqtt/message.hpp"

namespace weir {

// What waits for the broker: first in, first out, bounded by count and by bytes. While the broker is
// connected a full outbox makes its callers wait (never growth, never loss); while it is not, the oldest
// message makes room and is counted. Loop's thread alone; outlives those who wait in space().
class outbox {
public:
    struct limits {
        std::size_t messages = 10'000;              // at least 1
        std::size_t bytes = std::size_t{64} << 20;  // by weight(); the last message may exceed it
    };
    explicit outbox(limits limits) : limits_(limits) {}
    // From here on; what is beyond it already stays.
    void limit_to(std::size_t messages) { limits_.messages = messages; }

    // Takes `message` and leaves it moved from, or returns false and leaves it as it was: connected and full.
    bool try_push(outgoing& message);
    // For those who must not wait: connected and full, this message is dropped and counted.
    void push_or_drop(outgoing message);
    // For what may be left out: from half full on (messages or bytes), connected or not, this message is
    // dropped and counted, so that a flood of such leaves the other half to push_or_drop().
    void push_if_roomy(outgoing message);
    // For the end, when nobody can wait any more: takes it however full it is.
    void push_at_last(outgoing message);
    // Until there is room again (with some slack, so that waiters are not woken for each message), the broker
    // is gone or the caller is cancelled.
    awaitable<void> space();

    std::size_t size() const { return waiting_.size(); }
    std::size_t bytes() const { return bytes_; }
    bool empty() const { return waiting_.empty(); }
    std::uint64_t dropped() const { return dropped_; }

    // The consumer's side.
    void connected(bool yes);
    const outgoing& front() const { return waiting_.front(); }
    outgoing pop();
    // Messages whose delivery is unknown after a lost link go back to the front, in their order. They may
    // exceed the limits: there are never more than the link's window.
    void put_back(std::vector<outgoing> messages);

    // Called after each message taken while connected, with that message. May pop.
    std::function<void(const outgoing&)> on_push;

private:
    bool full() const { return waiting_.size() >= limits_.messages || bytes_ >= limits_.bytes; }
    bool roomy() const;
    bool half_full() const { return waiting_.size() * 2 >= limits_.messages || bytes_ * 2 >= limits_.bytes; }
    void push(outgoing&& message);

    limits limits_;
    bool connected_ = false;
    std::deque<outgoing> waiting_;
    std::size_t bytes_ = 0;
    std::uint64_t dropped_ = 0;
    event room_;
};

}  // namespace weir
