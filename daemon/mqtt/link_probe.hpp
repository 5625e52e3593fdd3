#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/mqtt/message.hpp"
#include "drivers/value.hpp"

namespace weir {

// Whether the broker is still there: a small message at QoS 0 to a topic of our own, again and again. It
// measures the round trip, finds a dead link long before the keep-alive does, and keeps paho's receiving
// thread from its nap of 100 ms after a second without traffic. Pure.
//
// A probe is missed when by the time of the next one neither it nor anything else has come from the broker.
//
// While nothing is published and nothing is awaited from the broker, a dead link loses nothing: then it
// rests, and looks less often, so that the machine can sleep.
class link_probe {
public:
    static constexpr std::size_t most_missed = 3;  // in a row
    static constexpr duration rest = std::chrono::seconds(5);

    // `every`: zero for never.
    link_probe(std::string topic, duration every) : topic_(std::move(topic)), every_(every) {}

    bool enabled() const { return every_ > duration::zero(); }
    const std::string& topic() const { return topic_; }

    void up(monotonic_time now);
    void down();

    monotonic_time due() const { return due_; }  // never while it is down
    // When it is due: judges the last one, and gives the next.
    outgoing next(monotonic_time now);
    void sent(monotonic_time now);

    // Something is published, or from now on awaited. True: it rested, and due() has come closer.
    bool stir();
    // Messages may come at any time whose delay matters: it never rests. Follow with stir() when it is true.
    void attend(bool messages) { attends_ = messages; }

    void heard() { heard_ = true; }  // anything from the broker
    void came(std::string_view payload, monotonic_time now);

    // Only when an earlier probe of this connection came back: the broker may forbid us the topic.
    bool lost() const { return answered_ && missed_ >= most_missed; }
    // None of this connection came back, although most_missed should have by now. True once.
    bool is_mute();

    struct counters {
        std::optional<duration> round_trip;  // the latest
        duration longest{};                  // round trip
        std::uint64_t missed = 0;
    };
    const counters& count() const { return counters_; }

private:
    bool awaited() const { return sent_at_ != never; }

    std::string topic_;
    duration every_;
    monotonic_time due_ = never;
    std::uint64_t number_ = 0;        // of the last one that was made
    monotonic_time sent_at_ = never;  // the last one, until it came back
    std::size_t missed_ = 0;          // in a row
    bool attends_ = false;
    bool stirred_ = false;   // since the last one
    duration rests_{};       // of the time to due_: what is more than every_
    bool heard_ = false;     // since the last one
    bool answered_ = false;  // on this connection
    bool mute_ = false;      // is_mute() was told
    counters counters_;
};

}  // namespace weir
