#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/mqtt/message.hpp"

// Between our properties and libmosquitto's. A part of mosquitto_client.cpp, which alone includes it.
namespace weir::mosquitto_properties {

struct free_list {
    void operator()(mosquitto_property* list) const { mosquitto_property_free_all(&list); }
};
using list = std::unique_ptr<mosquitto_property, free_list>;

// MQTT 5.0 sections 3.3.2.3.2 and 3.3.2.3.9, and ours. What cannot be said is left out.
inline list of_message(content kind, const message_properties* ours) {
    mosquitto_property* all = nullptr;
    mosquitto_property_add_byte(&all, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, 1);
    if (kind == content::json)
        mosquitto_property_add_string(&all, MQTT_PROP_CONTENT_TYPE, "application/json");
    if (kind == content::ndjson)
        mosquitto_property_add_string(&all, MQTT_PROP_CONTENT_TYPE, "application/x-ndjson");
    if (ours == nullptr) return list(all);
    if (!ours->response_topic.empty())
        mosquitto_property_add_string(&all, MQTT_PROP_RESPONSE_TOPIC, ours->response_topic.c_str());
    if (!ours->correlation.empty()) {
        mosquitto_property_add_binary(&all, MQTT_PROP_CORRELATION_DATA, ours->correlation.data(),
                                      static_cast<std::uint16_t>(ours->correlation.size()));
    }
    if (ours->expiry) mosquitto_property_add_int32(&all, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, *ours->expiry);
    for (const auto& [name, value] : ours->user) {
        mosquitto_property_add_string_pair(&all, MQTT_PROP_USER_PROPERTY, name.c_str(), value.c_str());
    }
    return list(all);
}

// The first of a kind from `from` on; nothing without it.
inline std::optional<std::uint32_t> number(const mosquitto_property* from, int which) {
    std::uint8_t byte = 0;
    std::uint16_t word = 0;
    std::uint32_t whole = 0;
    switch (which) {
        case MQTT_PROP_SUBSCRIPTION_ID_AVAILABLE:
            if (mosquitto_property_read_byte(from, which, &byte, false) != nullptr) return byte;
            return std::nullopt;
        case MQTT_PROP_RECEIVE_MAXIMUM:
        case MQTT_PROP_SERVER_KEEP_ALIVE:
            if (mosquitto_property_read_int16(from, which, &word, false) != nullptr) return word;
            return std::nullopt;
        case MQTT_PROP_SUBSCRIPTION_IDENTIFIER:
            if (mosquitto_property_read_varint(from, which, &whole, false) != nullptr) return whole;
            return std::nullopt;
        default:
            if (mosquitto_property_read_int32(from, which, &whole, false) != nullptr) return whole;
            return std::nullopt;
    }
}

// libmosquitto copies each value for its reader, who frees it. Nothing when it is longer than `most`.
inline std::optional<std::string> taken(void* value, std::size_t size, std::size_t most) {
    const std::unique_ptr<void, void (*)(void*)> owned(value, std::free);
    if (value == nullptr || size > most) return std::nullopt;
    return std::string(static_cast<const char*>(value), size);
}

inline std::optional<std::string> taken(char* text, std::size_t most) {
    return taken(text, text == nullptr ? 0 : std::char_traits<char>::length(text), most);
}

inline void read_user_property(const mosquitto_property* from, message_properties& into) {
    if (into.user.size() >= message_properties::most_user) return;
    char* raw_name = nullptr;
    char* raw_value = nullptr;
    mosquitto_property_read_string_pair(from, MQTT_PROP_USER_PROPERTY, &raw_name, &raw_value, false);
    auto name = taken(raw_name, message_properties::most_user_bytes);
    auto value = taken(raw_value, message_properties::most_user_bytes);
    if (name && value) into.user.emplace_back(std::move(*name), std::move(*value));
}

struct of_arrival {
    std::shared_ptr<const message_properties> ours;  // null: none
    std::vector<std::uint32_t> subscriptions;
};

inline of_arrival read(const mosquitto_property* all) {
    of_arrival found;
    std::shared_ptr<message_properties> ours;
    const auto into = [&]() -> message_properties& {
        if (!ours) ours = std::make_shared<message_properties>();
        return *ours;
    };
    constexpr std::size_t most = message_properties::most_bytes;
    for (const auto* one = all; one != nullptr; one = mosquitto_property_next(one)) {
        const int which = mosquitto_property_identifier(one);
        if (which == MQTT_PROP_SUBSCRIPTION_IDENTIFIER) {
            if (const auto id = number(one, which)) found.subscriptions.push_back(*id);
        } else if (which == MQTT_PROP_RESPONSE_TOPIC) {
            char* text = nullptr;
            mosquitto_property_read_string(one, which, &text, false);
            into().response_topic = taken(text, most).value_or(std::string());
        } else if (which == MQTT_PROP_CORRELATION_DATA) {
            void* data = nullptr;
            std::uint16_t size = 0;
            mosquitto_property_read_binary(one, which, &data, &size, false);
            into().correlation = taken(data, size, most).value_or(std::string());
        } else if (which == MQTT_PROP_MESSAGE_EXPIRY_INTERVAL) {
            into().expiry = number(one, which);
        } else if (which == MQTT_PROP_USER_PROPERTY) {
            read_user_property(one, into());
        }
    }
    found.ours = std::move(ours);
    return found;
}

}  // namespace weir::mosquitto_properties
