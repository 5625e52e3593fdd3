#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/wait_until.hpp"

struct mosquitto;
struct mqtt5__property;
using mosquitto_property = mqtt5__property;

namespace weir::test {

struct received {
    std::string topic;
    std::string payload;
    int qos = 0;
    bool retained = false;
    std::string content_type;         // empty: none
    std::optional<int> utf8_payload;  // Payload Format Indicator
    std::string response_topic;       // empty: none
    std::string correlation;          // any bytes; empty: none
    std::optional<std::uint32_t> expiry;
    std::map<std::string, std::string> user;  // of several with one name the last
};

// What a message may say beside its topic and payload.
struct publish_properties {
    std::string response_topic{};  // empty: none
    std::string correlation{};     // any bytes; empty: none
    std::optional<std::uint32_t> expiry{};
    std::vector<std::pair<std::string, std::string>> user{};
};

// A client that is not ours: libmosquitto, MQTT 5, with a thread of its own. Connected when the constructor
// returns.
class mqtt_client {
public:
    struct options {
        std::string id{};  // empty: a random one
        std::string username{};
        std::string password{};
        std::string ca{};  // PEM file; empty: no TLS
    };
    explicit mqtt_client(std::uint16_t port);
    mqtt_client(std::uint16_t port, const options& how);
    ~mqtt_client();
    mqtt_client(const mqtt_client&) = delete;
    mqtt_client& operator=(const mqtt_client&) = delete;

    // Until the broker has acknowledged.
    void subscribe(const std::string& filter, int qos = 2);
    void publish(const std::string& topic, const std::string& payload, int qos = 1, bool retain = false);
    void publish(const std::string& topic, const std::string& payload, const publish_properties& with,
                 int qos = 1, bool retain = false);

    // All that has come so far, or all on one topic, in its order.
    std::vector<received> messages() const;
    std::vector<std::string> payloads(const std::string& topic) const;
    // The last payload on it; empty: none yet.
    std::string last(const std::string& topic) const;
    std::size_t count() const;

    // Whether `holds(messages so far)` became true before the deadline; looked at after each message.
    using predicate = std::function<bool(const std::vector<received>&)>;
    bool wait_for(const predicate& holds, std::chrono::milliseconds deadline = patience) const;
    // Whether the last payload on `topic` became this.
    bool wait_for(const std::string& topic, const std::string& payload,
                  std::chrono::milliseconds deadline = patience) const;
    bool wait_for_count(std::size_t at_least, std::chrono::milliseconds deadline = patience) const;

private:
    struct callbacks;

    void publish(const std::string& topic, const std::string& payload, int qos, bool retain,
                 const mosquitto_property* properties);
    bool await_ack(int id);

    mutable std::mutex lock_;
    mutable std::condition_variable changed_;
    std::vector<received> messages_;
    std::map<int, bool> acknowledged_;
    std::optional<int> connack_;
    mosquitto* client_ = nullptr;
};

}  // namespace weir::test
