#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/mqtt/message.hpp"

namespace weir {

// What paho's threads have to tell. `generation` is the connection's, so that what comes late is known as
// such.

struct paho_completion {
    std::uint32_t generation = 0;
    std::uint32_t id = 0;
    int code = 0;    // paho's return code; 0: success; above 0: a refused CONNACK's or SUBACK's code
    int reason = 0;  // MQTT 5
    std::string text;
    bool tls_failed = false;
    // CONNACK
    int receive_maximum = 0;           // 0: not said
    std::uint32_t maximum_packet = 0;  // bytes; 0: not said
    bool identifies_subscriptions = false;
};

struct paho_arrival {
    paho_arrival(std::uint32_t generation, incoming message)
        : generation(generation), message(std::move(message)) {}

    std::uint32_t generation;
    incoming message;
};

struct paho_loss {
    std::uint32_t generation = 0;
    int reason = 0;  // of the server's DISCONNECT; 0: the connection just ended
    std::string text;
};

using paho_event = std::variant<paho_completion, paho_arrival, paho_loss>;

// From paho's threads to the loop: a vector under a mutex, and one wake-up for all that has gathered.
// Arrivals are bounded: beyond that the newest is dropped and counted. The others are bounded by what the
// link has under way.
class paho_bridge {
public:
    struct limits {
        std::size_t arrivals = 10'000;
        std::size_t bytes = std::size_t{64} << 20;  // by weight()
    };
    // `wake` is called on paho's threads: when the first event that is in a hurry has come since the last
    // take(). take() may be called meanwhile: who was woken finds no lock in the way.
    paho_bridge(std::function<void()> wake, limits limits) : wake_(std::move(wake)), limits_(limits) {}

    void push(paho_event&& event) noexcept { push(std::move(event), hurry::wakes); }
    void push_quietly(paho_event&& event) noexcept { push(std::move(event), hurry::waits); }
    // Swaps what has gathered with `into`, which must be empty.
    void take(std::vector<paho_event>& into);
    // From its return on there is no wake-up, and what is pushed is forgotten.
    void close();

    void missed() noexcept { ++dropped_; }  // one that could not even be made
    std::uint64_t dropped() const { return dropped_; }

private:
    enum class hurry : std::uint8_t { wakes, waits };
    void push(paho_event&& event, hurry how) noexcept;
    // Whether there is room for it, which it then takes.
    bool admit(const paho_event& event);
    // Whether somebody must be woken.
    bool keep(paho_event&& event, hurry how);

    std::mutex wake_lock_;
    std::function<void()> wake_;  // empty: closed
    std::mutex lock_;             // of all below
    const limits limits_;
    std::vector<paho_event> events_;
    bool woken_ = false;  // since the last take()
    std::size_t arrivals_ = 0;
    std::size_t bytes_ = 0;
    bool closed_ = false;
    std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace weir
