#include "config/build_commands.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "config/build_modbus.hpp"
#include "config/command_topics.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

constexpr std::string_view own_names = "sys-";

spot spot_in(const setting::member& command, std::string_view key) {
    return below(spot_of_command(command), key, command.value[key].where);
}

void complain(const setting::member& command, std::string_view key, std::string what, problems& found,
              std::string hint = {}) {
    const spot here = spot_in(command, key);
    found.add(here.at, within(here, std::move(what)), std::move(hint));
}

void check_command_name(const setting::member& command, problems& found) {
    check_name(command, "commands", found);
    if (!command.name.starts_with(own_names)) return;
    found.add(command.name_at, "the name " + quote(command.name) + " is reserved in commands",
              "weir's own commands begin with 'sys-'");
}

// --- Which keys belong together ---------------------------------------------------------------------------

void check_way(const setting::member& command, problems& found) {
    const bool port = is_written(command.value["port"]);
    const bool topic = is_written(command.value["topic"]);
    if (port && topic)
        complain(command, "topic", "both 'port' and 'topic'", found, "a command has one of them");
    if (!port && !topic) {
        found.add(command.name_at, within(spot_of_command(command), "missing key 'port' or 'topic'"),
                  "a command has one of them");
    }
    for (const char* key : {"reply_topic", "qos"}) {
        if (is_written(command.value[key]) && !topic)
            complain(command, key, quote(key) + " without 'topic'", found);
    }
}

void check_answers(const setting::member& command, problems& found) {
    const setting& cancel = command.value["cancel"];
    const bool expect = is_written(command.value["expect"]);
    const bool reply = is_written(command.value["reply_topic"]);
    const std::string hint = "an answer is awaited there";
    if (is_written(command.value["reject"]) && !expect)
        complain(command, "reject", "'reject' without 'expect'", found);
    if (!is_written(command.value["topic"])) return;
    if (expect && !reply) complain(command, "expect", "'expect' without 'reply_topic'", found, hint);
    if (is_written(cancel["expect"]) && !reply) {
        found.add(cancel["expect"].where,
                  within(spot_in(command, "cancel"), "'expect' without 'reply_topic'"), hint);
    }
    if (reply && !expect) complain(command, "reply_topic", "'reply_topic' without 'expect'", found);
}

void check_busy(const setting::member& from, const command_settings& command, problems& found) {
    const bool supersede = command.on_busy == busy_policy::supersede;
    if (command.preempt && !supersede)
        complain(from, "preempt", "'preempt' without 'on_busy: supersede'", found);
    if (!command.rate || !supersede || command.rate->per <= command.max_age) return;
    const auto seconds = [](duration time) { return std::chrono::duration<double>(time).count(); };
    complain(from, "rate", "the last value may expire before the rate lets it start", found,
             "with on_busy supersede a max_age of at least " + show_duration(seconds(command.rate->per)) +
                 " is needed");
}

// --- Values
// -------------------------------------------------------------------------------------------------

std::optional<rate_settings> parse_rate(std::string_view text) {
    using namespace std::chrono_literals;
    static constexpr std::array<std::pair<std::string_view, duration>, 3> units{
        {{"/s", 1s}, {"/min", 1min}, {"/h", 1h}}};
    rate_settings rate;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate.count);
    if (error != std::errc() || rate.count < 1 || rate.count > 1000) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    for (const auto& [name, time] : units) {
        if (text == name) rate.per = time;
    }
    return rate.per == duration() ? std::nullopt : std::optional(rate);
}

void build_rate(const setting::member& from, command_settings& command, problems& found) {
    const setting& rate = from.value["rate"];
    if (!rate.present()) return;
    command.rate = parse_rate(rate.text());
    if (command.rate) return;
    complain(from, "rate",
             "expected 1 to 1000 in a time, such as 10/s, 30/min or 5/h, got " + quote(rate.text()), found);
}

void build_run_on(const setting& run_on, command_settings& command) {
    const auto take = [&](const setting& word) {
        const std::string name = text_or(word);
        command.on_open = command.on_open || name == "open";
        command.on_start = command.on_start || name == "start";
        command.on_stop = command.on_stop || name == "stop";
        command.on_disconnect = command.on_disconnect || name == "disconnect";
    };
    take(run_on);
    if (!run_on.is<setting::list>()) return;
    for (const setting& each : run_on.items())
        take(each);
}

