#include "config/sections.hpp"

#include <array>
#include <string_view>

#include "config/sections_commands.hpp"
#include "config/sections_modbus.hpp"
#include "config/sections_ports.hpp"

namespace weir {

namespace {

constexpr std::array<std::string_view, 2> clock_names{"auto", "trust"};
constexpr std::array<std::string_view, 2> protocol_names{"5", "3.1.1"};
constexpr std::array<std::string_view, 2> client_names{"paho", "mosquitto"};
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

constexpr shape some_text{.is = kind::text, .min = 1, .max = 4096};
constexpr shape qos_form{.is = kind::integer, .min = 0, .max = 2};

constexpr std::array<std::string_view, 1> off_name{"off"};
constexpr shape off{.is = kind::choice, .choices = off_name};

constexpr std::array node_keys{
    option{.name = "id",
           .form = {.is = kind::text, .min = 1, .max = 64},
           .help = "this machine in every topic: letters, digits, `_`, `.` and `-`, a letter or digit first",
           .required = true},
    option{.name = "name", .form = some_text, .help = "for people; the id when not given"},
};

constexpr std::array tls_keys{
    option{.name = "ca",
           .form = some_text,
           .help = "PEM file with the authorities to trust; the system's when not given"},
    option{.name = "cert", .form = some_text, .help = "PEM file with our own certificate; needs `key`"},
    option{.name = "key", .form = some_text, .help = "PEM file with the certificate's key; needs `cert`"},
};

constexpr std::array mqtt_keys{
    option{.name = "url",
           .form = some_text,
           .help = "the broker: `mqtt://host[:port]` (port 1883) or `mqtts://host[:port]` (TLS, port 8883)",
           .required = true},
    option{.name = "username",
           .form = {.is = kind::text, .min = 1, .max = 65535},
           .help = "whom the broker should know us as"},
    option{.name = "password",
           .form = {.is = kind::text, .min = 1, .max = 65535},
           .help = "never shown, logged or published"},
    option{.name = "prefix",
           .form = {.is = kind::text, .min = 1, .max = 128},
           .preset = "weir",
           .help = "what every topic begins with"},
    option{.name = "protocol",
           .form = {.is = kind::choice, .choices = protocol_names},
           .preset = "5",
           .help = "the version of MQTT; it is never changed silently"},
    option{.name = "client",
           .form = {.is = kind::choice, .choices = client_names},
           .preset = "paho",
           .help = "the library that speaks MQTT: Eclipse Paho, or libmosquitto, which answers sooner"},
    option{.name = "keepalive",
           .form = {.is = kind::duration, .min = 5, .max = 18 * 3600},
           .preset = "30s",
           .help = "whole seconds; the broker gives up on us after one and a half of it"},
    option{.name = "probe",
           .form = {.is = kind::duration, .min = 0.1, .max = 3600, .or_else = &off},
           .preset = "900ms",
           .help = "how often a small message to ourselves looks whether the broker is still there"},
    option{.name = "stats",
           .form = {.is = kind::duration, .min = 0.1, .max = 86400},
           .preset = "60s",
           .help = "how often `stats` is published"},
    option{.name = "disconnect_grace",
           .form = {.is = kind::duration, .min = 0.1, .max = 3600},
           .preset = "5s",
           .help = "when the broker has been away for so long, the commands with `run_on: disconnect` run"},
    option{.name = "tls",
           .form = {.is = kind::group, .members = tls_keys},
           .help = "with an `mqtts://` url only"},
};

constexpr std::array field_keys{
    option{.name = "unit", .form = some_text, .help = "unit of measurement, for those who read the samples"},
    option{.name = "class", .form = some_text, .help = "what is measured: temperature, voltage, ..."},
    option{
        .name = "from", .form = some_text, .help = "the name that the decoder gives the field, to rename it"},
};
constexpr shape field_form{.is = kind::group, .members = field_keys};

constexpr shape stage_form{.is = kind::component, .from = slot::stage};

constexpr std::array<std::string_view, 2> batch_forms{"array", "lines"};

constexpr std::array batch_keys{
    option{.name = "count",
           .form = {.is = kind::integer, .unit = "samples", .min = 1, .max = 10'000},
           .help = "it is sent with so many",
           .required = true,
           .unless = "every"},
    option{.name = "every",
           .form = {.is = kind::duration, .min = 0.01, .max = 86400},
           .help = "it is sent so long after the first of them"},
    option{.name = "form",
           .form = {.is = kind::choice, .choices = batch_forms},
           .preset = "array",
           .help = "`array`: a JSON array; `lines`: one JSON object a line (ndjson)"},
};

constexpr std::array output_keys{
    option{
        .name = "topic",
        .form = {.is = kind::text, .min = 1, .max = 65535},
        .help =
            "a template with `{prefix}`, `{node}`, `{source}` and, where the format makes one message a "
            "field, `{field}`, and with the names of the source's `levels`; "
            "`{prefix}/{node}/{source}/state` when not given, with `/{field}` behind it for such a format"},
    option{.name = "format",
           .form = {.is = kind::component, .from = slot::format},
           .preset = "json",
           .help = "how a sample is written"},
    option{.name = "qos", .form = qos_form, .preset = "0", .help = "quality of service"},
    option{.name = "retain",
           .form = {.is = kind::boolean},
           .preset = "false",
           .help = "whether the broker keeps the last message for new subscribers"},
    option{
        .name = "linger",
        .form = {.is = kind::duration, .min = 0, .max = 1},
        .preset = "0s",
        .help = "how long a message waits for others to leave with; less work, at the price of that delay"},
    option{.name = "batch",
           .form = {.is = kind::group, .members = batch_keys, .or_else = &off},
           .help = "several samples in one message (see [MQTT](mqtt.md#batches)); `off`: one, although the "
                   "top-level `publish` says otherwise"},
};
constexpr shape one_output{.is = kind::group, .members = output_keys};

constexpr shape output_list{.is = kind::list, .min = 1, .max = 4, .item = &one_output};

constexpr std::array poll_keys{
    option{.name = "write",
           .form = {.is = kind::text, .min = 1, .max = 4096},
           .help = "the bytes that ask the device; the first frame that `decode` understands is the answer",
           .required = true},
    option{.name = "every",
           .form = {.is = kind::duration, .min = 0.01, .max = 86400},
           .help = "how often it is asked",
           .required = true},
    option{.name = "timeout",
           .form = {.is = kind::duration, .min = 0.01, .max = 60},
           .preset = "1s",
           .help = "how long the answer may take, from the end of the request"},
};

constexpr shape level_list{.is = kind::list, .min = 1, .max = 64, .item = &some_text};
constexpr shape joined_sources{.is = kind::list, .min = 2, .max = 32, .item = &some_text};

constexpr std::array join_keys{
    option{.name = "sources", .form = joined_sources, .help = "the sources it joins", .required = true},
    option{.name = "within",
           .form = {.is = kind::duration, .min = 0.001, .max = 3600},
           .help = "how far apart the arrivals of samples that belong together may lie; when not given, each "
                   "sample is joined with the latest values of the other sources"},
};

constexpr std::array source_keys{
    option{.name = "port",
           .form = some_text,
           .help = "the port it reads; it has one of this, `topic` and `join`"},
    option{.name = "topic",
           .form = {.is = kind::text, .min = 1, .max = 65535},
           .help = "the topic filter it subscribes to, `$share/group/filter` too"},
    option{.name = "levels",
           .form = level_list,
           .help =
               "names for what each `+`, and a `#` at the end, of `topic` takes: each becomes a field, and "
               "may be used in the topics of `publish`; see [sources](sources.md)"},
    option{.name = "max_topics",
           .form = {.is = kind::integer, .unit = "topics", .min = 1, .max = 10'000},
           .preset = "64",
           .help = "how many of the topics that a filter with wildcards takes are remembered; one more, and "
                   "the one that said nothing for longest is forgotten"},
    option{.name = "join",
           .form = {.is = kind::group, .members = join_keys},
           .help = "makes one sample of those of several sources; see [sources](sources.md#joins)"},
    option{.name = "qos",
           .form = qos_form,
           .preset = "0",
           .help = "quality of service of the subscription; with `topic` only"},
    option{
        .name = "poll",
        .form = {.is = kind::group, .members = poll_keys},
        .help = "asks the device on a port, in place of listening; any number of sources of a port may ask"},
    option{.name = "decode",
           .form = {.is = kind::component, .from = slot::decoder},
           .help = "how a frame or a message becomes a sample",
           .required = true,
           .unless = "modbus join"},
    option{.name = "modbus",
           .form = {.is = kind::group, .members = modbus_read_keys},
           .help = "asks a Modbus device in place of listening; see [Modbus](modbus.md)"},
    option{.name = "fields",
           .form = {.is = kind::map, .max = 256, .item = &field_form},
           .help = "what is said of fields; it names and annotates, and never filters"},
    option{.name = "process",
           .form = {.is = kind::list, .max = 64, .item = &stage_form},
           .help = "the stages that a sample goes through, in this order"},
    option{.name = "stale_after",
           .form = {.is = kind::duration, .min = 0.1},
           .help = "without a sample for so long the source counts as offline; never when not given"},
    option{.name = "publish",
           .form = {.is = kind::group, .members = output_keys, .or_else = &output_list},
           .help = "one output or a list of them"},
};

constexpr shape source_form{.is = kind::group, .members = source_keys};

constexpr std::array limit_keys{
    option{.name = "outbox",
           .form = {.is = kind::integer, .unit = "messages", .min = 10, .max = 1'000'000},
           .preset = "10000",
           .help = "how many messages wait for the broker at most; the oldest go first while it is away"},
    option{.name = "commands",
           .form = {.is = kind::integer, .unit = "commands", .min = 1, .max = 64},
           .preset = "4",
           .help = "how many commands run at once, on all ports"},
    option{.name = "queue",
           .form = {.is = kind::integer, .unit = "requests", .min = 1, .max = 1024},
           .preset = "64",
           .help = "how many requests wait for their turn; further ones are rejected"},
    option{.name = "queue_per_port",
           .form = {.is = kind::integer, .unit = "requests", .min = 1, .max = 64},
           .preset = "8",
           .help = "how many of them wait for the same port"},
};

constexpr std::array log_keys{
    option{.name = "level",
           .form = {.is = kind::choice, .choices = level_names},
           .preset = "info",
           .help = "what is logged: this and what is worse"},
};

constexpr std::array file_keys{
    option{.name = "version",
           .form = {.is = kind::integer},
           .help = "of the format of this file: `1`",
           .required = true},
    option{.name = "node",
           .form = {.is = kind::group, .members = node_keys},
           .help = "this machine: `node: { id: greenhouse-pi }`",
           .required = true},
    option{.name = "clock",
           .form = {.is = kind::choice, .choices = clock_names},
           .preset = "auto",
           .help = "`auto` marks samples as unsynced until the clock is set, `trust` never does"},
    option{.name = "mqtt",
           .form = {.is = kind::group, .members = mqtt_keys},
           .help = "the broker: `mqtt: { url: \"mqtt://localhost\" }`",
           .required = true},
    option{.name = "ports",
           .form = {.is = kind::map, .max = 1000, .item = &port_form},
           .help = "serial lines, by names of your own"},
    option{.name = "sources",
           .form = {.is = kind::map, .max = 1000, .item = &source_form},
           .help = "what makes samples, by names of your own"},
    option{.name = "commands",
           .form = {.is = kind::map, .max = 1000, .item = &command_form},
           .help = "what devices may be told to do, by names of your own; see [commands](commands.md)"},
    option{.name = "publish",
           .form = {.is = kind::group, .members = output_keys},
           .help = "what the outputs of all sources have where they say nothing else"},
    option{
        .name = "limits", .form = {.is = kind::group, .members = limit_keys}, .help = "how much may pile up"},
    option{.name = "log", .form = {.is = kind::group, .members = log_keys}, .help = "the log on stderr"},
};

}  // namespace

const shape file_form{.is = kind::group, .members = file_keys};
const shape output_form = one_output;

}  // namespace weir
