#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/component.hpp"
#include "drivers/serial_line.hpp"
#include "drivers/value.hpp"

// The configuration as plain structs, complete and checked: every name refers to something, every range
// holds, every template has been looked through. Defaults are those of the option tables (sections.cpp).
namespace weir {

struct node_settings {
    std::string id;    // [A-Za-z0-9][A-Za-z0-9_.-]*, part of every topic
    std::string name;  // for people; the id when not given
};

enum class clock_trust : std::uint8_t { automatic, trust };

struct tls_settings {
    std::string ca;    // PEM file; empty: the system's authorities
    std::string cert;  // PEM files of the client's certificate and key; both or neither
    std::string key;
};

struct mqtt_settings {
    bool tls = false;  // mqtts
    std::string host;
    std::uint16_t port = 1883;
    std::string username;
    std::string password;  // never shown, logged or dumped
    std::string prefix = "weir";
    bool v5 = true;        // else 3.1.1
    duration keepalive{};  // whole seconds
    duration stats_every{};
    tls_settings tls_files;
};

struct port_settings {
    std::string name;
    place where;
    std::string path;
    serial_line line;
    component_use frame;
};

// What is said of a field beside its value; `from` is the name that the decoder gave it.
struct field_settings {
    std::string name;
    std::string from;  // == name when it is not renamed
    std::string unit;
    std::string device_class;
};

struct publish_settings {
    std::string topic;  // of it only {field} is left to replace, where the format makes one message a field
    component_use format;
    std::uint8_t qos = 0;
    bool retain = false;
};

struct source_settings {
    std::string name;
    place where;
    std::optional<std::size_t> port;  // index into settings::ports; else `topic` is set
    std::string topic;                // an MQTT topic filter, $share/... too
    std::uint8_t topic_qos = 0;
    component_use decode;
    std::vector<field_settings> fields;
    std::vector<component_use> process;
    duration stale_after{};                 // zero: never
    std::vector<publish_settings> publish;  // at least one
};

struct settings {
    std::string file;
    node_settings node;
    mqtt_settings mqtt;
    std::vector<port_settings> ports;
    std::vector<source_settings> sources;
    clock_trust clock = clock_trust::automatic;
    std::size_t outbox_limit = 10'000;  // messages
    std::string log_level = "info";     // debug, info, warning, error
};

}  // namespace weir
