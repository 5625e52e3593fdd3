#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/async.hpp"
#include "daemon/mqtt/outbox.hpp"
#include "daemon/pipeline.hpp"
#include "daemon/task.hpp"

namespace weir {

// Publishes a retained state; the last one of each topic is published again after a reconnect.
using announcer = std::function<void(std::string topic, std::string payload, content kind)>;

// Of a source that asks.
struct poll_counters {
    std::uint64_t asked = 0;     // requests
    std::uint64_t answered = 0;  // of these
    std::uint64_t timeouts = 0;  // of these
    std::uint64_t skipped = 0;   // turns that passed since earlier samples still waited for the outbox
};

// One source at work: frames in, messages into the outbox, its availability announced. Who owns its input (a
// port, a topic) drives it; run() watches its deadlines. Loop's thread alone.
class source {
public:
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        sample_clock& clock;
        outbox& out;
        announcer announce;
        tap* shown_by = nullptr;  // null: nobody
    };
    // `settings` and what `around` refers to must outlive the source.
    source(const source_settings& settings, const surroundings& around);

    const source_settings& settings() const { return settings_; }
    const pipeline_counters& counters() const { return pipeline_.counters(); }
    std::optional<std::size_t> topics() const { return pipeline_.topics(); }
    bool available() const { return available_; }
    bool stale() const { return stale_; }  // nothing was decoded for `stale_after`
    // When a sample was decoded last; nothing: none yet.
    std::optional<monotonic_time> sampled_at() const { return sampled_at_; }
    const tap_point& shown() const { return pipeline_.shown(); }
    poll_counters& polls() { return polls_; }  // counted by who asks

    // While nothing is taken. `listener` must outlive the source's work, or until followed_by_nobody().
    void followed_by(sample_listener& listener) { pipeline_.followed_by(listener); }
    void followed_by_nobody() { pipeline_.followed_by_nobody(); }

    // The port has opened, the topic's subscription stands.
    void input_up(monotonic_time now);
    void input_down();

    // What it makes of the frame waits until it is delivered. Whether the decoder understood it.
    reject take(const pipeline::input& in, monotonic_time now);
    // The same of a sample that needs no decoder; what it held is unspecified afterwards.
    void take(sample& made, monotonic_time now);
    // Hands to the outbox what it has room for. False when something still waits: then await deliver().
    bool try_deliver();
    awaitable<void> deliver(task& self);
    // run() does it.
    void deliver_later() { sooner_.notify_one(); }
    std::size_t waiting() const { return pending_.size(); }  // messages
    bool waits() const { return !pending_.empty(); }
    // For who must not wait: what still waits is dropped and counted.
    void drop();
    std::uint64_t dropped() const { return dropped_; }  // messages
    // For the end: what was read and gathered goes to the outbox without waiting.
    void finish(monotonic_time now);

    // Flushes what the decoder gathered when it is due, and notices when the source has become stale.
    awaitable<void> run(task& self);

    // Called when nothing was decoded for `stale_after`, and when something is again.
    std::function<void(bool stale)> on_stale;

private:
    void set_available(bool available);
    void look_for_samples(std::uint64_t before, monotonic_time now);
    void on_deadline(monotonic_time now);
    monotonic_time next_deadline() const;
    bool watches_staleness() const { return settings_.stale_after > duration::zero() && input_up_; }

    const source_settings& settings_;
    pipeline pipeline_;
    outbox& out_;
    announcer announce_;
    std::string availability_topic_;
    event sooner_;  // a deadline before `waits_until_` has come up
    monotonic_time waits_until_{};
    std::vector<outgoing> pending_;  // until they are delivered
    std::uint64_t dropped_ = 0;
    poll_counters polls_;
    std::optional<monotonic_time> sampled_at_;
    monotonic_time fresh_at_{};  // a sample was decoded, the input came up, or it was we who did not read
    bool input_up_ = false;
    bool stale_ = false;
    bool available_ = false;
};

}  // namespace weir
