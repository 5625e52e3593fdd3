#include "tests/support/mqtt_client.hpp"

#include <cstdlib>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <stdexcept>

namespace weir::test {
namespace {

void check(int code, const std::string& what) {
    if (code != MOSQ_ERR_SUCCESS) throw std::runtime_error(what + ": " + mosquitto_strerror(code));
}

std::string taken(char* text) {
    std::string copy = text == nullptr ? "" : text;
    std::free(text);
    return copy;
}

std::string text_property(const mosquitto_property* all, int which) {
    char* text = nullptr;
    mosquitto_property_read_string(all, which, &text, false);
    return taken(text);
}

std::string correlation_of(const mosquitto_property* all) {
    void* data = nullptr;
    std::uint16_t size = 0;
    if (mosquitto_property_read_binary(all, MQTT_PROP_CORRELATION_DATA, &data, &size, false) == nullptr)
        return {};
    std::string copy(static_cast<const char*>(data), size);
    std::free(data);
    return copy;
}

std::map<std::string, std::string> user_of(const mosquitto_property* all) {
    std::map<std::string, std::string> found;
    for (const auto* one = all; one != nullptr; one = mosquitto_property_next(one)) {
        if (mosquitto_property_identifier(one) != MQTT_PROP_USER_PROPERTY) continue;
        char* name = nullptr;
        char* value = nullptr;
        mosquitto_property_read_string_pair(one, MQTT_PROP_USER_PROPERTY, &name, &value, false);
        const std::string key = taken(name);
        found[key] = taken(value);
    }
    return found;
}

using property_list = std::unique_ptr<mosquitto_property, void (*)(mosquitto_property*)>;

property_list list_of(const publish_properties& from) {
    mosquitto_property* all = nullptr;
    if (!from.response_topic.empty())
        mosquitto_property_add_string(&all, MQTT_PROP_RESPONSE_TOPIC, from.response_topic.c_str());
    if (!from.correlation.empty()) {
        mosquitto_property_add_binary(&all, MQTT_PROP_CORRELATION_DATA, from.correlation.data(),
                                      static_cast<std::uint16_t>(from.correlation.size()));
    }
    if (from.expiry) mosquitto_property_add_int32(&all, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, *from.expiry);
    for (const auto& [name, value] : from.user) {
        mosquitto_property_add_string_pair(&all, MQTT_PROP_USER_PROPERTY, name.c_str(), value.c_str());
    }
    return {all, [](mosquitto_property* list) { mosquitto_property_free_all(&list); }};
}

received copy_of(const mosquitto_message& message, const mosquitto_property* properties) {
    received copy;
    copy.topic = message.topic;
    copy.payload.assign(static_cast<const char*>(message.payload),
                        static_cast<std::size_t>(message.payloadlen));
    copy.qos = message.qos;
    copy.retained = message.retain;
    copy.content_type = text_property(properties, MQTT_PROP_CONTENT_TYPE);
    copy.response_topic = text_property(properties, MQTT_PROP_RESPONSE_TOPIC);
    copy.correlation = correlation_of(properties);
    copy.user = user_of(properties);
    std::uint32_t expiry = 0;
    if (mosquitto_property_read_int32(properties, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, &expiry, false) !=
        nullptr) {
        copy.expiry = expiry;
    }
    std::uint8_t utf8 = 0;
    if (mosquitto_property_read_byte(properties, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, &utf8, false) !=
        nullptr) {
        copy.utf8_payload = utf8;
    }
    return copy;
}

}  // namespace

// On libmosquitto's thread.
struct mqtt_client::callbacks {
    static void connected(mosquitto*, void* self, int code, int, const mosquitto_property*) {
        of(self).update([&](mqtt_client& client) { client.connack_ = code; });
    }
    static void subscribed(mosquitto*, void* self, int id, int, const int* granted,
                           const mosquitto_property*) {
        of(self).update([&](mqtt_client& client) { client.acknowledged_[id] = granted[0] < 0x80; });
    }
    static void published(mosquitto*, void* self, int id, int code, const mosquitto_property*) {
        of(self).update([&](mqtt_client& client) { client.acknowledged_[id] = code < 0x80; });
    }
    static void came(mosquitto*, void* self, const mosquitto_message* message,
                     const mosquitto_property* properties) {
        of(self).update(
            [&](mqtt_client& client) { client.messages_.push_back(copy_of(*message, properties)); });
    }

    static callbacks of(void* self) { return {static_cast<mqtt_client*>(self)}; }

