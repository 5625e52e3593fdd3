#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/port_device.hpp"
#include "drivers/component.hpp"
#include "drivers/encoder.hpp"
#include "drivers/modbus/settings.hpp"
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

// Whose code speaks MQTT for us.
enum class mqtt_client_library : std::uint8_t { paho, mosquitto };

struct mqtt_settings {
    mqtt_client_library client = mqtt_client_library::paho;
    bool tls = false;  // mqtts
    std::string host;
    std::uint16_t port = 1883;
    std::string username;
    std::string password;  // never shown, logged or dumped
    std::string prefix = "weir";
    bool v5 = true;        // else 3.1.1
    duration keepalive{};  // whole seconds
    duration probe{};      // of the link: how often; zero: never
    duration stats_every{};
    duration disconnect_grace{};  // away for so long, the commands with on_disconnect run
    tls_settings tls_files;
};

// Where a port's bad frames are kept: in the file, or if there is none on the topic.
struct quarantine_settings {
    std::string file;
    std::uint64_t max = 0;  // bytes of the file, and of the one before it
    std::string topic;
};

struct port_settings {
    std::string name;
    place where;
    port_device device;
    serial_line line;  // of a path or a USB adapter
    component_use frame;
    duration gap{};       // the silence before each request and command
    bool echo = false;    // what is written comes back
    bool reopen = false;  // when its source, which has a stale_after, becomes stale
    std::optional<quarantine_settings> quarantine;
};

// What is said of a field beside its value; `from` is the name that the decoder gave it.
struct field_settings {
    std::string name;
    std::string from;  // == name when it is not renamed
    std::string unit;
    std::string device_class;
};

enum class batch_form : std::uint8_t { array, lines };

// Several samples in one message: it leaves with `count` samples, or `every` after the first of them.
struct batch_settings {
    std::size_t count = 0;  // zero: any number; then there is `every`
    duration every{};       // zero: for ever; then there is `count`
    batch_form form = batch_form::array;
};

struct publish_settings {
    // Of it only this is left to replace: {field}, where the format makes one message a field, and the names
    // of source_settings::levels.
    std::string topic;
    component_use format;
    std::uint8_t qos = 0;
    bool retain = false;
    short_time linger{};                  // how long a message may wait for others to leave with
    std::optional<batch_settings> batch;  // none where the format makes one message a field
};

// What a source asks for, of a device that speaks only when it is asked.
struct poll_settings {
    std::string write;  // bytes
    duration every{};
    duration timeout{};  // for the answer, from the end of what is written
};

// What makes one sample of those of other sources.
struct join_settings {
    std::vector<std::size_t> sources;  // indexes into settings::sources, two at least, each once; no cycles
    duration
        within{};  // from the earliest arrival to the latest; zero: the latest values, whenever they came
};

struct source_settings {
    std::string name;
    place where;
    std::optional<std::size_t> port;  // index into settings::ports; else `topic` or `join` is set
    std::string topic;                // an MQTT topic filter, $share/... too
    std::uint8_t topic_qos = 0;
    std::vector<std::string> levels;  // of the wildcards of `topic`, in their order: what they take is called
                                      // so. Empty: nobody wants to know
    std::size_t max_topics = 64;      // of those that `topic` takes, how many are remembered
    std::optional<join_settings> join;
    std::optional<poll_settings> poll;  // of a port's source that asks
    component_use decode;               // its kind is null where there is `modbus` or `join`
    std::optional<weir::modbus::read_settings> modbus;
    std::vector<field_settings> fields;
    std::vector<component_use> process;
    duration stale_after{};                 // zero: never
    std::vector<publish_settings> publish;  // at least one

    bool asks() const { return poll || modbus; }
    // Whether `topic` may take more than one.
    bool has_many_topics() const { return topic.find_first_of("+#") != topic.npos; }
    // Whether the last of `levels` may hold several levels.
    bool takes_rest() const { return topic.ends_with('#'); }
};

