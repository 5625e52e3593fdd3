#include "daemon/command/reporter.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <memory>
#include <utility>

#include "daemon/clock.hpp"
#include "daemon/encode/json_value.hpp"

namespace weir {

namespace {

namespace json = boost::json;

// As long as a double gets the same answer.
constexpr std::uint32_t answers_live = 300;  // s

report_level level_of(const command_settings* settings) {
    return settings == nullptr ? report_level::full : settings->report;
}

}  // namespace

request_facts reporter::about(const job& which) const {
    const verdict& how = which.run.now();
    request_facts facts{which.asked, which.settings.name, &which.settings, how};
    facts.port = around_.line_of(which.settings);
    facts.attempts = which.run.attempts();
    if (which.started) facts.started_at = around_.stamp(*which.started);
    if (!is_final(how.state)) return facts;
    facts.ended_at = around_.stamp(which.ended);
    facts.took = which.ended - which.asked.received;
    return facts;
}

request_facts reporter::about(const plain_end& what) const {
    const monotonic_time now = monotonic_clock::now();
    request_facts facts{what.asked, what.command, what.settings, what.how};
    if (what.settings != nullptr) facts.port = around_.line_of(*what.settings);
    facts.ended_at = around_.stamp(now);
    facts.took = now - what.asked.received;
    return facts;
}

void reporter::say(const voice& by, std::string topic, std::string payload, message_properties with) {
    outgoing message(std::move(topic), std::move(payload), 1);
    with.expiry = answers_live;
    message.properties = std::make_shared<const message_properties>(std::move(with));
    by(std::move(message));
}

void reporter::say_status(const voice& by, const std::string& command, report_level level, const verdict& how,
                          const std::string& payload) {
    const bool said = level == report_level::full || (level == report_level::final && is_final(how.state));
    if (!said) return;
    message_properties with;
    with.user = {{"state", std::string(name_of(how.state))}, {"code", std::string(name_of(how.code))}};
    say(by, around_.root + "/cmd/" + command + "/status", payload, std::move(with));
}

void reporter::say_to(const voice& by, const reply_address& to, const verdict& how, std::string payload) {
    message_properties with;
    with.correlation = to.correlation;
    with.user = {{"state", std::string(name_of(how.state))}, {"code", std::string(name_of(how.code))}};
    say(by, to.topic, std::move(payload), std::move(with));
}

void reporter::say_audit(const voice& by, const request_facts& of, const job_traces& left) {
    by(outgoing(around_.root + "/audit", audit_text(of, left), 1));
}

void reporter::accepted(const job& which) {
    const bool acknowledged = which.asked.ack && which.asked.reply;
    if (which.settings.report != report_level::full && !acknowledged) return;
    const std::string payload = answer_text(about(which));
    say_status(around_.publish, which.settings.name, which.settings.report, which.run.now(), payload);
    if (acknowledged) say_to(around_.publish, *which.asked.reply, which.run.now(), payload);
}

void reporter::changed(const job& which) {
    if (which.settings.report != report_level::full) return;
    say_status(around_.publish, which.settings.name, which.settings.report, which.run.now(),
               answer_text(about(which)));
}

std::string reporter::ended(const job& which) {
    const request_facts facts = about(which);
    std::string payload = answer_text(facts);
    const verdict& how = which.run.now();
    ++counts_.at(static_cast<std::size_t>(how.state));
    for (const reply_address& each : which.replies)
        say_to(around_.publish, each, how, each.duplicate ? answer_text(facts, true) : payload);
    say_status(around_.publish, which.settings.name, which.settings.report, how, payload);
    keep_last(which.settings, payload);
    return payload;
}

void reporter::keep_last(const command_settings& command, const std::string& answer) {
    if (command.report != report_level::none)
        around_.keep(around_.root + "/cmd/" + command.name + "/last", answer);
}

void reporter::audit(const job& which) {
    if (which.settings.report == report_level::none) return;
    const verdict& how = which.run.now();
    const bool nothing_left = how.code == command_code::unavailable && how.effect == command_effect::none;
    const job_traces left{nothing_left ? std::string_view() : which.written, which.late_answer};
    say_audit(around_.publish, about(which), left);
}

void reporter::repeat(const job& which, const std::optional<reply_address>& to) {
    const std::string payload = answer_text(about(which), true);
    say_status(around_.mention, which.settings.name, which.settings.report, which.run.now(), payload);
    if (to) say_to(around_.mention, *to, which.run.now(), payload);
}

void reporter::repeat(const std::string& command, report_level level, const std::string& answer,
                      const std::optional<reply_address>& to) {
    json::error_code failed;
    json::value first = json::parse(answer, failed);
    if (failed || !first.is_object()) return;
    json::object& said = first.get_object();
    const auto text_of = [&said](const char* key) {
        const json::value* held = said.if_contains(key);
        return held != nullptr && held->is_string() ? std::string(held->get_string()) : std::string();
    };
    said["duplicate"] = true;
    const std::string payload = to_text(first);
    message_properties with;
    with.user = {{"state", text_of("state")}, {"code", text_of("code")}};
    if (level != report_level::none)
        say(around_.mention, around_.root + "/cmd/" + command + "/status", payload, with);
    if (!to) return;
    with.correlation = to->correlation;
    say(around_.mention, to->topic, payload, with);
}

std::string reporter::answer_to(const plain_end& what) const {
    return answer_text(about(what));
}

std::string reporter::ended(const plain_end& what, bool known) {
    ++counts_.at(static_cast<std::size_t>(what.how.state));
    const voice& by = what.how.state == command_state::rejected ? around_.mention : around_.publish;
    const report_level level = level_of(what.settings);
    const request_facts facts = about(what);
    std::string payload = answer_text(facts);
    if (what.asked.reply) say_to(by, *what.asked.reply, what.how, payload);
    if (known) say_status(by, what.command, level, what.how, payload);
    if (level != report_level::none) say_audit(by, facts, {});
    return payload;
}

std::string reporter::ended_late(const plain_end& what) {
    std::string payload = ended(what, true);
    if (what.settings != nullptr) keep_last(*what.settings, payload);
    return payload;
}

void reporter::cancel_answer(const std::string& command, const std::optional<std::string>& id,
                             const std::optional<reply_address>& to, cancel_outcome how, std::size_t count) {
    static constexpr std::array<std::string_view, 3> names{"accepted", "not_found", "already_finished"};
    json::object answer{{"id", id ? json::value(*id) : json::value(nullptr)},
                        {"command", command},
                        {"cancel", names.at(static_cast<std::size_t>(how))}};
    if (!id) answer["count"] = count;
    message_properties with;
    if (to) with.correlation = to->correlation;
    say(around_.mention, to ? to->topic : around_.root + "/cmd/" + command + "/status", to_text(answer),
        std::move(with));
}

}  // namespace weir