std::optional<cancel_settings> build_cancel(const setting& cancel) {
    if (!cancel.present()) return std::nullopt;
    return cancel_settings{text_or(cancel["write"]), text_or(cancel["expect"]), cancel["timeout"].duration()};
}

void build_plain_values(const setting& from, command_settings& command) {
    const std::string busy = text_or(from["on_busy"]);
    const std::string reports = text_or(from["report"]);
    command.write = text_or(from["write"]);
    command.expect = text_or(from["expect"]);
    command.reject = text_or(from["reject"]);
    command.cancel = build_cancel(from["cancel"]);
    command.timeout = from["timeout"].duration();
    command.retries = static_cast<std::uint32_t>(from["retries"].integer());
    command.settle = from["settle"].duration();
    command.max_age = from["max_age"].duration();
    command.on_busy = busy == "reject"      ? busy_policy::reject
                      : busy == "supersede" ? busy_policy::supersede
                                            : busy_policy::queue;
    command.preempt = from["preempt"].boolean();
    command.emergency = text_or(from["priority"]) == "emergency";
    command.latch = from["latch"].boolean();
    command.report = reports == "final"  ? report_level::final
                     : reports == "none" ? report_level::none
                                         : report_level::full;
}

// --- Where a command goes --------------------------------------------------------------------------------

std::optional<std::size_t> find_port(const setting::member& from, const std::vector<port_settings>& ports,
                                     problems& found) {
    const setting& name = from.value["port"];
    if (!name.present()) return std::nullopt;
    const auto port = std::find_if(ports.begin(), ports.end(),
                                   [&](const port_settings& each) { return each.name == name.text(); });
    if (port != ports.end()) return static_cast<std::size_t>(port - ports.begin());
    std::vector<std::string_view> names(ports.size());
    std::transform(ports.begin(), ports.end(), names.begin(),
                   [](const port_settings& each) { return std::string_view(each.name); });
    complain(from, "port", "unknown port " + quote(name.text()), found, hint_at(name.text(), names, found));
    return std::nullopt;
}

// The default framer's, LF and CR, is none: no parameter may hold control characters anyway.
std::string delimiter_of(const port_settings& port) {
    return text_or(port.frame.argument["delimiter"]);
}

command_settings build_command(const setting::member& from, const settings& so_far, command_topics& topics,
                               pattern_budget& patterns, const build_context& with) {
    problems& found = with.found;
    command_settings command;
    command.name = from.name;
    command.where = from.name_at;
    check_command_name(from, found);
    if (!from.value.present()) return command;
    check_way(from, found);
    check_answers(from, found);
    build_plain_values(from.value, command);
    build_rate(from, command, found);
    build_run_on(from.value["run_on"], command);
    build_conditions(from, so_far.sources, command, found);
    check_busy(from, command, found);
    command.port = find_port(from, so_far.ports, found);
    if (command.port) command.delimiter = delimiter_of(so_far.ports[*command.port]);
    command.topic = topics.take(from, "topic");
    command.reply_topic = topics.take(from, "reply_topic");
    command.topic_qos = static_cast<std::uint8_t>(from.value["qos"].integer());
    topics.check_reply(from, command);
    command.params = build_params(from, command.delimiter, patterns, found);
    command.encoding = use_of(from.value["encode"], with.known.encoders);
    command.encode = build_encode(from, command.params, with.known.encoders, found);
    check_templates(from, command.params, command.encode.get(), patterns, found);
    command.modbus = build_modbus_write(from, command.params, found);
    return command;
}

}  // namespace

spot spot_of_command(const setting::member& command) {
    return below({"commands", {}}, command.name, command.name_at);
}

std::vector<command_settings> build_commands(const setting& section, const settings& so_far,
                                             const build_context& with) {
    std::vector<command_settings> all;
    command_topics topics(so_far, with.found);
    pattern_budget patterns;
    for (const setting::member& each : members_of(section))
        all.push_back(build_command(each, so_far, topics, patterns, with));
    link_commands(section, all, with.found);
    return all;
}

}  // namespace weir