enum class param_type : std::uint8_t { number, integer, boolean, text, choice };

// What a command may be told. A value is checked against it before anything is written.
struct param_settings {
    std::string name;
    param_type type = param_type::text;
    std::optional<double> min;  // number and integer: the least and the greatest value
    std::optional<double> max;
    std::vector<std::string> choices;  // choice: at least one
    std::string pattern;               // text: must match as a whole (drivers/pattern.hpp); empty: any text
    std::optional<value> preset;       // of the type; none: it must be given
    std::string unit;                  // for people
};

// How a running command is called off.
struct cancel_settings {
    std::string write;
    std::string expect;  // a pattern; empty: what is written counts
    duration timeout{};  // for `expect`
};

enum class busy_policy : std::uint8_t { queue, reject, supersede };
enum class report_level : std::uint8_t { full, final, none };

// At most `count` in any time `per`.
struct rate_settings {
    std::uint32_t count = 0;
    duration per{};
};

// What an expression over live values takes for one of its names.
struct live_field {
    std::string source;
    std::string field;  // as the expression has it, with `_` for a hyphen; or `quality`
};

struct condition_settings {
    std::string expression;
    std::vector<live_field> names;  // in the order of expression::names()
};

// The command runs by itself, once each time that the condition has become true and stayed so.
struct rule_settings {
    condition_settings when;
    duration lasting{};
};

struct deadman_settings {
    duration every{};
    std::size_t then = 0;  // index into settings::commands
};

// Templates hold {name} for parameters of the command alone. Patterns are those of drivers/pattern.hpp.
struct command_settings {
    std::string name;
    place where;
    std::optional<std::size_t> port;  // index into settings::ports; else `topic` is set
    std::string topic;
    std::string reply_topic;     // with `expect`: where the answer comes; no wildcards
    std::uint8_t topic_qos = 1;  // of the message and of the subscription to the answer
    std::vector<param_settings> params;
    std::optional<weir::modbus::write_settings> modbus;  // in place of what is written and expected
    std::string write;  // a template; empty with `modbus`, and with an encoder that makes all of parameters
    std::shared_ptr<const encoder> encode;  // null: what is written is sent as it is
    component_use encoding;                 // what it was made of
    std::string expect;                     // a template of a pattern; empty: what is written counts
    std::string reject;                     // the same: the device says no; only beside `expect`
    std::optional<cancel_settings> cancel;
    std::string delimiter;  // of the port's frames: no parameter may hold it; empty: none
    duration timeout{};     // of an attempt
    std::uint32_t retries = 0;
    duration settle{};   // the line's rest after a timeout or a cancel
    duration max_age{};  // a request must start within it
    busy_policy on_busy = busy_policy::queue;
    bool preempt = false;  // with supersede: the running one too
    bool emergency = false;
    std::optional<rate_settings> rate;
    std::vector<std::size_t> interlock;  // indexes into settings::commands; both name each other
    std::optional<deadman_settings> deadman;
    bool on_open = false;  // run_on
    bool on_start = false;
    bool on_stop = false;
    bool on_disconnect = false;
    bool latch = false;
    std::optional<condition_settings> require;
    std::optional<rule_settings> rule;  // run_when
    report_level report = report_level::full;
};

struct command_limits {
    std::size_t running = 4;  // at once, in all
    std::size_t queue = 64;   // waiting, in all
    std::size_t queue_per_port = 8;
};

struct settings {
    std::string file;
    node_settings node;
    mqtt_settings mqtt;
    std::vector<port_settings> ports;
    std::vector<source_settings> sources;
    std::vector<command_settings> commands;
    weir::command_limits command_limits;
    clock_trust clock = clock_trust::automatic;
    std::size_t outbox_limit = 10'000;  // messages
    std::string log_level = "info";     // debug, info, warning, error
};

}  // namespace weir
