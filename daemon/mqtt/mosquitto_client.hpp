#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "daemon/mqtt/mqtt_link.hpp"

namespace weir {

// What libmosquitto has to tell, beside the messages that come (`incoming`).

// The CONNACK.
struct mosquitto_opened {
    link_status how;
    std::uint16_t receive_maximum = 0;  // 0: not said
    std::uint32_t maximum_packet = 0;   // bytes; 0: not said
    duration keepalive{};               // the broker's word counts; 0: none
};

struct mosquitto_completion {
    std::uint32_t id = 0;
    link_status how;
};

// The end of the connection, once. Nothing follows.
struct mosquitto_loss {
    link_status why;
};

using mosquitto_event = std::variant<mosquitto_opened, mosquitto_completion, incoming, mosquitto_loss>;

// One client of libmosquitto for one connection, worked from our own loop. mosquitto_client.cpp is the only
// file that knows the library; what it works around is named there. It says nothing by itself: what happens
// during a call is fetched with take() afterwards.
//
// connect() may run on any thread; everything else, destruction included, on one thread at a time, never
// beside connect(). Nothing but connect() blocks.
//
// What cannot be worked around: libmosquitto 2.0.11, as Debian builds it, ends the process when the broker
// sends a property that MQTT 5 does not have (it asserts that it has somebody to tell).
class mosquitto_client {
public:
    explicit mosquitto_client(const link_options& options);  // throws without memory
    // Closes the connection, without a DISCONNECT.
    ~mosquitto_client();
    mosquitto_client(const mosquitto_client&) = delete;
    mosquitto_client& operator=(const mosquitto_client&) = delete;

    // Once: resolves the name and opens the connection, for as long as the system takes. How the broker
    // answers is told by mosquitto_opened.
    link_status connect();

    // The socket, the library's own; -1: none, or no longer.
    int socket() const;
    // When it can be read, written; look_after() now and then: at least once in a quarter of the keep-alive.
    void read();   // a bounded number of packets: there may be more
    void write();  // all that was queued, as far as the socket takes it
    void look_after();
    // There is more to write than the socket took.
    bool wants_write() const;
    // There is more to read than the socket shows.
    bool holds_input() const;

    // Each only begins something: it is queued until write(). How it ended is told by mosquitto_completion
    // under `id`: QoS 0 is complete when it is written. refused_for_now: not before others are complete.
    link_status subscribe(const subscription& wanted, std::uint32_t id);
    link_status unsubscribe(const std::string& filter, std::uint32_t id);
    link_status publish(const outgoing& message, std::optional<std::uint32_t> id);
    link_status disconnect(std::uint32_t id);

    // What has happened since, in its order, behind what `into` has.
    void take(std::vector<mosquitto_event>& into);

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

}  // namespace weir
