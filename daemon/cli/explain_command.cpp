#include "daemon/cli/explain_command.hpp"

#include <boost/json/value.hpp>
#include <chrono>
#include <fmt/format.h>
#include <variant>

#include "config/wording.hpp"
#include "daemon/cli/component_text.hpp"
#include "daemon/encode/json_value.hpp"

namespace weir {

namespace {

std::string in_quotes(std::string_view text) {
    return '"' + escaped_text(text) + '"';
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

std::string modbus_text(const modbus::write_settings& what, const command_settings& command) {
    const auto* const param = std::get_if<std::size_t>(&what.what);
    const std::string written = param != nullptr ? "{" + command.params.at(*param).name + "}"
                                                 : to_text(to_json(std::get<value>(what.what)));
    return fmt::format("unit {}, {} {}: {}", what.unit,
                       what.table == modbus::table::coil ? "coil" : "holding register", what.address,
                       written);
}

std::string write_text(const command_settings& command) {
    if (command.modbus) return modbus_text(*command.modbus, command);
    if (!command.encode) return in_quotes(command.write);
    return command.write.empty() ? "encoded" : in_quotes(command.write) + ", encoded";
}

std::string expect_text(const command_settings& command) {
    if (command.modbus || (command.encode && command.encode->awaits_answer())) return "its answer";
    return or_dash(escaped_text(command.expect));
}

std::string timeout_text(const command_settings& command) {
    std::string text = time_text(command.timeout);
    if (command.retries > 0)
        text += fmt::format(", {} {}", command.retries, command.retries == 1 ? "retry" : "retries");
    return text;
}

std::string range_text(const param_settings& param) {
    const auto bound = [](const std::optional<double>& limit) { return limit ? show_number(*limit) : ""; };
    if (!param.min && !param.max) return {};
    return " " + bound(param.min) + ".." + bound(param.max);
}

std::string params_text(const command_settings& command) {
    static constexpr const char* types[] = {"number", "integer", "boolean", "text", "choice"};
    std::string all;
    for (const param_settings& each : command.params) {
        std::string one = each.name + ": ";
        if (each.type == param_type::choice) {
            for (const std::string& choice : each.choices)
                one += (&choice == &each.choices.front() ? "" : "|") + choice;
        } else {
            one += types[static_cast<std::size_t>(each.type)] + range_text(each);
        }
        if (!each.unit.empty()) one += " " + each.unit;
        all += (all.empty() ? "" : ", ") + one;
    }
    return or_dash(all);
}

// When weir runs it without being asked.
std::string by_itself(std::size_t which, const settings& all) {
    const command_settings& command = all.commands[which];
    std::string when;
    const auto add = [&](const std::string& what) { when += (when.empty() ? "" : ", ") + what; };
    if (command.on_open) add("port opens");
    if (command.on_start) add("start");
    if (command.on_stop) add("stop");
    if (command.on_disconnect) add("broker gone for " + time_text(all.mqtt.disconnect_grace));
    if (command.rule) {
        const duration lasting = command.rule->lasting;
        add(command.rule->when.expression +
            (lasting == duration::zero() ? "" : " for " + time_text(lasting)));
    }
    for (const command_settings& each : all.commands) {
        if (each.deadman && each.deadman->then == which)
            add(each.name + " not refreshed for " + time_text(each.deadman->every));
    }
    return or_dash(when);
}

}  // namespace

std::string time_text(duration time) {
    if (time == duration::zero()) return "-";
    return show_duration(std::chrono::duration<double>(time).count());
}

text_table command_table(const settings& all) {
    text_table made{
        "commands",
        {"command", "to", "parameters", "writes", "expects", "timeout", "requires", "runs by itself"},
        {}};
    for (std::size_t i = 0; i < all.commands.size(); ++i) {
        const command_settings& each = all.commands[i];
        const std::string to = each.port ? "port " + all.ports[*each.port].name : "topic " + each.topic;
        made.rows.push_back({each.name, to, params_text(each), write_text(each), expect_text(each),
                             timeout_text(each), each.require ? each.require->expression : "-",
                             by_itself(i, all)});
    }
    return made;
}

}  // namespace weir
