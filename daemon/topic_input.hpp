#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "daemon/async.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/mqtt/message.hpp"
#include "daemon/mqtt/subscriptions.hpp"
#include "daemon/source.hpp"
#include "daemon/task.hpp"

namespace weir {

// Feeds a source from MQTT messages. While the outbox has no room, messages wait in a bounded backlog; when
// that is full too, the oldest is dropped and counted. Loop's thread alone.
class topic_input {
public:
    static constexpr std::size_t backlog_limit = 1'000;      // messages
    static constexpr std::size_t backlog_bytes = 4U << 20U;  // of payload

    // `reader` must outlive the input.
    explicit topic_input(source& reader) : reader_(reader) {}

    // For session::subscribe(); the input must outlive the session's run.
    subscriber as_subscriber();

    void on_message(const incoming& message);
    std::uint64_t dropped() const { return dropped_; }

    // Works the backlog off; until it is cancelled.
    awaitable<void> run(task& self);
    // For the end, when run() has ended: works the backlog off without waiting, and takes nothing more.
    void finish();

private:
    void take(const incoming& message);
    void keep(const incoming& message);
    incoming pop();

    source& reader_;
    log_limiter bad_messages_;
    std::deque<incoming> backlog_;
    std::size_t bytes_ = 0;
    event more_;
    bool busy_ = false;  // run() delivers or works the backlog off
    bool ended_ = false;
    std::uint64_t dropped_ = 0;
};

}  // namespace weir
