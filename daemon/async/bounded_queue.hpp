#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "daemon/async/event.hpp"

namespace weir {

// What a full queue does with one item more.
enum class overflow : std::uint8_t { refuse, drop_oldest };

// First in, first out, at most `capacity` items (at least 1). Any number of consumers; each item goes to one
// of them, and none is lost by cancellation or a deadline. Loop's thread alone; outlives its consumers.
template <class T>
class bounded_queue {
public:
    bounded_queue(std::size_t capacity, overflow policy) : capacity_(capacity), policy_(policy) {}
    bounded_queue(const bounded_queue&) = delete;
    bounded_queue& operator=(const bounded_queue&) = delete;

    // False when the item was refused, because the queue is full or closed; then it counts as dropped.
    bool push(T item) {
        if (closed_ || (full() && policy_ == overflow::refuse)) {
            ++dropped_;
            return false;
        }
        if (full()) {
            items_.pop_front();
            ++dropped_;
        }
        items_.push_back(std::move(item));
        changed_.notify_one();
        return true;
    }

    // The oldest item; nothing when the queue is closed and empty, or when cancelled.
    awaitable<std::optional<T>> pop() {
        while (items_.empty() && !closed_) {
            const wake why = co_await changed_.wait();
            if (why == wake::canceled) break;
        }
        std::optional<T> item = try_pop();
        co_return item;
    }
    std::optional<T> try_pop() {
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        return item;
    }

    // Takes no more; what is queued can still be popped.
    void close() {
        closed_ = true;
        changed_.notify_all();
    }

    bool closed() const { return closed_; }
    bool empty() const { return items_.empty(); }
    bool full() const { return items_.size() >= capacity_; }
    std::size_t size() const { return items_.size(); }
    std::size_t capacity() const { return capacity_; }
    std::uint64_t dropped() const { return dropped_; }

private:
    std::size_t capacity_;
    overflow policy_;
    bool closed_ = false;
    std::uint64_t dropped_ = 0;
    std::deque<T> items_;
    event changed_;
};

}  // namespace weir
