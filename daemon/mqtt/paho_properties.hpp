#pragma once

#include <memory>
#include <mqtt/properties.h>
#include <string>

#include "daemon/mqtt/message.hpp"

// Between our properties of a message and paho's. A part of paho_client.cpp, which alone includes it.
namespace weir {

// `usual` and ours.
inline mqtt::properties with_properties(const mqtt::properties& usual, const message_properties& ours) {
    mqtt::properties all = usual;
    if (!ours.response_topic.empty()) all.add({mqtt::property::RESPONSE_TOPIC, ours.response_topic});
    if (!ours.correlation.empty()) all.add({mqtt::property::CORRELATION_DATA, ours.correlation});
    if (ours.expiry)
        all.add({mqtt::property::MESSAGE_EXPIRY_INTERVAL, static_cast<std::int32_t>(*ours.expiry)});
    for (const auto& [name, value] : ours.user) {
        all.add({mqtt::property::USER_PROPERTY, name, value});
    }
    return all;
}

inline std::string text_of(const MQTTLenString& text, std::size_t most) {
    const auto size = static_cast<std::size_t>(text.len);
    return text.data == nullptr || size > most ? std::string() : std::string(text.data, size);
}

inline void read_user_property(const MQTTProperty& from, message_properties& into) {
    const MQTTLenString& name = from.value.data;
    const MQTTLenString& value = from.value.value;
    constexpr int most = message_properties::most_user_bytes;
    if (into.user.size() >= message_properties::most_user || name.len > most || value.len > most) return;
    into.user.emplace_back(text_of(name, most), text_of(value, most));
}

// Null when there is nothing of ours among them. Asks paho nothing.
inline std::shared_ptr<const message_properties> read_properties(const mqtt::properties& all) {
    std::shared_ptr<message_properties> found;
    const auto into = [&]() -> message_properties& {
        if (!found) found = std::make_shared<message_properties>();
        return *found;
    };
    constexpr std::size_t most = message_properties::most_bytes;
    const MQTTProperties& raw = all.c_struct();
    for (int i = 0; i < raw.count; ++i) {
        const MQTTProperty& one = raw.array[i];
        if (one.identifier == MQTTPROPERTY_CODE_RESPONSE_TOPIC) {
            into().response_topic = text_of(one.value.data, most);
        } else if (one.identifier == MQTTPROPERTY_CODE_CORRELATION_DATA) {
            into().correlation = text_of(one.value.data, most);
        } else if (one.identifier == MQTTPROPERTY_CODE_MESSAGE_EXPIRY_INTERVAL) {
            into().expiry = one.value.integer4;
        } else if (one.identifier == MQTTPROPERTY_CODE_USER_PROPERTY) {
            read_user_property(one, into());
        }
    }
    return found;
}

}  // namespace weir
