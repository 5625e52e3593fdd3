#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/mqtt/link_status.hpp"
#include "daemon/mqtt/message.hpp"

namespace weir {

struct link_options {
    link_options(const mqtt_settings& broker, std::string client_id, std::optional<outgoing> will)
        : broker(broker), client_id(std::move(client_id)), will(std::move(will)) {}

    mqtt_settings broker;
    std::string client_id;
    std::optional<outgoing> will;
    // What comes on this topic is in no hurry: it wakes nobody, and is told with what comes next, or by
    // catch_up(). Empty: none.
    std::string quiet_topic;
};

struct subscription {
    subscription(std::string filter, std::uint8_t qos, std::uint32_t identifier = 0)
        : filter(std::move(filter)), qos(qos), identifier(identifier) {}

    std::string filter;  // valid (config/topic.hpp): a broker drops a client that sends an invalid one
    std::uint8_t qos;    // at most
    // Comes back with its messages where the broker can do that (MQTT 5.0 section 3.8.2.1.2); 0: none.
    std::uint32_t identifier;
    // MQTT 5.0 section 3.8.3.1. `requests`: No Local, Retain As Published, Retain Handling 0, so that each
    // retained message is seen, and seen as such; else Retain Handling 1 alone. Not with $share/...
    // With 3.1.1 nothing is asked for, and what comes live is never `retained`.
    bool requests = false;
};

// What a link tells its user, on the loop's thread, never from within a call to the link. Must not throw.
class link_events {
public:
    virtual void on_message(incoming&& message) = 0;
    // The end of what send() took at QoS 1 or 2, once for each id, unless the link goes down before.
    virtual void on_delivered(std::uint32_t id, const link_status& how) = 0;
    // After a batch of the above: send() may take more again.
    virtual void on_progress() = 0;
    // Once for each connection that was not ended by disconnect() or drop(). Nothing of it follows.
    virtual void on_down(const link_status& why) = 0;

protected:
    ~link_events() = default;
};

// One connection to a broker at a time, each with a clean start. Loop's thread alone.
//
// The awaitables end with canceled when the caller is cancelled, and with timed_out at the deadline; what
// they began may still happen. Give each at least 5 s: the client library has naps of one second.
//
// Its end: disconnect() on the loop, then stop the loop, then close() or the destructor. The loop must
// outlive it.
class mqtt_link {
public:
    mqtt_link() = default;
    mqtt_link(const mqtt_link&) = delete;
    mqtt_link& operator=(const mqtt_link&) = delete;
    virtual ~mqtt_link() = default;

    // To be called before connect(); `user` must outlive the link's last connection.
    virtual void observe(link_events& user) = 0;
    // Handling what the broker says is seen, and measured, as the work of `handler`, which must outlive the
    // link's use.
    virtual void be_seen_as(task& handler) = 0;

    // Not while connected. At most one attempt is under way: a further one first waits for the end of one
    // that timed out or was cancelled.
    virtual awaitable<link_status> connect(const link_options& options, monotonic_time deadline) = 0;
    // One status for each filter, in their order; all alike when the request as a whole failed.
    virtual awaitable<std::vector<link_status>> subscribe(std::span<const subscription> wanted,
                                                          monotonic_time deadline) = 0;
    // The same for filters that were subscribed to; nothing more comes for them after the answer.
    virtual awaitable<std::vector<link_status>> unsubscribe(std::span<const std::string> filters,
                                                            monotonic_time deadline) = 0;
    // Until the broker has acknowledged (QoS 1 and 2) or the message was written (QoS 0). Not bound to the
    // window.
    virtual awaitable<link_status> publish(const outgoing& message, monotonic_time deadline) = 0;
    // After what was sent before. Whatever the result, the link is down afterwards.
    virtual awaitable<link_status> disconnect(monotonic_time deadline) = 0;
    // Down at once, without waiting for anything. The broker may or may not publish the will.
    virtual void drop() = 0;
    // The link's end, once the loop runs no more: blocks while the client library lets go of its threads. At
    // most 1 s as a rule. False: not done by `deadline` (a name is being resolved, say); its threads go on,
    // and the process should end by _exit().
    virtual bool close(monotonic_time deadline) = 0;

    enum class sent : std::uint8_t {
        taken,
        wait,     // the window of unacknowledged messages, or the credit of unwritten ones, is used up
        refused,  // this message cannot be sent, now or later: too large for the broker, say
        down,
    };
    // Hands a message over without waiting. Order is kept. `id` (any number) comes back with on_delivered
    // when its QoS is 1 or 2.
    virtual sent send(const outgoing& message, std::uint32_t id) = 0;

    // Tells, from within this call, what has come and was not told yet; the link may go down by it.
    virtual void catch_up() = 0;

    virtual bool connected() const = 0;
    // Since when something that was handed over waits and nothing at all has moved; nothing: all is done.
    virtual std::optional<monotonic_time> stalled_since() const = 0;

    struct counters {
        std::uint64_t received = 0;
        std::uint64_t dropped_incoming = 0;  // arrived faster than the loop took them
    };
    virtual counters count() const = 0;
};

}  // namespace weir
