#include "daemon/command/params.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <utility>

#include "config/sendable.hpp"
#include "config/topic.hpp"
#include "daemon/encode/json_value.hpp"
#include "drivers/pattern.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::size_t most_text = 1'024;  // bytes
constexpr std::size_t shown_text = 60;

std::string shown(std::string_view got) {
    return fmt::format("'{}'{}", readable(got, shown_text), got.size() > shown_text ? "..." : "");
}

std::string range_of(const param_settings& param) {
    const std::string unit = param.unit.empty() ? "" : " " + param.unit;
    if (param.min && param.max) return fmt::format(" from {} to {}{}", *param.min, *param.max, unit);
    if (param.min) return fmt::format(" of at least {}{}", *param.min, unit);
    if (param.max) return fmt::format(" of at most {}{}", *param.max, unit);
    return {};
}

std::string what_it_takes(const param_settings& param) {
    switch (param.type) {
        case param_type::number:
            return "a number" + range_of(param);
        case param_type::integer:
            return "an integer" + range_of(param);
        case param_type::boolean:
            return "true or false";
        case param_type::choice:
            return fmt::format("one of {}", fmt::join(param.choices, ", "));
        case param_type::text:
            break;
    }
    return param.pattern.empty() ? "text" : "text that matches " + param.pattern;
}

why_refused refused(const param_settings& param, std::string_view got) {
    return fmt::format("parameter '{}' takes {}, got {}", param.name, what_it_takes(param), got);
}

// An integer, also one that is written as 20.0.
std::optional<value> as_integer(const value& from) {
    if (std::holds_alternative<std::int64_t>(from)) return from;
    const auto* number = std::get_if<double>(&from);
    constexpr double exact = 9007199254740992;  // 2^53
    if (number == nullptr || std::trunc(*number) != *number || std::abs(*number) > exact) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

bool in_range(const param_settings& param, double number) {
    return (!param.min || number >= *param.min) && (!param.max || number <= *param.max);
}

// Whether the text may stand in a line to the device.
why_refused check_text(const command_settings& command, const param_settings& param,
                       const std::string& text) {
    if (text.size() > most_text)
        return fmt::format("parameter '{}' is longer than {} bytes", param.name, most_text);
    if (!why_unsendable(text, command.delimiter).empty())
        return fmt::format("parameter '{}' holds a control character or the delimiter of the line",
                           param.name);
    if (param.type == param_type::choice && std::ranges::find(param.choices, text) == param.choices.end())
        return refused(param, shown(text));
    if (param.pattern.empty()) return {};
    std::string why;
    const auto form = pattern::compile(param.pattern, why);
    return form && form->matches(text) ? why_refused() : refused(param, shown(text));
}

// A value of the right sort; `got` is how the client wrote it.
why_refused check(const command_settings& command, const param_settings& param, value& given,
                  std::string_view got) {
    if (param.type == param_type::boolean)
        return std::holds_alternative<bool>(given) ? why_refused() : refused(param, got);
    if (param.type == param_type::text || param.type == param_type::choice) {
        const auto* text = std::get_if<std::string>(&given);
        return text == nullptr ? refused(param, got) : check_text(command, param, *text);
    }
    if (param.type == param_type::integer) {
        const auto whole = as_integer(given);
        if (!whole) return refused(param, got);
        given = *whole;
    }
    const auto number = as_number(given);
    return number && std::isfinite(*number) && in_range(param, *number) ? why_refused() : refused(param, got);
}

value from_json(const json::value& given) {
    if (given.is_bool()) return given.get_bool();
    if (given.is_int64()) return given.get_int64();
    if (given.is_uint64()) return static_cast<double>(given.get_uint64());
    if (given.is_double()) return given.get_double();
    if (given.is_string()) return std::string(given.get_string());
    return {};
}

value from_plain(const param_settings& param, std::string_view payload) {
    if (param.type == param_type::text || param.type == param_type::choice) return std::string(payload);
    if (param.type == param_type::boolean) {
        const auto truth = parse_boolean(payload);
        return truth ? value(*truth) : value();
    }
    auto number = parse_number(payload);
    if (!number) return {};
    return std::move(*number);
}

std::string list_of(const command_settings& command) {
    std::string all;
    for (const param_settings& param : command.params)
        all += (all.empty() ? "" : ", ") + param.name;
    return all;
}

why_refused fill_in(const command_settings& command, param_values& values) {
    for (std::size_t i = 0; i < command.params.size(); ++i) {
        const param_settings& param = command.params[i];
        if (values[i].index() != 0) continue;
        if (!param.preset)
            return fmt::format("parameter '{}' is missing; it takes {}", param.name, what_it_takes(param));
        values[i] = *param.preset;
    }
    return {};
}

why_refused unknown_param(const command_settings& command, std::string_view name) {
    if (command.params.empty())
        return fmt::format("unknown parameter {}: the command takes none", shown(name));
    return fmt::format("unknown parameter {}: the command takes {}", shown(name), list_of(command));
}

std::string text_of(const value& held) {
    if (const auto* text = std::get_if<std::string>(&held)) return *text;
    if (const auto* truth = std::get_if<bool>(&held)) return *truth ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&held)) return std::to_string(*whole);
    const auto* number = std::get_if<double>(&held);
    return number == nullptr ? "" : fmt::format("{}", *number);
}

