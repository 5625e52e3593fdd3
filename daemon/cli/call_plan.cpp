#include "daemon/cli/call_plan.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string_view>
#include <utility>

#include "config/broker_url.hpp"
#include "config/scalar.hpp"
#include "config/topic.hpp"
#include "daemon/command/request.hpp"
#include "daemon/encode/json_value.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr const char* our_name = "weir-call";

json::value as_number_or_text(std::string_view text) {
    const auto number = parse_number(text);
    return number ? to_json(*number) : json::value(text);
}

json::value by_its_look(std::string_view text) {
    if (text == "true" || text == "false") return text == "true";
    return as_number_or_text(text);
}

// What is none of the type goes as text, for the daemon to say what is wrong with it.
json::value typed(std::string_view text, param_type type) {
    switch (type) {
        case param_type::number:
        case param_type::integer:
            return as_number_or_text(text);
        case param_type::boolean: {
            const auto flag = parse_boolean(text);
            return flag ? json::value(*flag) : json::value(text);
        }
        case param_type::text:
        case param_type::choice:
            break;
    }
    return json::value(text);
}

json::value value_of(std::string_view name, std::string_view text, const command_settings* known) {
    if (known != nullptr) {
        const auto param = std::ranges::find(known->params, name, &param_settings::name);
        if (param != known->params.end()) return typed(text, param->type);
    }
    return by_its_look(text);
}

json::object params_of(const std::vector<std::string>& given, const command_settings* known) {
    json::object params;
    for (const std::string& one : given) {
        const std::string_view text = one;
        const std::size_t mark = text.find('=');
        if (mark == std::string_view::npos || mark == 0)
            throw usage_error("'" + one + "' is no parameter; NAME=VALUE is");
        const std::string_view name = text.substr(0, mark);
        if (params.contains(name)) throw usage_error("'" + std::string(name) + "' is given twice");
        params[name] = value_of(name, text.substr(mark + 1), known);
    }
    return params;
}

std::int64_t milliseconds_of(const std::string& text) {
    std::string hint;
    const auto time = parse_duration(text, hint);
    const auto whole = time ? std::chrono::duration_cast<std::chrono::milliseconds>(*time).count() : 0;
    if (whole <= 0) throw usage_error("--timeout: '" + text + "' is no time; 500ms and 2s are");
    return whole;
}

// Names no part of the url in what it throws: there may be a password in it.
mqtt_settings broker_at(std::string_view url) {
    mqtt_settings broker;
    std::string without_user(url);
    const std::size_t user = url.find("://");
    const std::size_t at = url.rfind('@');
    if (user != std::string_view::npos && at != std::string_view::npos && at > user) {
        const std::string_view who = url.substr(user + 3, at - user - 3);
        const std::size_t colon = std::min(who.find(':'), who.size());
        broker.username = who.substr(0, colon);
        broker.password = who.substr(std::min(colon + 1, who.size()));
        without_user = std::string(url.substr(0, user + 3)) + std::string(url.substr(at + 1));
    }
    bad_url bad;
    const auto parsed = parse_broker_url(without_user, bad);
    if (!parsed) throw usage_error("--url: " + bad.why + "; " + bad.hint);
    broker.tls = parsed->tls;
    broker.host = parsed->host;
    broker.port = parsed->port;
    broker.keepalive = std::chrono::seconds(15);
    return broker;
}

void check_level(const char* what, const std::string& name) {
    const bool one_level = !name.empty() && name.find_first_of("/+#") == std::string::npos;
    if (!one_level || !why_bad_topic(name).empty())
        throw usage_error(std::string(what) + ": '" + name + "' cannot be a part of a topic");
}

void name_topics(call_plan& plan, const std::string& command) {
    plan.root = plan.broker.prefix + "/" + plan.node;
    if (const std::string why = why_bad_topic(plan.root); !why.empty())
        throw usage_error("'" + plan.root + "' cannot be a topic: " + why);
    plan.node_status = plan.root + "/status";
    plan.request = plan.root + "/cmd/" + command;
    plan.cancel = plan.request + "/cancel";
    plan.status = plan.request + "/status";
    if (plan.broker.v5) plan.answers = plan.root + "/call/" + plan.client_id;
}

std::string payload_of(const call_options& options, const std::string& id, const command_settings* known) {
    json::object request{{"id", id}, {"client", our_name}, {"ack", true}};
    if (!options.params.empty()) request["params"] = params_of(options.params, known);
    if (!options.timeout.empty()) request["timeout_ms"] = milliseconds_of(options.timeout);
    return json::serialize(request);
}

}  // namespace

outgoing call_plan::request_message() const {
    outgoing message(request, payload, 1);
    message_properties with;
    with.response_topic = answers;
    with.correlation = id;
    with.user = {{"client", our_name}};
    message.properties = std::make_shared<const message_properties>(std::move(with));
    return message;
}

outgoing call_plan::cancel_message() const {
    return {cancel, json::serialize(json::object{{"id", id}}), 1};
}

call_plan plan_call(const call_options& options, const settings* configured) {
    call_plan plan;
    if (configured == nullptr && options.node.empty()) throw usage_error("--url needs --node, too");
    plan.broker = configured == nullptr ? broker_at(options.url) : configured->mqtt;
    plan.node = options.node.empty() ? configured->node.id : options.node;
    if (!options.prefix.empty()) plan.broker.prefix = options.prefix;
    check_level("--node", plan.node);
    check_level("COMMAND", options.command);
    plan.id = new_id();
    plan.client_id = std::string(our_name) + "-" + new_id().substr(0, 13);
    name_topics(plan, options.command);
    const command_settings* known = nullptr;
    if (configured != nullptr) {
        const auto found = std::ranges::find(configured->commands, options.command, &command_settings::name);
        if (found != configured->commands.end()) known = &*found;
    }
    plan.payload = payload_of(options, plan.id, known);
    return plan;
}

}  // namespace weir
