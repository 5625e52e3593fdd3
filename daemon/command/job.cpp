#include "daemon/command/job.hpp"

#include <functional>
#include <stdexcept>

#include "drivers/modbus/write.hpp"

namespace weir {

namespace {

command_run::plan plan_for(const command_settings& settings, const request& asked, std::string device) {
    command_run::plan plan;
    plan.device = std::move(device);
    plan.awaits_answer = settings.modbus ? modbus::awaits_answer(*settings.modbus) : !settings.expect.empty();
    plan.calls_off = settings.cancel.has_value();
    plan.awaits_stop = settings.cancel && !settings.cancel->expect.empty();
    plan.timeout = asked.timeout;
    plan.retries = settings.retries;
    plan.settle = settings.settle;
    plan.stop_timeout = settings.cancel ? settings.cancel->timeout : duration::zero();
    plan.start_by = asked.start_by;
    return plan;
}

// With the highest bit, so as to lie far from where those of sources begin.
std::uint16_t transaction_for(const std::string& id) {
    return static_cast<std::uint16_t>(std::hash<std::string>()(id) | 0x8000U);
}

void prepare_modbus(job& made) {
    const modbus::write_settings& to = *made.settings.modbus;
    const auto* param = std::get_if<std::size_t>(&to.what);
    const value& what = param != nullptr ? made.asked.params.at(*param) : std::get<value>(to.what);
    std::string why;
    auto request = modbus::make_write(to, what, why);
    if (!request) throw std::runtime_error(why);
    made.modbus = modbus_call{std::move(*request), to.over, transaction_for(made.asked.id)};
    made.bytes = modbus::on_the_wire(to.over, made.modbus->transaction, made.modbus->request);
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
    made->bytes = render(settings.write, settings, values);
    made->patterns.yes = compiled(settings.expect, settings, values);
    made->patterns.no = compiled(settings.reject, settings, values);
    if (!settings.cancel) return made;
    made->bytes_off = render(settings.cancel->write, settings, values);
    made->patterns.stopped = compiled(settings.cancel->expect, settings, values);
    return made;
}

}  // namespace weir
