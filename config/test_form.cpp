#include "config/test_form.hpp"

#include <array>
#include <span>
#include <string_view>

#include "config/command_words.hpp"

namespace weir {

namespace {

constexpr std::array<std::string_view, 2> broker_names{"up", "down"};
constexpr std::array<std::string_view, 1> weir_names{"stop"};
constexpr auto final_states = std::span(command_state_words).subspan(first_final_state);
constexpr auto final_codes = std::span(command_code_words).subspan(1);

constexpr shape name_form{.is = kind::text, .min = 1, .max = 4096};
constexpr shape topic_form{.is = kind::text, .min = 1, .max = 65535};
constexpr shape flag_form{.is = kind::boolean};
constexpr shape anything{.is = kind::any};
constexpr shape time_form{.is = kind::duration, .min = 0, .max = 30.0 * 86400};

constexpr shape long_text{.is = kind::text, .min = 1, .max = 65536};
constexpr std::array bytes_keys{
    option{.name = "hex",
           .form = long_text,
           .help = "hexadecimal digits, two a byte; blanks between bytes are allowed",
           .required = true,
           .unless = "text nmea"},
    option{.name = "text", .form = long_text, .help = "or a text as it is"},
    option{.name = "nmea",
           .form = long_text,
           .help = "or a sentence of NMEA 0183: `$`, `*`, its checksum and the line's end are put around it"},
    option{.name = "checksum",
           .form = {.is = kind::component, .from = slot::checksum},
           .help = "of `hex` or `text`; is put behind it: `crc16-modbus`"},
};
constexpr shape made_bytes{.is = kind::group, .members = bytes_keys};
constexpr shape bytes_form{.is = kind::text, .min = 1, .max = 65536, .or_else = &made_bytes};

constexpr option times_key{.name = "times",
                           .form = {.is = kind::integer, .min = 1, .max = 100'000},
                           .preset = "1",
                           .help = "how often, with `every` from one to the next"};
constexpr option every_key{.name = "every",
                           .form = time_form,
                           .preset = "1s",
                           .help = "the time from one to the next, where there are several"};

constexpr std::array send_keys{
    option{.name = "port", .form = name_form, .help = "the port whose device speaks", .required = true},
    option{.name = "bytes",
           .form = bytes_form,
           .help = "what it says: a text, with `\\n` and the like in double quotes, or a map",
           .required = true},
    times_key,
    every_key,
};

constexpr std::array message_keys{
    option{.name = "topic", .form = topic_form, .help = "where somebody publishes", .required = true},
    option{.name = "payload",
           .form = anything,
           .help = "what: a text as it is, a map or a list as JSON; nothing when not given"},
    option{.name = "retain", .form = flag_form, .preset = "false", .help = "the broker keeps it"},
    times_key,
    every_key,
};

constexpr std::array expect_keys{
    option{.name = "topic", .form = topic_form, .help = "a topic or a topic filter", .required = true},
    option{.name = "payload",
           .form = anything,
           .help = "the text or number that it is, or a map: members that its JSON has, among others; any "
                   "payload when not given"},
    option{.name = "tolerance",
           .form = {.is = kind::number, .min = 0},
           .preset = "0",
           .help = "by how much a number may differ"},
    option{.name = "retain", .form = flag_form, .help = "whether the broker is to keep it"},
    option{.name = "within",
           .form = time_form,
           .preset = "1s",
           .help = "how long it is waited for, if it is not there yet"},
};

constexpr std::array expect_none_keys{
    option{.name = "topic",
           .form = topic_form,
           .help = "a topic or a topic filter; it has this or `port`",
           .required = true,
           .unless = "port"},
    option{.name = "port", .form = name_form, .help = "the port of a device that weir does not write to"},
    option{.name = "payload", .form = anything, .help = "only messages with this payload, as in `expect`"},
    option{.name = "for", .form = time_form, .preset = "0s", .help = "how long from now on"},
};

constexpr std::array device_keys{
    option{.name = "port", .form = name_form, .help = "the port of the device", .required = true},
    option{.name = "expect",
           .form = bytes_form,
           .help = "what weir is to write, in one piece",
           .required = true},
    option{.name = "answer", .form = bytes_form, .help = "what the device says then"},
    option{.name = "within",
           .form = time_form,
           .preset = "1s",
           .help = "how long it is waited for, if it is not there yet"},
    option{.name = "always",
           .form = flag_form,
           .preset = "false",
           .help = "answers so from now on, each time; waits for nothing"},
};

constexpr std::array call_keys{
    option{.name = "command", .form = name_form, .help = "which command is requested", .required = true},
    option{
        .name = "params", .form = {.is = kind::map, .max = 32, .item = &anything}, .help = "its parameters"},
    option{.name = "timeout", .form = time_form, .help = "what the request says of it"},
};

constexpr std::array outcome_keys{
    option{.name = "command", .form = name_form, .help = "which command's", .required = true},
    option{.name = "state", .form = {.is = kind::choice, .choices = final_states}, .help = "its final state"},
    option{
        .name = "code", .form = {.is = kind::choice, .choices = final_codes}, .help = "the code beside it"},
    option{.name = "effect",
           .form = {.is = kind::choice, .choices = command_effect_words},
           .help = "what happened to the device"},
    option{.name = "message", .form = name_form, .help = "the message beside it"},
    option{.name = "result", .form = anything, .help = "what the device said, as `payload` in `expect`"},
    option{.name = "within",
           .form = time_form,
           .preset = "60s",
           .help = "how long it is waited for, if it is not there yet"},
};

constexpr std::array step_keys{
    option{.name = "send",
           .form = {.is = kind::group, .members = send_keys},
           .help = "a device says something: `send: { port: gps, bytes: \"...\\r\\n\" }`"},
    option{.name = "message",
           .form = {.is = kind::group, .members = message_keys},
           .help = "somebody publishes something"},
    option{.name = "wait", .form = time_form, .help = "time passes"},
    option{
        .name = "expect",
        .form = {.is = kind::group, .members = expect_keys},
        .help = "weir publishes this, or has already; what it published on the topic before is passed over"},
    option{.name = "expect_none",
           .form = {.is = kind::group, .members = expect_none_keys},
           .help = "since the last step that did something weir has published, or written, no such thing but "
                   "what was expected, and does not"},
    option{.name = "device",
           .form = {.is = kind::group, .members = device_keys},
           .help = "weir writes this to a device, or has already, and the device answers"},
    option{
        .name = "call", .form = {.is = kind::group, .members = call_keys}, .help = "a command is requested"},
    option{.name = "cancel",
           .form = name_form,
           .help = "what was requested of this command is called off: `cancel: valve`"},
    option{.name = "outcome",
           .form = {.is = kind::group, .members = outcome_keys},
           .help = "a request of a command, or one that weir made by itself, ends like this"},
    option{.name = "unplug", .form = name_form, .help = "the device of this port goes: `unplug: gps`"},
    option{.name = "plug", .form = name_form, .help = "the device of this port comes back"},
    option{.name = "broker",
           .form = {.is = kind::choice, .choices = broker_names},
           .help = "the broker goes, or comes back; at the beginning it is there"},
    option{.name = "weir",
           .form = {.is = kind::choice, .choices = weir_names},
           .help = "weir is told to stop, as by SIGTERM; otherwise it is at the end"},
};
constexpr shape step_form{.is = kind::group, .members = step_keys};

constexpr option strict_key{
    .name = "strict",
    .form = flag_form,
    .preset = "false",
    .help = "what weir publishes, but of itself, or writes to a device, and no step takes, is a failure"};

constexpr std::array test_keys{
    option{.name = "name", .form = name_form, .help = "what it shows, for people", .required = true},
    option{.name = "steps",
           .form = {.is = kind::list, .min = 1, .max = 10'000, .item = &step_form},
           .help = "what happens, in this order, and what is to come of it",
           .required = true},
    strict_key,
};
constexpr shape test_form{.is = kind::group, .members = test_keys};

constexpr std::array file_keys{
    option{.name = "config",
           .form = name_form,
           .help = "the configuration; a relative path counts from this file's folder",
           .required = true},
    option{.name = "tests",
           .form = {.is = kind::list, .min = 1, .max = 1000, .item = &test_form},
           .help = "each begins with a weir that has just been started",
           .required = true},
};

}  // namespace

const shape test_file_form{.is = kind::group, .members = file_keys};

}  // namespace weir
