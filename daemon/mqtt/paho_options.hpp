#pragma once

#include <algorithm>
#include <chrono>
#include <mqtt/async_client.h>
#include <string>

#include "daemon/mqtt/mqtt_link.hpp"

// What paho is told of a connection and of a message. A part of paho_client.cpp, which alone includes it.
namespace weir {

// Unacknowledged messages that paho itself allows; the link's window is smaller.
inline constexpr int most_in_flight = 100;

// paho counts messages that it has not written yet against this, while connected too (-12): more than the
// link ever hands over at a time.
inline constexpr int most_buffered = 2'000;

inline std::string uri_of(const mqtt_settings& broker) {
    const bool v6 = broker.host.find(':') != std::string::npos;
    const std::string host = v6 ? "[" + broker.host + "]" : broker.host;
    return (broker.tls ? "ssl://" : "tcp://") + host + ":" + std::to_string(broker.port);
}

inline mqtt::create_options create_options_for(const mqtt_settings& broker) {
    // The version must be set here as well as in the connect options. The constructor with a count of
    // buffered messages would turn paho's offline buffer on: O(n2), and its tokens never complete.
    mqtt::create_options options(broker.v5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1);
    options.set_max_buffered_messages(most_buffered);
    return options;
}

inline mqtt::ssl_options tls_of(const mqtt_settings& broker) {
    mqtt::ssl_options tls;
    if (!broker.tls_files.ca.empty()) tls.set_trust_store(broker.tls_files.ca);
    if (!broker.tls_files.cert.empty()) tls.set_key_store(broker.tls_files.cert);
    if (!broker.tls_files.key.empty()) tls.set_private_key(broker.tls_files.key);
    tls.set_enable_server_cert_auth(true);
    tls.set_verify(true);  // off by default: a certificate for another name would do
    return tls;
}

// MQTT 5.0 sections 3.3.2.3.2 and 3.3.2.3.9. To be freed before the last client: with it paho
// closes its books on memory.
struct content_properties {
    mqtt::properties text{{mqtt::property::PAYLOAD_FORMAT_INDICATOR, 1}};
    mqtt::properties json{{mqtt::property::PAYLOAD_FORMAT_INDICATOR, 1},
                          {mqtt::property::CONTENT_TYPE, "application/json"}};
    mqtt::properties ndjson{{mqtt::property::PAYLOAD_FORMAT_INDICATOR, 1},
                            {mqtt::property::CONTENT_TYPE, "application/x-ndjson"}};

    const mqtt::properties& of(content kind) const {
        if (kind == content::json) return json;
        return kind == content::ndjson ? ndjson : text;
    }
};

inline mqtt::subscribe_options subscribe_options_for(const subscription& wanted) {
    using options = mqtt::subscribe_options;
    options how;
    how.set_no_local(wanted.requests);
    how.set_retain_as_published(wanted.requests);
    how.set_retain_handling(wanted.requests ? options::SEND_RETAINED_ON_SUBSCRIBE
                                            : options::SEND_RETAINED_ON_NEW);
    return how;
}

inline mqtt::message_ptr message_of(const outgoing& message) {
    return mqtt::message::create(message.topic, message.payload.data(), message.payload.size(), message.qos,
                                 message.retain);
}

inline mqtt::connect_options connect_options_for(const link_options& options, duration patience) {
    const mqtt_settings& broker = options.broker;
    mqtt::connect_options connect;
    // Explicitly, else paho tries two versions in turn; and before the clean start, which it would reset.
    connect.set_mqtt_version(broker.v5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1);
    if (broker.v5) {
        // No Session Expiry, and no Topic Alias Maximum: paho knows no aliases.
        connect.set_clean_start(true);
    } else {
        connect.set_clean_session(true);
    }
    // paho's reconnect does not subscribe again, fails in silence and ignores disconnect().
    connect.set_automatic_reconnect(false);
    connect.set_keep_alive_interval(broker.keepalive);
    connect.set_connect_timeout(std::max<duration>(patience, std::chrono::seconds(1)));
    connect.set_max_inflight(most_in_flight);
    if (!broker.username.empty()) connect.set_user_name(broker.username);
    if (!broker.password.empty()) connect.set_password(broker.password);
    if (options.will) connect.set_will_message(message_of(*options.will));
    if (broker.tls) connect.set_ssl(tls_of(broker));
    return connect;
}

}  // namespace weir
