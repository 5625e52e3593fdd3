#include "daemon/command/job.hpp"

#include <functional>
#include <stdexcept>

#include "drivers/modbus/write.hpp"

namespace weir {

namespace {

command_run::plan plan_for(const command_settings& settings, const request& asked, std::string device) {
    command_run::plan plan;
    plan.device = std::move(device);
    plan.awaits_answer =
        settings.modbus ? modbus::awaits_answer(*settings.modbus)
                        : !settings.expect.empty() || (settings.encode && settings.encode->awaits_answer());
    plan.calls_off = settings.cancel.has_value();
    plan.awaits_stop = settings.cancel && !settings.cancel->expect.empty();
    plan.timeout = asked.timeout;
    plan.retries = settings.retries;
    plan.settle = settings.settle;
    plan.stop_timeout = settings.cancel ? settings.cancel->timeout : duration::zero();
    plan.start_by = asked.start_by;
    return plan;
}

// Of the request; with the highest bit, so as to lie far from where those of sources begin.
std::uint16_t number_for(const std::string& id) {
    return static_cast<std::uint16_t>(std::hash<std::string>()(id) | 0x8000U);
}

void prepare_modbus(job& made) {
    const modbus::write_settings& to = *made.settings.modbus;
    const auto* param = std::get_if<std::size_t>(&to.what);
    const value& what = param != nullptr ? made.asked.params.at(*param) : std::get<value>(to.what);
    std::string why;
    auto request = modbus::make_write(to, what, why);
    if (!request) throw std::runtime_error(why);
    made.modbus = modbus_call{std::move(*request), to.over, number_for(made.asked.id)};
    made.bytes = modbus::on_the_wire(to.over, made.modbus->transaction, made.modbus->request);
}

std::vector<encoder::argument> arguments_of(const job& made) {
    std::vector<encoder::argument> all;
    for (std::size_t i = 0; i < made.settings.params.size(); ++i)
        all.push_back({made.settings.params[i].name, &made.asked.params.at(i)});
    return all;
}

std::string encoded(const job& made, std::string text) {
    if (!made.settings.encode) return text;
    std::string why;
    const auto arguments = arguments_of(made);
    auto bytes = made.settings.encode->encode({text, arguments, number_for(made.asked.id)}, why);
    if (!bytes) throw std::runtime_error(why);
    return std::move(*bytes);
}

std::optional<pattern> compiled(const std::string& text, const command_settings& settings,
                                const param_values& values) {
    if (text.empty()) return std::nullopt;
    std::string why;
    auto made = pattern::compile(render_pattern(text, settings, values), why);
    if (!made) throw std::runtime_error("command " + settings.name + ": " + why);
    return made;
}

}  // namespace

encoder::answer encoder_answer(const job& to, std::string_view frame) {
    if (!to.settings.encode || !to.settings.encode->awaits_answer()) return {};
    const auto arguments = arguments_of(to);
    return to.settings.encode->understand({{}, arguments, number_for(to.asked.id)}, frame);
}

bool makes_safe(origin from) {
    return from == origin::dead_man || from == origin::safe_state || from == origin::on_stop ||
           from == origin::on_disconnect;
}

std::string_view name_of(origin from) {
    switch (from) {
        case origin::client:
            return "";
        case origin::dead_man:
            return "weir: dead man's switch";
        case origin::safe_state:
            return "weir: sys-safe-state";
        case origin::on_open:
            return "weir: run_on open";
        case origin::on_start:
            return "weir: run_on start";
        case origin::on_stop:
            return "weir: run_on stop";
        case origin::on_disconnect:
            return "weir: run_on disconnect";
        case origin::on_condition:
            return "weir: run_when";
    }
    return "weir";
}

std::unique_ptr<job> make_job(std::size_t command, const command_settings& settings, request asked,
                              origin from, const std::string& device) {
    command_run::plan plan = plan_for(settings, asked, device);
    auto made = std::make_unique<job>(command, settings, std::move(asked), from, std::move(plan));
    const param_values& values = made->asked.params;
    if (made->asked.reply) made->replies.push_back(*made->asked.reply);
    if (settings.modbus) {
        prepare_modbus(*made);
        return made;
    }
    made->bytes = encoded(*made, render(settings.write, settings, values));
    made->patterns.yes = compiled(settings.expect, settings, values);
    made->patterns.no = compiled(settings.reject, settings, values);
    if (!settings.cancel) return made;
    made->bytes_off = encoded(*made, render(settings.cancel->write, settings, values));
    made->patterns.stopped = compiled(settings.cancel->expect, settings, values);
    return made;
}

}  // namespace weir