std::string replaced(std::string_view text, const command_settings& command, const param_values& values,
                     const std::function<std::string(const std::string&)>& write) {
    const auto look = [&](std::string_view name) -> std::optional<std::string> {
        for (std::size_t i = 0; i < command.params.size(); ++i) {
            if (command.params[i].name == name) return write(text_of(values[i]));
        }
        return std::nullopt;
    };
    std::string unknown;
    return expand(text, look, unknown).value_or(std::string());
}

// As it stands between the quotes of a JSON string.
std::string in_json(const std::string& text) {
    const std::string quoted = json::serialize(json::value(text));
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

why_refused take_params(const command_settings& command, const json::object& given, param_values& into) {
    into.assign(command.params.size(), value());
    for (const auto& [name, written] : given) {
        const auto param = std::ranges::find(command.params, std::string_view(name), &param_settings::name);
        if (param == command.params.end()) return unknown_param(command, name);
        value& held = into[static_cast<std::size_t>(param - command.params.begin())];
        held = from_json(written);
        why_refused why = check(command, *param, held, readable(to_text(written), shown_text));
        if (!why.empty()) return why;
    }
    return fill_in(command, into);
}

why_refused take_plain(const command_settings& command, std::string_view payload, param_values& into) {
    into.assign(command.params.size(), value());
    if (payload.empty() || (command.params.empty() && payload == "PRESS")) return fill_in(command, into);
    if (command.params.empty())
        return fmt::format("the command takes no value: send an empty payload, {{}} or PRESS; got {}",
                           shown(payload));
    if (command.params.size() > 1)
        return fmt::format("the command has several parameters: send {{\"params\": {{...}}}} with {}",
                           list_of(command));
    const param_settings& param = command.params.front();
    into.front() = from_plain(param, payload);
    why_refused why = check(command, param, into.front(), shown(payload));
    return why;
}

json::object params_to_json(const command_settings& command, const param_values& values) {
    json::object all;
    for (std::size_t i = 0; i < values.size() && i < command.params.size(); ++i) {
        all[command.params[i].name] = to_json(values[i]);
    }
    return all;
}

std::string render(std::string_view text, const command_settings& command, const param_values& values) {
    const bool is_json = !command.port && !text.empty() && (text.front() == '{' || text.front() == '[');
    return replaced(text, command, values,
                    [&](const std::string& held) { return is_json ? in_json(held) : held; });
}

std::string render_pattern(std::string_view text, const command_settings& command,
                           const param_values& values) {
    return replaced(text, command, values, [](const std::string& held) { return pattern::escaped(held); });
}

}  // namespace weir
