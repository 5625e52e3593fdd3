#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/value.hpp"

namespace weir {

// What a payload is, for MQTT 5's Content Type and Payload Format Indicator.
enum class content : std::uint8_t {
    text,    // UTF-8, no content type
    json,    // application/json
    ndjson,  // application/x-ndjson: each line is JSON
};

// What MQTT 5 adds to a request and to its answer (MQTT 5.0 section 3.3.2.3). With 3.1.1 there is none of it:
// it is left out of what is sent.
//
// Of what comes only this is kept: a response topic and a correlation of at most 1,024 bytes each, a longer
// one counts as absent; the first 16 user properties whose name and value have at most 256 bytes each. None
// of it has been checked. What is sent must be valid (UTF-8, a topic without wildcards), each text of at most
// 65,535 bytes.
struct message_properties {
    static constexpr std::size_t most_bytes = 1024;
    static constexpr std::size_t most_user = 16;
    static constexpr std::size_t most_user_bytes = 256;

    std::string response_topic;           // empty: none
    std::string correlation;              // Correlation Data: any bytes; empty: none
    std::optional<std::uint32_t> expiry;  // Message Expiry Interval, s
    std::vector<std::pair<std::string, std::string>> user;

    // On the wire, at most.
    std::size_t bytes() const {
        std::size_t all = 3 + response_topic.size() + 3 + correlation.size() + 5;
        for (const auto& [name, value] : user) {
            all += 5 + name.size() + value.size();
        }
        return all;
    }
};

struct outgoing {
    outgoing(std::string topic, std::string payload, std::uint8_t qos = 0, bool retain = false,
             weir::content content = weir::content::json)
        : topic(std::move(topic)), payload(std::move(payload)), qos(qos), retain(retain), content(content) {}

    std::string topic;  // valid (config/topic.hpp)
    std::string payload;
    std::uint8_t qos;  // 0 to 2
    bool retain;
    weir::content content;
    std::uint8_t losses = 0;  // connections that ended while it was the next to be acknowledged
    short_time linger{};      // how long it may wait for others to leave with
    std::shared_ptr<const message_properties> properties;  // null: none beside those of the content
};

struct incoming {
    incoming(std::string topic, std::string payload, std::uint8_t qos, bool retained)
        : topic(std::move(topic)), payload(std::move(payload)), qos(qos), retained(retained) {}

    std::string topic;
    std::string payload;
    std::uint8_t qos;
    bool retained;
    monotonic_time arrived = monotonic_clock::now();
    // The subscription that it was sent for: what link_events' user calls it (subscription::identifier); 0:
    // the broker did not say.
    std::uint32_t subscription = 0;
    std::shared_ptr<const message_properties> properties;  // null: none
};

// What a message counts for where bytes are bounded.
template <class Message>
std::size_t weight(const Message& message) {
    return message.topic.size() + message.payload.size() +
           (message.properties ? message.properties->bytes() : 0);
}

}  // namespace weir
