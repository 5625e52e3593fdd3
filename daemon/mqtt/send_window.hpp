#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "daemon/mqtt/message.hpp"
#include "drivers/value.hpp"

namespace weir {

// How much may be under way on one connection: at most `acks` unacknowledged messages at QoS 1 and 2, and a
// credit of messages at QoS 0 that the library has not yet written. Completions cost a wake-up, so only some
// messages at QoS 0 ask for one, as marks: when a mark is written, so is all that was sent before it. Pure.
class send_window {
public:
    struct limits {
        std::size_t acks = 20;
        std::size_t unwritten = 256;  // messages at QoS 0
        std::size_t unwritten_bytes = std::size_t{1} << 20;
        std::size_t mark_every = 64;  // messages; a mark comes after a quarter of the bytes too
    };
    explicit send_window(limits limits) : limits_(limits) {}

    bool admits(const outgoing& message) const;
    // `message` was sent. Whether it asks for its completion, which done() must be told under the name `own`;
    // for QoS 1 and 2 always. `theirs` comes back from done() then.
    bool wants_completion(const outgoing& message) const;
    void sent(const outgoing& message, std::uint32_t own, std::uint32_t theirs, monotonic_time now);

    struct completed {
        bool known = false;                   // the completion was one of ours
        std::optional<std::uint32_t> theirs;  // of a message at QoS 1 or 2
    };
    completed done(std::uint32_t own, monotonic_time now);

    // Since when nothing has moved although something is awaited.
    std::optional<monotonic_time> stalled_since() const;

private:
    struct ack {
        std::uint32_t own;
        std::uint32_t theirs;
    };
    struct batch {
        std::uint32_t mark;
        std::size_t messages;
        std::size_t bytes;
    };
    bool idle() const { return acks_.empty() && batches_.empty(); }

    limits limits_;
    std::deque<ack> acks_;
    std::deque<batch> batches_;  // closed by their marks
    batch open_{};               // what came after the last mark
    batch total_{};              // of all, the open one too
    monotonic_time moved_{};
};

}  // namespace weir