    template <class Change>
    void update(Change change) const {
        const std::lock_guard guard(client->lock_);
        change(*client);
        client->changed_.notify_all();
    }

    mqtt_client* client;
};

mqtt_client::mqtt_client(std::uint16_t port) : mqtt_client(port, options()) {}

mqtt_client::mqtt_client(std::uint16_t port, const options& how) {
    static const int initialised = mosquitto_lib_init();
    check(initialised, "mosquitto_lib_init");
    client_ = mosquitto_new(how.id.empty() ? nullptr : how.id.c_str(), true, this);
    mosquitto_int_option(client_, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client_, MOSQ_OPT_RECEIVE_MAXIMUM, 65535);
    if (!how.username.empty()) mosquitto_username_pw_set(client_, how.username.c_str(), how.password.c_str());
    if (!how.ca.empty())
        check(mosquitto_tls_set(client_, how.ca.c_str(), nullptr, nullptr, nullptr, nullptr), "TLS");
    mosquitto_connect_v5_callback_set(client_, callbacks::connected);
    mosquitto_subscribe_v5_callback_set(client_, callbacks::subscribed);
    mosquitto_publish_v5_callback_set(client_, callbacks::published);
    mosquitto_message_v5_callback_set(client_, callbacks::came);
    check(mosquitto_connect(client_, "localhost", port, 60), "connect");
    check(mosquitto_loop_start(client_), "loop");
    std::unique_lock guard(lock_);
    if (!changed_.wait_for(guard, patience, [this] { return connack_.has_value(); }) || *connack_ != 0) {
        throw std::runtime_error("the test client is not accepted");
    }
}

mqtt_client::~mqtt_client() {
    mosquitto_disconnect(client_);
    mosquitto_loop_stop(client_, false);  // its thread ends by itself; cancelled, it may leak a packet
    mosquitto_destroy(client_);
}

bool mqtt_client::await_ack(int id) {
    std::unique_lock guard(lock_);
    return changed_.wait_for(guard, patience, [&] { return acknowledged_.contains(id); }) &&
           acknowledged_[id];
}

void mqtt_client::subscribe(const std::string& filter, int qos) {
    int id = 0;
    check(mosquitto_subscribe(client_, &id, filter.c_str(), qos), "subscribe");
    if (!await_ack(id)) throw std::runtime_error("not subscribed to " + filter);
}

void mqtt_client::publish(const std::string& topic, const std::string& payload, int qos, bool retain) {
    publish(topic, payload, qos, retain, nullptr);
}

void mqtt_client::publish(const std::string& topic, const std::string& payload,
                          const publish_properties& with, int qos, bool retain) {
    const property_list properties = list_of(with);
    publish(topic, payload, qos, retain, properties.get());
}

void mqtt_client::publish(const std::string& topic, const std::string& payload, int qos, bool retain,
                          const mosquitto_property* properties) {
    int id = 0;
    check(mosquitto_publish_v5(client_, &id, topic.c_str(), static_cast<int>(payload.size()), payload.data(),
                               qos, retain, properties),
          "publish");
    if (!await_ack(id)) throw std::runtime_error("not published to " + topic);
}

std::vector<received> mqtt_client::messages() const {
    const std::lock_guard guard(lock_);
    return messages_;
}

std::vector<std::string> mqtt_client::payloads(const std::string& topic) const {
    const std::lock_guard guard(lock_);
    std::vector<std::string> found;
    for (const received& message : messages_) {
        if (message.topic == topic) found.push_back(message.payload);
    }
    return found;
}

std::string mqtt_client::last(const std::string& topic) const {
    const auto all = payloads(topic);
    return all.empty() ? std::string() : all.back();
}

std::size_t mqtt_client::count() const {
    const std::lock_guard guard(lock_);
    return messages_.size();
}

bool mqtt_client::wait_for(const predicate& holds, std::chrono::milliseconds deadline) const {
    std::unique_lock guard(lock_);
    return changed_.wait_for(guard, deadline, [&] { return holds(messages_); });
}

bool mqtt_client::wait_for(const std::string& topic, const std::string& payload,
                           std::chrono::milliseconds deadline) const {
    const auto is_last = [&](const std::vector<received>& all) {
        for (auto message = all.rbegin(); message != all.rend(); ++message) {
            if (message->topic == topic) return message->payload == payload;
        }
        return false;
    };
    return wait_for(is_last, deadline);
}

bool mqtt_client::wait_for_count(std::size_t at_least, std::chrono::milliseconds deadline) const {
    return wait_for([&](const std::vector<received>& all) { return all.size() >= at_least; }, deadline);
}

}  // namespace weir::test
