#pragma once

#include <algorithm>
#include <chrono>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <openssl/x509.h>
#include <string>
#include <unistd.h>

#include "daemon/mqtt/mosquitto_properties.hpp"
#include "daemon/mqtt/mqtt_link.hpp"

// What libmosquitto is told of a connection. A part of mosquitto_client.cpp, which alone includes it.
namespace weir::mosquitto_options {

// Unacknowledged messages at QoS 1 and 2 that the broker may have on the way to us.
inline constexpr int most_incoming = 100;

// Of a packet that comes, in bytes. libmosquitto keeps a packet as a whole; a broker of MQTT 5 sends no
// larger one.
inline constexpr std::uint32_t most_packet_bytes = std::uint32_t{16} << 20;

// Null where there is none.
inline const char* text_or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

// OpenSSL would ask for the password of a key on the terminal.
inline int no_password(char*, int, int, void*) {
    return 0;
}

inline link_status untrusted(std::string why) {
    return {link_errc::untrusted, std::move(why)};
}

// Verification is on by default, of the host's name too; it is nowhere turned off.
inline link_status set_tls(mosquitto* client, const tls_settings& files) {
    const auto unreadable = [](const std::string& file) {
        return !file.empty() && ::access(file.c_str(), R_OK) != 0;
    };
    if (unreadable(files.ca)) return untrusted("cannot read the authorities in " + files.ca);
    if (unreadable(files.cert) || unreadable(files.key))
        return untrusted("cannot use our own certificate or key");
    if (files.ca.empty()) mosquitto_int_option(client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    // The system's authorities alone are not enough for mosquitto_tls_set(): it insists on a file or folder.
    const char* folder = files.ca.empty() ? X509_get_default_cert_dir() : nullptr;
    const int code = mosquitto_tls_set(client, text_or_null(files.ca), folder, text_or_null(files.cert),
                                       text_or_null(files.key), no_password);
    return code == MOSQ_ERR_SUCCESS ? link_status() : untrusted(mosquitto_strerror(code));
}

inline link_status set_will(mosquitto* client, const outgoing& will) {
    const int code = mosquitto_will_set(client, will.topic.c_str(), static_cast<int>(will.payload.size()),
                                        will.payload.data(), will.qos, will.retain);
    return code == MOSQ_ERR_SUCCESS ? link_status()
                                    : link_status(link_errc::protocol, mosquitto_strerror(code));
}

// All but the callbacks. With a clean start and no Session Expiry no session is kept.
inline link_status set_options(mosquitto* client, const link_options& options) {
    const mqtt_settings& broker = options.broker;
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION,
                         broker.v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, most_incoming);
    // The window is ours (link_base); what does not say its Receive Maximum must find no smaller one here.
    mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, 0);
    // With a thread of its own, as it believes, it queues what is sent. Else each message would be written,
    // and could call back, from within the call.
    mosquitto_threaded_set(client, true);
    if (mosquitto_username_pw_set(client, text_or_null(broker.username), text_or_null(broker.password)) !=
        MOSQ_ERR_SUCCESS) {
        return {link_errc::bad_credentials, "the user name is not valid"};
    }
    link_status set = options.will ? set_will(client, *options.will) : link_status();
    if (set && broker.tls) set = set_tls(client, broker.tls_files);
    return set;
}

inline int connect(mosquitto* client, const mqtt_settings& broker) {
    mosquitto_property* said = nullptr;
    if (broker.v5) mosquitto_property_add_int32(&said, MQTT_PROP_MAXIMUM_PACKET_SIZE, most_packet_bytes);
    const mosquitto_properties::list properties(said);
    const auto keepalive = std::chrono::duration_cast<std::chrono::seconds>(broker.keepalive).count();
    return mosquitto_connect_bind_v5(client, broker.host.c_str(), broker.port, static_cast<int>(keepalive),
                                     nullptr, said);
}

inline int subscribe_options(const subscription& wanted) {
    return wanted.requests
               ? MQTT_SUB_OPT_NO_LOCAL | MQTT_SUB_OPT_RETAIN_AS_PUBLISHED | MQTT_SUB_OPT_SEND_RETAIN_ALWAYS
               : MQTT_SUB_OPT_SEND_RETAIN_NEW;
}

}  // namespace weir::mosquitto_options
