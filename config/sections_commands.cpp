#include "config/sections_commands.hpp"

#include <array>
#include <string_view>

#include "config/sections_modbus.hpp"
#include "drivers/expression.hpp"

namespace weir {

namespace {

constexpr std::array<std::string_view, 4> type_names{"number", "integer", "boolean", "text"};
constexpr std::array<std::string_view, 3> busy_names{"queue", "reject", "supersede"};
constexpr std::array<std::string_view, 2> priority_names{"normal", "emergency"};
constexpr std::array<std::string_view, 4> run_on_names{"open", "start", "stop", "disconnect"};
constexpr std::array<std::string_view, 3> report_names{"full", "final", "none"};

constexpr shape name_form{.is = kind::text, .min = 1, .max = 4096};
constexpr shape template_form{.is = kind::text, .min = 1, .max = 4096};
constexpr shape topic_form{.is = kind::text, .min = 1, .max = 65535};
constexpr shape choice_form{.is = kind::text, .min = 1, .max = 256};
constexpr shape condition_form{.is = kind::text, .min = 1, .max = expression::longest, .is_expression = true};
constexpr shape flag_form{.is = kind::boolean};

constexpr std::array param_keys{
    option{.name = "type",
           .form = {.is = kind::choice, .choices = type_names},
           .help = "what it is; needed where there is no `enum`"},
    option{.name = "enum",
           .form = {.is = kind::list, .min = 1, .max = 256, .item = &choice_form},
           .help = "the words that it may be; any other is rejected"},
    option{.name = "pattern",
           .form = template_form,
           .help = "a regular expression (RE2) that a text must match as a whole"},
    option{.name = "min", .form = {.is = kind::number}, .help = "the least value of a number or an integer"},
    option{
        .name = "max", .form = {.is = kind::number}, .help = "the greatest value of a number or an integer"},
    option{.name = "default",
           .form = {.is = kind::text, .max = 1024},
           .help = "its value where a request gives none; without a default a request must give one"},
    option{.name = "unit",
           .form = {.is = kind::text, .min = 1, .max = 4096},
           .help = "unit of measurement, for people"},
};
constexpr shape param_form{.is = kind::group, .members = param_keys};

constexpr std::array cancel_keys{
    option{.name = "write",
           .form = template_form,
           .help = "what calls the running command off; a template like the command's own `write`",
           .required = true},
    option{.name = "expect",
           .form = template_form,
           .help = "the answer that says that it is called off; without it, nothing is waited for"},
    option{.name = "timeout",
           .form = {.is = kind::duration, .min = 0.01, .max = 3600},
           .preset = "1s",
           .help = "how long that answer is waited for"},
};

constexpr std::array deadman_keys{
    option{.name = "every",
           .form = {.is = kind::duration, .min = 0.1, .max = 3600},
           .help = "a request, a double of the current one or a `refresh` must come within it",
           .required = true},
    option{.name = "then",
           .form = name_form,
           .help = "the command that runs when none did; all its parameters have defaults",
           .required = true},
};

constexpr shape run_on_word{.is = kind::choice, .choices = run_on_names};
constexpr shape run_on_list{.is = kind::list, .min = 1, .max = 4, .item = &run_on_word};

constexpr std::array command_keys{
    option{.name = "port", .form = name_form, .help = "the port it is written to; it has this or `topic`"},
    option{
        .name = "topic", .form = topic_form, .help = "the topic it is published to; it has this or `port`"},
    option{.name = "reply_topic",
           .form = topic_form,
           .help = "where the answer to a `topic` command comes; with `expect` only"},
    option{.name = "qos",
           .form = {.is = kind::integer, .min = 0, .max = 2},
           .preset = "1",
           .help = "quality of service of `topic` and `reply_topic`"},
    option{.name = "params",
           .form = {.is = kind::map, .max = 32, .item = &param_form},
           .help = "what a request may say, by names of small letters, digits and `_`"},
    option{.name = "write",
           .form = template_form,
           .help = "the bytes for the device; `{name}` stands for a parameter",
           .required = true,
           .unless = "modbus encode"},
    option{.name = "encode",
           .form = {.is = kind::component, .from = slot::encoder},
           .help = "the language of the device, in which `write` or the parameters are put into bytes"},
    option{.name = "modbus",
           .form = {.is = kind::group, .members = modbus_write_keys},
           .help = "writes to a Modbus device, in place of `write`, `expect` and `reject`; see "
                   "[Modbus](modbus.md)"},
    option{.name = "expect",
           .form = template_form,
           .help = "a regular expression (RE2) for the answer that means success; `{name}` stands for a "
                   "parameter's text; without it, what is written counts as done"},
    option{.name = "reject",
           .form = template_form,
           .help = "the same for the answer that means failure; beside `expect` only"},
    option{.name = "cancel",
           .form = {.is = kind::group, .members = cancel_keys},
           .help = "how a running command is called off; without it, weir only stops waiting"},
    option{.name = "timeout",
           .form = {.is = kind::duration, .min = 0.01, .max = 3600},
           .preset = "2s",
           .help = "how long an attempt may take, from its first byte to the answer"},
    option{.name = "retries",
           .form = {.is = kind::integer, .min = 0, .max = 10},
           .preset = "0",
           .help = "how many more attempts there are after a timeout"},
    option{.name = "settle",
           .form = {.is = kind::duration, .min = 0, .max = 10},
           .preset = "100ms",
           .help = "how long the line rests after a timeout or a cancel, for answers that come late"},
    option{.name = "max_age",
           .form = {.is = kind::duration, .min = 0.1, .max = 3600},
           .preset = "10s",
           .help = "a request that has not started within it expires"},
    option{.name = "on_busy",
           .form = {.is = kind::choice, .choices = busy_names},
           .preset = "queue",
           .help = "what a request does while the same command waits or runs: it waits too, is rejected, or "
                   "takes the waiting one's place"},
    option{.name = "preempt",
           .form = flag_form,
           .preset = "false",
           .help = "with `on_busy: supersede`: the running one is called off as well"},
    option{.name = "priority",
           .form = {.is = kind::choice, .choices = priority_names},
           .preset = "normal",
           .help = "`emergency` passes queues, limits, interlocks and latches of its port"},
    option{
        .name = "rate",
        .form = {.is = kind::text, .min = 3, .max = 16},
        .help =
            "how many requests are taken: `10/s`, `30/min`, `5/h`; 1 to 1000 in any second, minute or hour"},
    option{.name = "interlock",
           .form = {.is = kind::list, .max = 64, .item = &name_form},
           .help = "commands that never run at the same time as this one"},
    option{.name = "deadman",
           .form = {.is = kind::group, .members = deadman_keys},
           .help = "a dead man's switch: another command runs when nobody asks for this one any more"},
    option{.name = "run_on",
           .form = {.is = kind::choice, .choices = run_on_names, .or_else = &run_on_list},
           .help = "runs it by itself: when its port has opened, once at the start, at an orderly stop, when "
                   "the broker is away"},
    option{.name = "latch",
           .form = flag_form,
           .preset = "false",
           .help =
               "once it was told to run, its port takes emergencies and other latches alone until `sys-arm`"},
    option{.name = "require",
           .form = condition_form,
           .help = "a condition over live values, such as `climate.temperature > 5`: while it does not hold, "
                   "requests are rejected"},
    option{.name = "run_when",
           .form = condition_form,
           .help = "runs it by itself, once each time that this condition over live values becomes true"},
    option{.name = "for",
           .form = {.is = kind::duration, .min = 0, .max = 604800},
           .help = "how long the condition of `run_when` must have been true"},
    option{.name = "report",
           .form = {.is = kind::choice, .choices = report_names},
           .preset = "full",
           .help = "what goes to `status`, `last` and `audit`: all, the final states, or nothing"},
};

}  // namespace

const shape command_form{.is = kind::group, .members = command_keys};

}  // namespace weir
